using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Entente.Diagnostics;
using Entente.Experiments;
using Entente.Kernels;
using Entente.Scenarios;

namespace Entente.Cli.Commands;

/// <summary>The options that every command has which runs trials of a scenario, and the way from them to a scenario that can be run.</summary>
internal sealed class TrialArguments
{
    public static readonly RunOptions Defaults = new();

    private readonly Option<string?> _variant = Arguments.Variant();
    private readonly Option<ImmutableArray<(string Name, string Value)>> _settings = Arguments.Settings();
    private readonly Option<ImmutableArray<(string Name, string Value)>> _pins = Arguments.Pins();
    private readonly Option<long?> _trials;
    private readonly Option<ulong> _seed = Arguments.Seed("The seed of all draws", Defaults.Seed);
    private readonly Option<string> _sampler = Arguments.Sampler();
    private readonly Option<long?> _threads = Arguments.Whole("--threads", "Threads to use; changes no number [default: all]", 1);
    private readonly Option<long?> _batch = Arguments.Whole("--batch", "Trials a thread takes at a time; changes no number", 1);
    private readonly Option<bool> _reference = new("--reference") { Description = "Run trials one by one by the reference evaluator: slow; changes no number" };
    private readonly Option<Passes> _without = Arguments.Without();
    private readonly Option<bool> _quiet = new("--quiet") { Description = "No progress and no warnings" };
    private readonly long _usual;

    /// <param name="usual">Trials that are run if none are asked for.</param>
    public TrialArguments(long? usual = null)
    {
        _usual = usual ?? Defaults.Trials;
        _trials = Arguments.Whole("--trials", string.Create(CultureInfo.InvariantCulture, $"Trials to run [default: {_usual}]"), 1);
        _batch.Hidden = true;
        _without.Hidden = true;
    }

    /// <summary>Which scenario: <c>--variant</c>, <c>--set</c>, <c>--pin</c>.</summary>
    public IEnumerable<Option> Choosing => [_variant, .. Holding];

    /// <summary>What is the same whatever the variant: <c>--set</c>, <c>--pin</c>.</summary>
    public IEnumerable<Option> Holding => [_settings, _pins];

    /// <summary>How much of it: <c>--trials</c>, <c>--seed</c>, <c>--sampler</c>.</summary>
    public IEnumerable<Option> Sizing => [_trials, _seed, _sampler];

    /// <summary>By what means, which changes no number; and <c>--quiet</c>.</summary>
    public IEnumerable<Option> Means => [_threads, _batch, _reference, _without, _quiet];

    public ScenarioChoice Choice(ParseResult parsed) => Held(parsed) with { Variant = parsed.GetValue(_variant) };

    /// <summary>The choice without a variant.</summary>
    public ScenarioChoice Held(ParseResult parsed) => new(null, parsed.GetValue(_settings)) { Pins = parsed.GetValue(_pins) };

    /// <summary>The trials asked for, or null.</summary>
    public long? Asked(ParseResult parsed) => parsed.GetValue(_trials);

    public bool Quiet(ParseResult parsed) => parsed.GetValue(_quiet);

    public RunOptions Options(ParseResult parsed) => Defaults with
    {
        Trials = parsed.GetValue(_trials) ?? _usual,
        Seed = parsed.GetValue(_seed),
        Sampler = Arguments.SamplerOf(parsed.GetRequiredValue(_sampler)),
        Threads = (int)Math.Min(parsed.GetValue(_threads) ?? Defaults.Threads, int.MaxValue),
        BatchLength = (int)Math.Min(parsed.GetValue(_batch) ?? Defaults.BatchLength, int.MaxValue),
        Kernels = parsed.GetValue(_reference) ? null : new KernelOptions { Passes = Passes.All & ~parsed.GetValue(_without) },
    };

    /// <summary>Loads a scenario that trials are to be run of, and prints what there is to say of it.</summary>
    /// <param name="path">As it was typed.</param>
    /// <param name="refuses">What speaks against these options for the scenario.</param>
    /// <param name="code">How the command ends if there is none.</param>
    /// <returns>The scenario, or null if it cannot be run.</returns>
    public static Scenario? Load(
        string path, ScenarioChoice choice, RunOptions options, bool quiet, CommandHost host, Func<Scenario, ImmutableArray<Diagnostic>> refuses, out int code)
    {
        var loaded = LoadedScenario.Load(path, choice, host);
        LoadedScenario.Report(loaded.Diagnostics, quiet, host);
        code = LoadedScenario.CodeOf(loaded.Diagnostics);
        if (loaded.Scenario is not { } scenario)
        {
            return null;
        }

        host.Subject = string.Create(CultureInfo.InvariantCulture, $"{path}, hash {scenario.Hash}, seed {options.Seed}");
        var impossible = refuses(scenario);
        LoadedScenario.Report(impossible, quiet, host);
        if (impossible.All(d => d.Severity != Severity.Error))
        {
            return scenario;
        }

        code = impossible.Any(LoadedScenario.IsInFile) ? ExitCode.ScenarioWrong : ExitCode.CommandLineWrong;
        return null;
    }
}
