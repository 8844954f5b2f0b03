using System.CommandLine;
using Entente.Differences;
using Entente.Reports;
using Entente.Scenarios;

namespace Entente.Cli.Commands;

/// <summary><c>entente diff</c>: what changed from one scenario to another, which draws are others, and with <c>--why</c> what each change moves.</summary>
internal sealed class DiffCommand
{
    private const int UsualTrials = 1000;

    private readonly Argument<string> _before = Arguments.Scenario();
    private readonly Argument<string?> _after = new("OTHER") { Description = "The other scenario; without it the same one, with --variant", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _variant = new("--variant") { Description = "The variant of the other scenario", HelpName = "NAME" };
    private readonly Option<string?> _from = new("--from-variant") { Description = "The variant of the first scenario", HelpName = "NAME" };
    private readonly Option<bool> _why = new("--why") { Description = "Run the scenarios between the two, and share the difference of every outcome out among the changes" };
    private readonly TrialArguments _trials = new(UsualTrials);
    private readonly Option<string> _format = Arguments.Choice("--format", "How it is printed", "text", "json");
    private readonly CommandHost _host;

    private DiffCommand(CommandHost host) => _host = host;

    public static Command Build(CommandHost host)
    {
        var diff = new DiffCommand(host);
        var command = new Command("diff", "Show what changed from one scenario to another, which draws are others, and what each change moves.")
        {
            diff._before, diff._after, diff._variant, diff._from, diff._why, diff._trials.Sizing, diff._trials.Means, diff._format,
        };
        command.SetAction(diff.Show);
        return command;
    }

    private int Show(ParseResult parsed)
    {
        var before = parsed.GetRequiredValue(_before);
        var after = parsed.GetValue(_after) ?? before;
        var (from, to) = (parsed.GetValue(_from), parsed.GetValue(_variant));
        var why = parsed.GetValue(_why);
        string[] wrong =
        [
            .. after == before && from == to ? ["a second scenario or --variant is missing"] : Array.Empty<string>(),
            .. why && Folder(before) != Folder(after) ? ["--why needs both scenarios in one folder: what lies between them reads the tables of both"] : Array.Empty<string>(),
            .. !why && _trials.Asked(parsed) is not null ? ["--trials belongs to --why"] : Array.Empty<string>(),
        ];
        if (wrong.Length > 0)
        {
            return EntenteCommand.Refuse(wrong, parsed.CommandResult, _host);
        }

        var quiet = _trials.Quiet(parsed);
        var options = _trials.Options(parsed);
        var one = TrialArguments.Load(before, new ScenarioChoice(from, []), options, quiet, _host, s => _host.Engine.CheckDesign(s, options), out var code);
        var other = one is null ? null : TrialArguments.Load(after, new ScenarioChoice(to, []), options, quiet, _host, s => _host.Engine.CheckDesign(s, options), out code);
        if (one is null || other is null)
        {
            return code;
        }

        var diff = _host.Engine.Diff(one, other);
        var moves = why && diff.Changes.Any(c => c.MovesTrials)
            ? RunProgress.Show(_host, quiet, 1L << Math.Min(Attribution.MostCounted, diff.Changes.Count(c => c.MovesTrials)), progress => _host.Engine.Attribute(diff, options, progress, _host.Stop), "scenarios")
            : null;
        if (parsed.GetRequiredValue(_format) == "json")
        {
            _host.Out.Write(DiffReport.Json(diff, moves));
        }
        else
        {
            DiffReport.Write(diff, moves, _host.OutConsole());
        }

        return ExitCode.Done;
    }

    private string Folder(string path) => Path.GetDirectoryName(Path.GetFullPath(path, _host.Folder))!;
}
