using System.CommandLine;
using Entente.Diagnostics;
using Entente.Evidence;
using Entente.Reports;
using Entente.Scenarios;

namespace Entente.Cli.Commands;

/// <summary><c>entente evidence</c>: which claims each number rests on, which numbers rest on none, and which claims nothing uses.</summary>
internal sealed class EvidenceCommand
{
    private readonly Argument<string> _scenario = Arguments.Scenario();
    private readonly Option<string?> _variant = Arguments.Variant();
    private readonly Option<string?> _seeds = SeedsOfScenario.Option();
    private readonly Option<bool> _unused = new("--unused") { Description = "List the claims that nothing in the scenario names" };
    private readonly Option<string?> _claim = new("--claim") { Description = "Show this claim with its source and all that names it", HelpName = "ID" };
    private readonly Option<string> _format = Arguments.Choice("--format", "How it is printed", "text", "json", "csv");
    private readonly CommandHost _host;

    private EvidenceCommand(CommandHost host) => _host = host;

    public static Command Build(CommandHost host)
    {
        var evidence = new EvidenceCommand(host);
        var command = new Command("evidence", "Show which claims each number rests on, and which numbers rest on none.")
        {
            evidence._scenario, evidence._variant, evidence._seeds, evidence._unused, evidence._claim, evidence._format,
        };
        command.SetAction(evidence.Show);
        return command;
    }

    private int Show(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(_scenario);
        var id = parsed.GetValue(_claim);
        var unused = parsed.GetValue(_unused);
        var folder = new SeedsOfScenario(parsed.GetValue(_seeds), _host);
        if (id is not null && unused)
        {
            return EntenteCommand.Refuse(["--unused and --claim do not go together"], parsed.CommandResult, _host);
        }

        if (folder.Problem() is { } problem)
        {
            return EntenteCommand.Refuse([problem], parsed.CommandResult, _host);
        }

        var seeds = folder.For(path);
        var loaded = LoadedScenario.Load(path, new ScenarioChoice(parsed.GetValue(_variant), []), _host);
        LoadedScenario.Report([.. loaded.Diagnostics, .. seeds.Diagnostics], quiet: false, _host);
        if (loaded.Scenario is not { } scenario)
        {
            return LoadedScenario.CodeOf(loaded.Diagnostics);
        }

        if (seeds.Diagnostics.Any(d => d.Severity == Severity.Error))
        {
            return ExitCode.ScenarioWrong;
        }

        var table = _host.Engine.Evidence(scenario, seeds.Seeds);
        if ((unused || id is not null) && table.Seeds is null)
        {
            return EntenteCommand.Refuse([$"'{path}' has no seed files beside it or above it; name their folder with --seeds"], parsed.CommandResult, _host);
        }

        if (id is null)
        {
            Print(table, unused, parsed.GetRequiredValue(_format));
            return ExitCode.Done;
        }

        if (!table.Seeds!.Claims.TryGetValue(id, out var claim))
        {
            var hint = NearestName.Hint(id, [.. table.Seeds.Claims.Keys]);
            return EntenteCommand.Refuse([$"there is no claim '{id}'" + (hint is null ? "" : $"; {hint}")], parsed.CommandResult, _host);
        }

        Print(table, claim, parsed.GetRequiredValue(_format));
        return ExitCode.Done;
    }

    private void Print(EvidenceTable table, bool unused, string format)
    {
        switch (format, unused)
        {
            case ("json", _):
                _host.Out.Write(unused ? EvidenceData.UnusedJson(table) : EvidenceData.ItemsJson(table));
                break;
            case ("csv", _):
                _host.Out.Write(unused ? EvidenceData.UnusedCsv(table) : EvidenceData.ItemsCsv(table));
                break;
            case (_, true):
                EvidenceReport.WriteUnused(table, _host.OutConsole());
                break;
            default:
                EvidenceReport.WriteItems(table, _host.OutConsole());
                break;
        }
    }

    private void Print(EvidenceTable table, Claim claim, string format)
    {
        switch (format)
        {
            case "json":
                _host.Out.Write(EvidenceData.ClaimJson(table, claim));
                break;
            case "csv":
                _host.Out.Write(EvidenceData.ClaimCsv(table, claim));
                break;
            default:
                EvidenceReport.WriteClaim(table, claim, _host.OutConsole());
                break;
        }
    }
}
