using System.Collections.Immutable;
using System.CommandLine;
using Entente.Diagnostics;
using Entente.Reports;
using Entente.Robustness;
using Entente.Studies;

namespace Entente.Cli.Commands;

/// <summary><c>entente study robustness</c>: the policies of a study over its worlds, by criteria that weigh good and bad worlds differently.</summary>
internal sealed class StudyRobustnessCommand
{
    private const int Resamples = 1000;

    private readonly Argument<string> _store = new("STORE") { Description = "The store of a study" };
    private readonly Option<string?> _measure = new("--measure") { Description = "The measure that is judged; the study keeps it", HelpName = "NAME" };
    private readonly Option<string?> _outcome = new("--outcome") { Description = "The outcome whose share is judged", HelpName = "NAME" };
    private readonly Option<string?> _better = Arguments.OptionalChoice("--better", "Which way is better, where the scenario does not say it", "higher", "lower");
    private readonly Option<double?> _optimism = new("--optimism") { Description = "Hurwicz's weight of the best world, from 0 to 1 [default: 0.5]", HelpName = "W" };
    private readonly Option<double?> _aversion = new("--aversion") { Description = "Standard deviations that mean-variance takes off the mean [default: 1]", HelpName = "K" };
    private readonly Option<double?> _enough = new("--enough") { Description = "What is good enough, for satisficing [default: the measure's target]", HelpName = "V" };
    private readonly Option<ulong> _seed = Arguments.Seed("The seed of the resamples", 1);
    private readonly Option<string> _format = Arguments.Choice("--format", "How it is printed", "text", "json");
    private readonly CommandHost _host;

    private StudyRobustnessCommand(CommandHost host) => _host = host;

    public static Command Build(CommandHost host)
    {
        var robustness = new StudyRobustnessCommand(host);
        var command = new Command("robustness", "Judge the policies of a study over its worlds: maximin, Hurwicz, Laplace, regret, mean-variance, satisficing; and whether they agree.")
        {
            robustness._store, robustness._measure, robustness._outcome, robustness._better, robustness._optimism, robustness._aversion, robustness._enough, robustness._seed, robustness._format,
        };
        command.SetAction(robustness.Judge);
        return command;
    }

    private int Judge(ParseResult parsed)
    {
        var (measure, outcome) = (parsed.GetValue(_measure), parsed.GetValue(_outcome));
        var (optimism, aversion) = (parsed.GetValue(_optimism) ?? 0.5, parsed.GetValue(_aversion) ?? 1);
        string[] wrong =
        [
            .. (measure is null) == (outcome is null) ? ["name what is judged, with --measure or with --outcome"] : Array.Empty<string>(),
            .. optimism is < 0 or > 1 || double.IsNaN(optimism) ? ["--optimism is from 0 to 1"] : Array.Empty<string>(),
            .. aversion >= 0 && double.IsFinite(aversion) ? Array.Empty<string>() : ["--aversion is 0 or more"],
        ];
        if (wrong.Length > 0)
        {
            return EntenteCommand.Refuse(wrong, parsed.CommandResult, _host);
        }

        try
        {
            using var store = StudyStore.OpenRead(Path.GetFullPath(parsed.GetRequiredValue(_store), _host.Folder));
            var scenario = StoredStudy.Load(store).Study.Scenario;
            var kept = store.Columns.Where(c => c.Kind == "measure").ToArray();
            ImmutableArray<string> known = measure is not null ? [.. kept.Select(c => c.Name)] : [.. scenario.Outcomes.Select(o => o.Name)];
            var name = measure ?? outcome!;
            if (!known.Contains(name))
            {
                var hint = NearestName.Hint(name, known);
                return EntenteCommand.Refuse([$"the study keeps no {(measure is null ? "outcome" : "measure")} '{name}'" + (hint is null ? "" : $"; {hint}")], parsed.CommandResult, _host);
            }

            var definition = scenario.Measures.FirstOrDefault(m => measure is not null && m.Name == name);
            if ((parsed.GetValue(_better) ?? definition?.Better) is not { } better)
            {
                return EntenteCommand.Refuse([$"the scenario does not say which way is better for '{name}': say --better higher or --better lower"], parsed.CommandResult, _host);
            }

            var isHigher = better == "higher";
            var target = definition?.Target is { } t ? (isHigher ? t.Low : t.High) : double.NaN;
            var enough = parsed.GetValue(_enough) ?? (double.IsFinite(target) ? target : null);
            var table = store.Policies(measure, outcome ?? "");
            var question = new RobustnessQuestion(
                measure ?? $"outcome {outcome}", measure is null ? "probability" : definition!.Unit.ToString(), isHigher, optimism, aversion, enough, parsed.GetValue(_seed));
            var found = RobustnessCriteria.Of(table.Values, isHigher, optimism, aversion, enough, Resamples, question.Seed, Environment.ProcessorCount);
            if (found.Worlds == 0)
            {
                _host.Say("there is no world in which every policy has a value");
                return ExitCode.RunFailed;
            }

            if (parsed.GetRequiredValue(_format) == "json")
            {
                _host.Out.Write(RobustnessReport.Json(question, table.Policies, found));
            }
            else
            {
                RobustnessReport.Write(question, table.Policies, found, _host.OutConsole());
            }

            return ExitCode.Done;
        }
        catch (StoreException broken)
        {
            _host.Say(broken.Message);
            return ExitCode.RunFailed;
        }
    }
}
