using System.Collections.Immutable;
using System.CommandLine;
using Entente.Diagnostics;
using Entente.Reports;
using Entente.Scenarios;
using Entente.Text;

namespace Entente.Cli.Commands;

/// <summary><c>entente check</c>: every diagnostic of every file and of its variants, each once, and no trial.</summary>
internal static class CheckCommand
{
    public static Command Build(CommandHost host)
    {
        var scenarios = new Argument<string[]>("SCENARIO") { Description = "Scenario files", Arity = ArgumentArity.OneOrMore };
        var format = Arguments.Choice("--format", "How the diagnostics are printed", "text", "json");
        var command = new Command("check", "Check scenarios: print every diagnostic and run nothing.") { scenarios, format };
        command.SetAction(parsed => Check(parsed.GetRequiredValue(scenarios), parsed.GetRequiredValue(format), host));
        return command;
    }

    private static int Check(IReadOnlyList<string> paths, string format, CommandHost host)
    {
        var asText = format == "text";
        var shown = new HashSet<(DiagnosticRule, string, TextSpan, string)>();
        var console = host.OutConsole();
        var fresh = new List<Diagnostic>();
        var code = ExitCode.Done;
        var first = true;
        foreach (var path in paths)
        {
            var own = new HashSet<(DiagnosticRule, string, TextSpan, string)>();
            var all = ImmutableArray.CreateBuilder<Diagnostic>();
            var known = 0;
            foreach (var (variant, diagnostics) in Loads(path, host))
            {
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

        if (!asText)
        {
            host.Out.Write(DiagnosticsReport.ToJson(fresh));
        }

        return code;
    }

    /// <summary>What is found in a scenario as it stands, and then with each of its variants.</summary>
    private static IEnumerable<(string? Variant, ImmutableArray<Diagnostic> Diagnostics)> Loads(string path, CommandHost host)
    {
        var plain = LoadedScenario.Load(path, ScenarioChoice.Default, host);
        yield return (null, plain.Diagnostics);
        foreach (var variant in plain.Scenario?.Variants ?? [])
        {
            yield return (variant.Name, LoadedScenario.Load(path, new ScenarioChoice(variant.Name, []), host).Diagnostics);
        }
    }

    private static (DiagnosticRule Rule, string File, TextSpan Span, string Message) KeyOf(Diagnostic diagnostic) =>
        (diagnostic.Rule, diagnostic.Source.Path, diagnostic.Span, diagnostic.Message);
}
