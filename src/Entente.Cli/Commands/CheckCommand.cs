using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Entente.Diagnostics;
using Entente.Experiments;
using Entente.Reports;
using Entente.Scenarios;
using Entente.Text;

namespace Entente.Cli.Commands;

/// <summary><c>entente check</c>: every diagnostic of every file and of its variants, each once; with <c>--coverage</c> also what never fires.</summary>
internal static class CheckCommand
{
    public static Command Build(CommandHost host)
    {
        var scenarios = new Argument<string[]>("SCENARIO") { Description = "Scenario files", Arity = ArgumentArity.OneOrMore };
        var format = Arguments.Choice("--format", "How the diagnostics are printed", "text", "json");
        var folder = SeedsOfScenario.Option();
        var evidence = new Option<bool>("--evidence") { Description = "Warn of numbers without evidence or judgement even where a scenario uses neither" };
        var coverage = new Option<bool>("--coverage") { Description = "Run every scenario and variant; each rule, event and transition must fire in one of them" };
        var trials = Arguments.Whole("--trials", $"With --coverage: trials of each run [default: {new RunOptions().Trials}]", 1);
        var seed = Arguments.Seed("With --coverage: the seed of all draws", new RunOptions().Seed);
        var command = new Command("check", "Check scenarios and their seed files: print every diagnostic; run nothing unless asked to.")
        {
            scenarios, folder, evidence, format, coverage, trials, seed,
        };
        command.SetAction(parsed =>
        {
            var seeds = new SeedsOfScenario(parsed.GetValue(folder), host);
            var options = new RunOptions { Seed = parsed.GetValue(seed), Trials = parsed.GetValue(trials) ?? new RunOptions().Trials };
            var problem = parsed.GetValue(trials) is not null && !parsed.GetValue(coverage) ? "--trials belongs to --coverage" : seeds.Problem();
            return problem is not null
                ? EntenteCommand.Refuse([problem], parsed.CommandResult, host)
                : Check(parsed.GetRequiredValue(scenarios), seeds, parsed.GetValue(evidence), parsed.GetRequiredValue(format), parsed.GetValue(coverage) ? options : null, host);
        });
        return command;
    }

    private static int Check(IReadOnlyList<string> paths, SeedsOfScenario seeds, bool always, string format, RunOptions? coverage, CommandHost host)
    {
        var asText = format == "text";
        var shown = new HashSet<(DiagnosticRule, string, TextSpan, string)>();
        var console = host.OutConsole();
        var fresh = new List<Diagnostic>();
        var code = ExitCode.Done;
        var first = true;
        var runs = new List<ImmutableArray<Firings>>();
        foreach (var path in paths)
        {
            var own = new HashSet<(DiagnosticRule, string, TextSpan, string)>();
            var all = ImmutableArray.CreateBuilder<Diagnostic>();
            var known = 0;
            foreach (var (variant, loaded, diagnostics) in Loads(path, seeds, always, host))
            {
                if (coverage is not null && loaded.Scenario is { } scenario)
                {
                    runs.Add(host.Engine.Coverage(scenario, coverage, host.Stop));
                    host.Stop.ThrowIfCancellationRequested();
                }

                var added = diagnostics.Where(d => own.Add(KeyOf(d))).ToList();
                all.AddRange(added);

                // Files that scenarios share are told apart by their place; what has no place is about this scenario.
                var unseen = added.Where(d => shown.Add(KeyOf(d)) || d.Source.Path.Length == 0).ToList();
                known += added.Count - unseen.Count;
                fresh.AddRange(unseen);
                if (!asText || unseen.Count == 0)
                {
                    continue;
                }

                if (!first)
                {
                    host.Out.WriteLine();
                }

                first = false;
                if (variant is not null)
                {
                    host.Out.WriteLine($"variant '{variant}':");
                }

                DiagnosticsReport.Write(unseen, console);
            }

            first = false;
            code = Math.Max(code, LoadedScenario.CodeOf(all));
            if (asText)
            {
                host.Out.WriteLine(DiagnosticsReport.Summary(path, all.ToImmutable(), known));
            }
        }

        // Where a scenario is wrong, what never fires says nothing yet.
        if (coverage is not null && code == ExitCode.Done)
        {
            var silent = Coverage.Review(runs, coverage.Trials);
            fresh.AddRange(silent);
            code = LoadedScenario.CodeOf(silent);
            if (asText)
            {
                DiagnosticsReport.Write(silent, console);
                var things = runs.SelectMany(r => r).Select(f => (f.Kind, f.Name)).Distinct().Count();
                host.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"coverage: {things - silent.Length} of {things} events, rules and transitions fired in {runs.Count} runs of {coverage.Trials} trials"));
            }
        }

        if (!asText)
        {
            host.Out.Write(DiagnosticsReport.ToJson(fresh));
        }

        return code;
    }

    /// <summary>What is found in a scenario as it stands and in its seed files, and then with each of its variants.</summary>
    private static IEnumerable<(string? Variant, Loaded Loaded, ImmutableArray<Diagnostic> Diagnostics)> Loads(string path, SeedsOfScenario seeds, bool always, CommandHost host)
    {
        var known = seeds.For(path);
        var plain = LoadedScenario.Load(path, ScenarioChoice.Default, host);
        yield return (null, plain, [.. plain.Diagnostics, .. known.Diagnostics, .. Evidence(plain)]);
        foreach (var variant in plain.Scenario?.Variants ?? [])
        {
            var loaded = LoadedScenario.Load(path, new ScenarioChoice(variant.Name, []), host);
            yield return (variant.Name, loaded, [.. loaded.Diagnostics, .. Evidence(loaded)]);
        }

        ImmutableArray<Diagnostic> Evidence(Loaded loaded) => loaded.Scenario is { } scenario ? host.Engine.CheckEvidence(scenario, known.Seeds, always) : [];
    }

    private static (DiagnosticRule Rule, string File, TextSpan Span, string Message) KeyOf(Diagnostic diagnostic) =>
        (diagnostic.Rule, diagnostic.Source.Path, diagnostic.Span, diagnostic.Message);
}
