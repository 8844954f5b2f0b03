using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Entente.Diagnostics;
using Entente.Experiments;
using Entente.Reports;
using Entente.Scenarios;
using Entente.Text;

namespace Entente.Cli.Commands;

/// <summary><c>entente check</c>: every diagnostic of every file and of its variants, each once; with <c>--coverage</c> also what never fires, with <c>--expect</c> what is expected of the results.</summary>
internal static class CheckCommand
{
    private const double Alpha = 1e-6;

    public static Command Build(CommandHost host)
    {
        var scenarios = new Argument<string[]>("SCENARIO") { Description = "Files of scenarios and studies", Arity = ArgumentArity.OneOrMore };
        var format = Arguments.Choice("--format", "How the diagnostics are printed", "text", "json");
        var folder = SeedsOfScenario.Option();
        var evidence = new Option<bool>("--evidence") { Description = "Warn of numbers without evidence or judgement even where a scenario uses neither" };
        var coverage = new Option<bool>("--coverage") { Description = "Run every scenario and variant; each rule, event and transition must fire in one of them" };
        var expect = new Option<bool>("--expect") { Description = "Run what every scenario or study expects of its results, and judge it" };
        var alpha = Arguments.Share("--alpha", "With --expect: the chance that any expectation that is true fails [default: 1e-6]");
        var trials = Arguments.Whole("--trials", $"With --coverage or --expect: trials of each run [default: {new RunOptions().Trials}]", 1);
        var seed = Arguments.Seed("With --coverage or --expect: the seed of all draws", new RunOptions().Seed);
        var command = new Command("check", "Check scenarios and their seed files: print every diagnostic; run nothing unless asked to.")
        {
            scenarios, folder, evidence, format, coverage, expect, alpha, trials, seed,
        };
        command.SetAction(parsed =>
        {
            var seeds = new SeedsOfScenario(parsed.GetValue(folder), host);
            var options = new RunOptions { Seed = parsed.GetValue(seed), Trials = parsed.GetValue(trials) ?? new RunOptions().Trials };
            string[] wrong =
            [
                .. parsed.GetValue(trials) is not null && !parsed.GetValue(coverage) && !parsed.GetValue(expect) ? ["--trials belongs to --coverage or --expect"] : Array.Empty<string>(),
                .. parsed.GetValue(alpha) is not null && !parsed.GetValue(expect) ? ["--alpha belongs to --expect"] : Array.Empty<string>(),
                .. seeds.Problem() is { } problem ? [problem] : Array.Empty<string>(),
            ];
            return wrong.Length > 0
                ? EntenteCommand.Refuse(wrong, parsed.CommandResult, host)
                : Check(
                    parsed.GetRequiredValue(scenarios), seeds, parsed.GetValue(evidence), parsed.GetRequiredValue(format), parsed.GetValue(coverage) ? options : null,
                    parsed.GetValue(expect) ? new Judging(options, parsed.GetValue(alpha) ?? Alpha) : null, host);
        });
        return command;
    }

    private static int Check(
        IReadOnlyList<string> paths, SeedsOfScenario seeds, bool always, string format, RunOptions? coverage, Judging? judging, CommandHost host)
    {
        var asText = format == "text";
        var shown = new HashSet<(DiagnosticRule, string, TextSpan, string)>();
        var console = host.OutConsole();
        var fresh = new List<Diagnostic>();
        var code = ExitCode.Done;
        var first = true;
        var runs = new List<ImmutableArray<Firings>>();
        var expecting = new List<(string Path, string Scenario, Scenario Bound)>();
        foreach (var path in paths)
        {
            var own = new HashSet<(DiagnosticRule, string, TextSpan, string)>();
            var all = ImmutableArray.CreateBuilder<Diagnostic>();
            var known = 0;
            var isStudy = StudyFile.IsOne(path, host);
            foreach (var (variant, loaded, diagnostics) in isStudy ? Study(path, expecting, host) : Loads(path, seeds, always, host))
            {
                if (variant is null && loaded.Scenario is { } plain && !isStudy)
                {
                    expecting.Add((path, path, plain));
                }

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

        // Where a scenario is wrong, its results say nothing yet.
        var isRight = code == ExitCode.Done;
        if (coverage is not null && isRight)
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

        ExpectationReport? report = null;
        if (judging is not null && isRight)
        {
            (report, var failures) = Judge(expecting, judging, host);
            fresh.AddRange(failures);
            code = Math.Max(code, LoadedScenario.CodeOf(failures) == ExitCode.Done ? ExitCode.Done : ExitCode.ScenarioWrong);
            if (asText)
            {
                report.Write(console);
                if (failures.Count > 0)
                {
                    host.Out.WriteLine();
                    DiagnosticsReport.Write(failures, console);
                }
            }
        }

        if (!asText)
        {
            host.Out.Write(DiagnosticsReport.ToJson(fresh, report));
        }

        return code;
    }

    /// <summary>The expectations of all scenarios, each allowed an equal part of the chance that any fails by accident.</summary>
    private static (ExpectationReport Report, List<Diagnostic> Failures) Judge(
        List<(string Path, string Scenario, Scenario Bound)> scenarios, Judging judging, CommandHost host)
    {
        var level = judging.Alpha / Math.Max(1, scenarios.Sum(s => s.Bound.Expectations.Length));
        var judged = ImmutableArray.CreateBuilder<(string, ImmutableArray<Expected>)>();
        var failures = new List<Diagnostic>();
        foreach (var (path, file, scenario) in scenarios.Where(s => s.Bound.Expectations.Length > 0))
        {
            host.Subject = path;
            var (files, name) = DiskFiles.Of(file, host.Folder);
            var (results, errors) = host.Engine.Expect(files, name, scenario, judging.Options, level, host.Stop);
            judged.Add((path, results));
            failures.AddRange(errors);
            failures.AddRange(Expectations.Review(results, file, judging.Options));
        }

        return (new ExpectationReport(judged.ToImmutable(), judging.Options.Trials, judging.Options.Seed, judging.Alpha, level), failures);
    }

    /// <summary>What is found in a study and its scenario; what it expects is noted.</summary>
    private static IEnumerable<(string? Variant, Loaded Loaded, ImmutableArray<Diagnostic> Diagnostics)> Study(
        string path, List<(string Path, string Scenario, Scenario Bound)> expecting, CommandHost host)
    {
        var (file, diagnostics) = StudyFile.Open(path, host);
        if (file?.Study.Expecting is { } expects)
        {
            expecting.Add((path, file.ScenarioPath, expects));
        }

        yield return (null, new Loaded(null, diagnostics), diagnostics);
    }

    private sealed record Judging(RunOptions Options, double Alpha);

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
