using System.CommandLine;
using Entente.Analyses;
using Entente.Reports;

namespace Entente.Cli.Commands;

/// <summary><c>entente discover</c>: under which inputs the cases of interest come about.</summary>
internal sealed class DiscoverCommand
{
    private const long UsualTrials = 10_000;
    private static readonly DiscoveryOptions Usual = new();

    private readonly AnalysisArguments _analysis = new();
    private readonly TrialArguments _trials = new(UsualTrials);
    private readonly Option<string?> _outcome = new("--outcome") { Description = "Cases are the trials with this outcome", HelpName = "NAME" };
    private readonly Option<string?> _measure = new("--measure") { Description = "Cases are by this measure, or 'time NAME'; with --table a column", HelpName = "M" };
    private readonly Option<double?> _above = AnalysisArguments.Number("--above", "With --measure: cases are above this");
    private readonly Option<double?> _below = AnalysisArguments.Number("--below", "With --measure: cases are below this");
    private readonly Option<double?> _alpha = Arguments.Share("--alpha", "The share of a box that is peeled off at a time [default: 5%]");
    private readonly Option<double?> _mass = Arguments.Share("--least-mass", "The least share of all trials that a box may have [default: 2%]");
    private readonly Option<long?> _box = Arguments.Whole("--box", "Take this box of the peeling [default: the best balance of coverage and density]", 0);
    private readonly Option<long?> _boxes = Arguments.Whole("--boxes", "Look for so many boxes, one after another [default: 1]", 1);
    private readonly Option<string> _format = Arguments.Choice("--format", "How the result is printed", "text", "json");
    private readonly CommandHost _host;

    private DiscoverCommand(CommandHost host) => _host = host;

    public static Command Build(CommandHost host)
    {
        var discover = new DiscoverCommand(host);
        var command = new Command("discover", "Say under which inputs the cases of interest come about: boxes (PRIM) and a tree (CART).")
        {
            discover._analysis.Scenario, discover._outcome, discover._measure, discover._above, discover._below, discover._analysis.What,
            discover._alpha, discover._mass, discover._box, discover._boxes,
            discover._trials.Choosing, discover._trials.Sizing, discover._trials.Means, discover._format,
        };
        command.SetAction(discover.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var wrong = Contradictions(parsed).ToList();
        if (wrong.Count > 0)
        {
            return EntenteCommand.Refuse(wrong, parsed.CommandResult, _host);
        }

        var cases = parsed.GetValue(_outcome) is { } outcome ? CaseDefinition.Outcome(outcome) : new CaseDefinition(parsed.GetValue(_measure)!, parsed.GetValue(_above), parsed.GetValue(_below));
        var run = _trials.Options(parsed);
        var options = new DiscoveryOptions
        {
            Alpha = parsed.GetValue(_alpha) ?? Usual.Alpha,
            LeastMass = parsed.GetValue(_mass) ?? Usual.LeastMass,
            Take = parsed.GetValue(_box) is { } box ? (int)Math.Min(box, int.MaxValue) : null,
            Boxes = (int)Math.Min(parsed.GetValue(_boxes) ?? Usual.Boxes, 100),
            Inputs = _analysis.Inputs(parsed),
            Given = _analysis.Given(parsed),
        };
        if (_analysis.Table(parsed) is not null)
        {
            if (_analysis.OfTable(parsed, _host, (table, found) => table.Discover(cases, options, run.Seed, run.Threads, found), out var tableCode) is { } ofTable)
            {
                Print(ofTable, parsed);
            }

            return tableCode;
        }

        _host.Engine.Prepare();
        var choice = _trials.Choice(parsed) with { FreesLevers = _analysis.Levers(parsed) };
        var quiet = _trials.Quiet(parsed);
        if (TrialArguments.Load(parsed.GetValue(_analysis.Scenario)!, choice, run, quiet, _host, s => _host.Engine.CheckDiscovery(s, cases, options, run), out var code) is not { } scenario)
        {
            return code;
        }

        using var watch = new RunWatch(null, keepsTrial: false, _host.Stop);
        var (result, problem) = RunProgress.Show(_host, quiet, run.Trials, progress => _host.Engine.Discover(scenario, cases, options, run, watch.With(progress), watch.Stop));
        if (result is null)
        {
            LoadedScenario.Report([problem!], quiet, _host);
            return ExitCode.RunFailed;
        }

        Print(result, parsed);
        return ExitCode.Done;
    }

    private void Print(DiscoveryResult result, ParseResult parsed)
    {
        if (parsed.GetRequiredValue(_format) == "json")
        {
            _host.Out.Write(DiscoveryJson.Of(result));
        }
        else
        {
            DiscoveryReport.Write(result, _host.OutConsole());
        }
    }

    private IEnumerable<string> Contradictions(ParseResult parsed)
    {
        foreach (var contradiction in _analysis.Contradictions(parsed))
        {
            yield return contradiction;
        }

        var hasEnd = parsed.GetValue(_above) is not null || parsed.GetValue(_below) is not null;
        if ((parsed.GetValue(_outcome) is null) == (parsed.GetValue(_measure) is null))
        {
            yield return "discover takes --outcome NAME, or --measure M with --above or --below";
        }
        else if ((parsed.GetValue(_measure) is not null) != hasEnd)
        {
            yield return hasEnd ? "--above and --below belong to --measure" : "--measure takes --above VALUE or --below VALUE";
        }
    }
}
