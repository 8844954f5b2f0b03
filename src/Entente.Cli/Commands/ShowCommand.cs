using System.CommandLine;
using Entente.Diagnostics;
using Entente.Experiments;
using Entente.Kernels;
using Entente.Reports;
using Entente.Scenarios;

namespace Entente.Cli.Commands;

/// <summary><c>entente show</c>: the model card of a scenario, its lifecycles as a graph, or what one stage made of it.</summary>
internal sealed class ShowCommand
{
    private readonly Argument<string> _scenario = Arguments.Scenario();
    private readonly Option<string?> _variant = Arguments.Variant();
    private readonly Option<System.Collections.Immutable.ImmutableArray<(string Name, string Value)>> _settings = Arguments.Settings();
    private readonly Option<string?> _stage = Arguments.OptionalChoice("--stage", "Print what this stage makes of the scenario", [.. Stages.Names]);
    private readonly Option<string?> _graph = Arguments.OptionalChoice("--graph", "Print the lifecycles as a graph", "mermaid", "dot");
    private readonly Option<string?> _lifecycle = new("--lifecycle") { Description = "With --graph: only this lifecycle", HelpName = "NAME" };
    private readonly Option<long?> _trials = Arguments.Whole("--trials", "With --stage: trials of the run", 1);
    private readonly Option<ulong> _seed = Arguments.Seed("With --stage: the seed of all draws", new RunOptions().Seed);
    private readonly Option<string> _sampler = Arguments.Sampler();
    private readonly Option<Passes> _without = Arguments.Without();
    private readonly CommandHost _host;

    private ShowCommand(CommandHost host)
    {
        _host = host;
        _without.Hidden = true;
    }

    public static Command Build(CommandHost host)
    {
        var show = new ShowCommand(host);
        var command = new Command("show", "Show the model card: actors, quantities with units and evidence, rules, lifecycles.")
        {
            show._scenario, show._variant, show._settings, show._graph, show._lifecycle, show._stage, show._trials, show._seed, show._sampler, show._without,
        };
        command.SetAction(show.Show);
        return command;
    }

    private int Show(ParseResult parsed)
    {
        var stage = parsed.GetValue(_stage);
        var graph = parsed.GetValue(_graph);
        var lifecycle = parsed.GetValue(_lifecycle);
        if ((stage is not null && graph is not null) || (lifecycle is not null && graph is null))
        {
            return EntenteCommand.Refuse([lifecycle is not null && graph is null ? "--lifecycle belongs to --graph" : "--stage and --graph do not go together"], parsed.CommandResult, _host);
        }

        var path = parsed.GetRequiredValue(_scenario);
        var choice = new ScenarioChoice(parsed.GetValue(_variant), parsed.GetValue(_settings));
        var loaded = LoadedScenario.Load(path, choice, _host);
        LoadedScenario.Report(loaded.Diagnostics, quiet: false, _host);
        if (loaded.Scenario is not { } scenario)
        {
            return LoadedScenario.CodeOf(loaded.Diagnostics);
        }

        if (stage is not null)
        {
            var defaults = new RunOptions();
            _host.Out.Write(_host.Engine.Show(scenario, stage, defaults with
            {
                Trials = parsed.GetValue(_trials) ?? defaults.Trials,
                Seed = parsed.GetValue(_seed),
                Sampler = Arguments.SamplerOf(parsed.GetRequiredValue(_sampler)),
                Kernels = new KernelOptions { Passes = Passes.All & ~parsed.GetValue(_without) },
            }));
            return ExitCode.Done;
        }

        if (graph is null)
        {
            ModelCard.Write(scenario, _host.OutConsole());
            return ExitCode.Done;
        }

        var wanted = scenario.Lifecycles.Where(l => lifecycle is null || l.Lifecycle.Name == lifecycle).ToList();
        if (wanted.Count == 0)
        {
            var hint = lifecycle is null ? null : NearestName.Hint(lifecycle, [.. scenario.Lifecycles.Select(l => l.Lifecycle.Name)]);
            return EntenteCommand.Refuse([lifecycle is null ? "this scenario has no lifecycles" : $"there is no lifecycle '{lifecycle}'" + (hint is null ? "" : $"; {hint}")], parsed.CommandResult, _host);
        }

        _host.Out.Write(graph == "dot" ? LifecycleGraph.Dot(scenario, wanted) : LifecycleGraph.Mermaid(scenario, wanted));
        return ExitCode.Done;
    }
}
