using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Entente.Diagnostics;
using Entente.Experiments;
using Entente.Reports.Stories;
using Entente.Scenarios;
using Entente.Stories;

namespace Entente.Cli.Commands;

/// <summary><c>entente trace</c>: one trial as a story.</summary>
internal sealed class TraceCommand
{
    private readonly Argument<string> _scenario = Arguments.Scenario();
    private readonly Option<long?> _trial = Arguments.Whole("--trial", "The trial of this number, from 0", 0);
    private readonly Option<string?> _outcome = new("--outcome") { Description = "The most typical trial that ends in this outcome; with --strange the strangest", HelpName = "NAME" };
    private readonly Option<bool> _strange = new("--strange") { Description = "The trial farthest from the centre of all" };
    private readonly Option<string[]> _variables = new("--variable") { Description = "Plot a quantity over time, such as threat[EST]; may be given several times", HelpName = "NAME", DefaultValueFactory = _ => [] };
    private readonly Option<string?> _against = new("--against") { Description = "Tell the same trial under this variant too, side by side from where the two part", HelpName = "VARIANT" };
    private readonly Option<ImmutableArray<(string Name, string Value)>> _againstSet = Arguments.OtherSettings("--against-set", "Set a lever on the other side; may be given several times");
    private readonly Option<bool> _full = new("--full") { Description = "Tell everything one by one, with every number" };
    private readonly Option<bool> _evidence = new("--evidence") { Description = "Name the claims that each thing rests on" };
    private readonly Option<string?> _seeds = SeedsOfScenario.Option();
    private readonly TrialArguments _trials = new();
    private readonly Option<string> _format = Arguments.Choice("--format", "How the story is written", "text", "json", "md");
    private readonly CommandHost _host;

    private TraceCommand(CommandHost host) => _host = host;

    public static Command Build(CommandHost host)
    {
        var trace = new TraceCommand(host);
        var command = new Command("trace", "Tell one trial as a story: what happened, to whom, and why.")
        {
            trace._scenario, trace._trial, trace._outcome, trace._strange, trace._against, trace._againstSet, trace._variables, trace._full, trace._evidence, trace._seeds,
            trace._trials.Choosing, trace._trials.Sizing, trace._trials.Means, trace._format,
        };
        command.SetAction(trace.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var options = _trials.Options(parsed) with { OnlyTrial = parsed.GetValue(_trial) };
        var folder = new SeedsOfScenario(parsed.GetValue(_seeds), _host);
        var wrong = Contradictions(parsed, options, folder).ToList();
        if (wrong.Count > 0)
        {
            return EntenteCommand.Refuse(wrong, parsed.CommandResult, _host);
        }

        var path = parsed.GetRequiredValue(_scenario);
        var quiet = _trials.Quiet(parsed);
        if (TrialArguments.Load(path, _trials.Choice(parsed), options, quiet, _host, s => _host.Engine.CheckDesign(s, options), out var code) is not { } scenario)
        {
            return code;
        }

        Scenario? other = null;
        if (IsAgainst(parsed))
        {
            // It has the warnings of this side, which have been said.
            other = TrialArguments.Load(path, Other(parsed), options, quiet: true, _host, s => _host.Engine.CheckDesign(s, options), out code);
            if (other is null)
            {
                return code;
            }
        }

        var watched = Watched(parsed, scenario, out wrong);
        if (other is not null && !PartingFinder.AreAlike(scenario, other))
        {
            wrong.Add($"the variant '{parsed.GetValue(_against)}' has another clock or other members, and cannot be laid beside it");
        }

        var outcome = Outcome(parsed, scenario, wrong);
        if (options.OnlyTrial is null && options.Trials > TrialCloud.MostKept / Math.Max(1, scenario.Measures.Length))
        {
            wrong.Add(string.Create(CultureInfo.InvariantCulture, $"to choose a trial the measures of all are kept, at most {TrialCloud.MostKept} numbers; use fewer --trials"));
        }

        if (wrong.Count > 0)
        {
            return EntenteCommand.Refuse(wrong, parsed.CommandResult, _host);
        }

        ChosenTrial? chosen = null;
        if (options.OnlyTrial is null)
        {
            chosen = Choose(parsed, scenario, options, outcome, quiet, out code);
            if (chosen is null)
            {
                return code;
            }

            options = options with { OnlyTrial = chosen.Trial };
        }

        var telling = new StoryOptions { Full = parsed.GetValue(_full), Chosen = chosen };
        if (other is not null)
        {
            var parting = _host.Engine.Part(scenario, other, options, [.. watched.Select(w => w.Name)]);
            Print(parting, telling, parsed.GetRequiredValue(_format));
            return Code(parting.Left.Failure ?? parting.Right.Failure);
        }

        var story = _host.Engine.Tell(scenario, options, watched);
        if (parsed.GetValue(_evidence))
        {
            var seeds = folder.For(path);
            LoadedScenario.Report(seeds.Diagnostics, quiet, _host);
            if (seeds.Diagnostics.Any(d => d.Severity == Severity.Error))
            {
                return ExitCode.ScenarioWrong;
            }

            telling = telling with { Evidence = _host.Engine.Evidence(scenario, seeds.Seeds) };
        }

        Print(story, telling, parsed.GetRequiredValue(_format));
        return Code(story.Failure);
    }

    private int Code(string? failure)
    {
        if (failure is null)
        {
            return ExitCode.Done;
        }

        _host.Say("the trial failed");
        return ExitCode.RunFailed;
    }

    private bool IsAgainst(ParseResult parsed) => parsed.GetValue(_against) is not null || !parsed.GetValue(_againstSet).IsEmpty;

    // The other side has the settings of this one where it has none of its own.
    private ScenarioChoice Other(ParseResult parsed)
    {
        var own = _trials.Choice(parsed);
        var set = parsed.GetValue(_againstSet);
        return own with { Variant = parsed.GetValue(_against) ?? own.Variant, Settings = [.. own.Settings.Where(s => set.All(o => o.Name != s.Lever)), .. set] };
    }

    private void Print(Parting parting, StoryOptions telling, string format)
    {
        switch (format)
        {
            case "json":
                _host.Out.Write(PartingJson.Of(parting, telling));
                break;
            case "md":
                _host.Out.Write(PartingMarkdown.Of(parting, telling));
                break;
            default:
                PartingReport.Write(parting, telling, _host.OutConsole());
                break;
        }
    }

    private void Print(Story story, StoryOptions telling, string format)
    {
        switch (format)
        {
            case "json":
                _host.Out.Write(StoryJson.Of(story, telling));
                break;
            case "md":
                _host.Out.Write(StoryMarkdown.Of(story, telling));
                break;
            default:
                StoryReport.Write(story, telling, _host.OutConsole());
                break;
        }
    }

    private ChosenTrial? Choose(ParseResult parsed, Scenario scenario, RunOptions options, int? outcome, bool quiet, out int code)
    {
        _host.Engine.Prepare();
        TrialCloud cloud = null!;
        var result = RunProgress.Show(_host, quiet, options.Trials, progress =>
        {
            cloud = new TrialCloud(scenario.Measures.Length, progress);
            return _host.Engine.Run(scenario, options, cloud, _host.Stop);
        });
        code = ExitCode.RunFailed;
        if (_host.Stop.IsCancellationRequested && result.Trials < options.Trials)
        {
            _host.Say("interrupted before all trials were run to choose from");
            code = ExitCode.Interrupted;
            return null;
        }

        var sort = parsed.GetValue(_strange) ? TrialSort.Strange : TrialSort.Typical;
        var name = outcome is { } at ? scenario.Outcomes[at].Name : null;
        if (cloud.Choose(sort, outcome, name) is { } chosen)
        {
            return chosen;
        }

        if (result.Failed == result.Trials)
        {
            _host.Say("every trial failed");
            return null;
        }

        var seen = string.Join(", ", result.Outcomes.Where(o => o.Count > 0).Select(o => o.Name));
        _host.Say(string.Create(CultureInfo.InvariantCulture, $"none of the {result.Trials} trials ends in '{name}', only in {seen}; more --trials may find one"));
        return null;
    }

    private ImmutableArray<Watchable> Watched(ParseResult parsed, Scenario scenario, out List<string> wrong)
    {
        wrong = [];
        var watched = ImmutableArray.CreateBuilder<Watchable>();
        foreach (var name in parsed.GetRequiredValue(_variables))
        {
            if (Watchable.Find(scenario, name, out var problem) is { } cell)
            {
                watched.Add(cell);
            }
            else
            {
                wrong.Add($"--variable {name}: {problem}");
            }
        }

        return watched.ToImmutable();
    }

    private int? Outcome(ParseResult parsed, Scenario scenario, List<string> wrong)
    {
        if (parsed.GetValue(_outcome) is not { } name)
        {
            return null;
        }

        var names = scenario.Outcomes.Select(o => o.Name).ToList();
        if (names.IndexOf(name) is var at and >= 0)
        {
            return at;
        }

        wrong.Add($"there is no outcome '{name}'" + (NearestName.Hint(name, names) is { } hint ? $"; {hint}" : ""));
        return null;
    }

    private IEnumerable<string> Contradictions(ParseResult parsed, RunOptions options, SeedsOfScenario folder)
    {
        var isChosen = parsed.GetValue(_outcome) is not null || parsed.GetValue(_strange);
        if (options.OnlyTrial is null && !isChosen)
        {
            yield return "which trial? Name it with --trial N, or ask for --outcome NAME or --strange";
        }

        if (options.OnlyTrial is not null && isChosen)
        {
            yield return "--trial names a trial, --outcome and --strange choose one: they do not go together";
        }

        if (options.OnlyTrial is { } trial && trial >= options.Trials)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"--trial {trial} is not one of the {options.Trials} trials, which are numbered from 0");
        }

        if (parsed.GetValue(_evidence) && IsAgainst(parsed))
        {
            yield return "--evidence is for one story, and does not go together with --against";
        }

        if (parsed.GetValue(_seeds) is not null && !parsed.GetValue(_evidence))
        {
            yield return "--seeds belongs to --evidence";
        }

        if (folder.Problem() is { } problem)
        {
            yield return problem;
        }
    }
}
