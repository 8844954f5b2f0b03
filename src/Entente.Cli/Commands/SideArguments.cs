using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Entente.Diagnostics;
using Entente.Experiments;
using Entente.Scenarios;

namespace Entente.Cli.Commands;

/// <summary>The options that say which sides a comparison has, and the way from them to loaded scenarios.</summary>
internal sealed class SideArguments(TrialArguments trials)
{
    /// <summary>What the scenario without a variant is called where it is the first side.</summary>
    public const string Plain = "as it stands";

    private const int MostPoints = 100;
    private const int UsualPoints = 7;

    private readonly Argument<string[]> _scenarios = new("SCENARIO") { Description = "A scenario's YAML file; several files are a side each", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string[]> _variants = new("--variant")
    {
        Description = "A side: this variant; may be given several times. The scenario without a variant is the first side",
        HelpName = "NAME",
        DefaultValueFactory = _ => [],
    };
    private readonly Option<string[]> _sides = new("--side")
    {
        Description = "A side: settings, and a variant if need be, such as 'abrupt, us_aid=0'; may be given several times",
        HelpName = "lever=value,…",
        DefaultValueFactory = _ => [],
    };
    private readonly Option<string?> _lever = new("--lever") { Description = "The sides: this lever at settings over its range, or at each of its options; draws the curves", HelpName = "NAME" };
    private readonly Option<long?> _points = Arguments.Whole("--points", $"With --lever: how many settings of a range, 2 to {MostPoints} [default: {UsualPoints}]", 2);

    public IEnumerable<Argument> Files => [_scenarios];

    public IEnumerable<Option> Options => [_variants, _sides, _lever, _points];

    public string[] Paths(ParseResult parsed) => parsed.GetRequiredValue(_scenarios);

    /// <summary>The words of a command line that name the same sides.</summary>
    public IEnumerable<string> Words(ParseResult parsed) =>
    [
        .. parsed.GetRequiredValue(_variants).SelectMany(v => new[] { "--variant", v }),
        .. parsed.GetRequiredValue(_sides).SelectMany(s => new[] { "--side", s }),
        .. parsed.GetValue(_lever) is { } lever ? ["--lever", lever] : Array.Empty<string>(),
        .. parsed.GetValue(_points) is { } points ? ["--points", points.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>(),
    ];

    /// <summary>What is wrong with the command line before anything is read.</summary>
    public IEnumerable<string> Contradictions(ParseResult parsed)
    {
        var files = parsed.GetRequiredValue(_scenarios);
        var (variants, sides, lever) = (parsed.GetRequiredValue(_variants), parsed.GetRequiredValue(_sides), parsed.GetValue(_lever));
        if (files.Length > 1 && (variants.Length > 0 || sides.Length > 0 || lever is not null))
        {
            yield return "--variant, --side and --lever are sides of one scenario; with several scenarios each file is a side";
        }

        if (files.Length == 1 && variants.Length == 0 && sides.Length == 0 && lever is null)
        {
            yield return "a comparison needs two sides: give --variant, --side, --lever or another scenario";
        }

        if (lever is not null && (sides.Length > 0 || variants.Length > 1))
        {
            yield return "--lever goes with at most one --variant, and not with --side";
        }

        if (parsed.GetValue(_points) is { } points && (lever is null || points > MostPoints))
        {
            yield return lever is null ? "--points belongs to --lever" : string.Create(CultureInfo.InvariantCulture, $"--points takes at most {MostPoints}");
        }

        foreach (var (side, part) in sides.SelectMany(s => Parts(s).Select(p => (s, p))))
        {
            if (part.Value.Length == 0 || part.Name is { Length: 0 })
            {
                yield return $"--side takes lever=value and names of variants, separated by commas, not '{side}'";
            }
        }

        foreach (var side in sides.Where(s => Parts(s).Count(p => p.Name is null) > 1))
        {
            yield return $"--side names two variants: '{side}'";
        }
    }

    /// <summary>Loads the sides and prints what there is to say of them, each thing once.</summary>
    /// <param name="code">How the command ends if they cannot be loaded.</param>
    /// <returns>The sides, and the lever they are settings of; nothing if one is wrong.</returns>
    public (ImmutableArray<(string Label, Scenario Scenario)> Sides, LeverSweep? Sweep)? Load(ParseResult parsed, bool quiet, CommandHost host, out int code)
    {
        var files = parsed.GetRequiredValue(_scenarios);
        var held = trials.Held(parsed);
        var variants = parsed.GetRequiredValue(_variants);
        LeverSweep? sweep = null;
        List<(string File, string? Label, ScenarioChoice Choice)> wanted;
        if (parsed.GetValue(_lever) is { } lever)
        {
            var choice = held with { Variant = variants.FirstOrDefault() };
            if (Loaded([(files[0], null, choice)], quiet, host, out code) is not [var (_, scenario)])
            {
                return null;
            }

            sweep = Sweep(scenario, lever, (int)(parsed.GetValue(_points) ?? UsualPoints), out var wrong);
            if (sweep is null)
            {
                code = EntenteCommand.Refuse([wrong], parsed.CommandResult, host);
                return null;
            }

            wanted = [.. sweep.Settings.Select(value => (files[0], (string?)$"{lever}={value}", With(choice, [(lever, value)])))];
        }
        else
        {
            wanted = files.Length > 1
                ? [.. files.Select(f => (f, (string?)null, held))]
                :
                [
                    (files[0], Plain, held),
                    .. variants.Select(v => (files[0], (string?)v, held with { Variant = v })),
                    .. parsed.GetRequiredValue(_sides).Select(s => (files[0], (string?)s.Trim(), Side(held, s))),
                ];
        }

        if (wanted.GroupBy(w => (w.File, w.Choice.Key)).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            code = EntenteCommand.Refuse([$"'{twice.Last().Label ?? twice.Key.File}' is a side already"], parsed.CommandResult, host);
            return null;
        }

        return Loaded(wanted, quiet, host, out code) is { } sides ? (sides, sweep) : null;
    }

    private static ImmutableArray<(string Label, Scenario Scenario)>? Loaded(
        List<(string File, string? Label, ScenarioChoice Choice)> wanted, bool quiet, CommandHost host, out int code)
    {
        var loaded = wanted.Select(w => LoadedScenario.Load(w.File, w.Choice, host)).ToList();
        ImmutableArray<Diagnostic> all = [.. loaded.SelectMany(l => l.Diagnostics).DistinctBy(d => (d.Rule, d.Source.Path, d.Span, d.Message))];
        LoadedScenario.Report(all, quiet, host);
        code = LoadedScenario.CodeOf(all);
        if (loaded.Any(l => l.Scenario is null))
        {
            return null;
        }

        var ids = loaded.Select(l => l.Scenario!.Id).ToList();
        return [.. wanted.Zip(loaded, (w, l) => (w.Label ?? (ids.Count(id => id == l.Scenario!.Id) > 1 ? w.File : l.Scenario!.Id), l.Scenario!))];
    }

    private static LeverSweep? Sweep(Scenario scenario, string lever, int points, out string wrong)
    {
        wrong = "";
        if (scenario.Levers.FirstOrDefault(l => l.Quantity.Name == lever) is not { } found)
        {
            var hint = NearestName.Hint(lever, [.. scenario.Levers.Select(l => l.Quantity.Name)]);
            wrong = $"there is no lever '{lever}'" + (hint is null ? "" : $"; {hint}");
            return null;
        }

        var sweep = LeverSweep.Of(found, points);
        wrong = sweep is null ? $"lever '{lever}' cannot be swept: its range has no end, or it has one option only" : "";
        return sweep;
    }

    private static ScenarioChoice Side(ScenarioChoice held, string side)
    {
        var parts = Parts(side).ToList();
        return With(held, [.. parts.Where(p => p.Name is not null).Select(p => (p.Name!, p.Value))]) with { Variant = parts.Where(p => p.Name is null).Select(p => p.Value).FirstOrDefault() };
    }

    // A side's own settings win over those that all sides have.
    private static ScenarioChoice With(ScenarioChoice choice, ImmutableArray<(string Lever, string Value)> settings) =>
        choice with { Settings = [.. choice.Settings.Where(c => settings.All(s => s.Lever != c.Lever)), .. settings] };

    // A part without a sign is a variant.
    private static IEnumerable<(string? Name, string Value)> Parts(string side) => side.Split(',', StringSplitOptions.TrimEntries).Select(part =>
        part.IndexOf('=', StringComparison.Ordinal) is var sign and >= 0 ? ((string?)part[..sign].Trim(), part[(sign + 1)..].Trim()) : (null, part));
}
