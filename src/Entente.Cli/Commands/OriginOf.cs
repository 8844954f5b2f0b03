using System.Globalization;
using Entente.Experiments;
using Entente.Reports;
using Entente.Scenarios;

namespace Entente.Cli.Commands;

/// <summary>Says where a document comes from that a command writes.</summary>
internal static class OriginOf
{
    /// <param name="command">The command's name.</param>
    /// <param name="path">The scenario's path as it was typed; its folder is of no concern to others.</param>
    /// <param name="more">What else of the command line decides what comes out.</param>
    public static Origin Run(string command, string path, Scenario scenario, RunOptions options, CommandHost host, params string[] more)
    {
        string[] words =
        [
            "entente", command, Path.GetFileName(path),
            .. scenario.Choice.Variant is { } variant ? ["--variant", variant] : Array.Empty<string>(),
            .. Held(scenario.Choice),
            .. Sized(options),
            .. options.UntilCi is { } width ? ["--until-ci", width.ToString("R", CultureInfo.InvariantCulture), "--max-trials", Whole(options.MaxTrials)] : Array.Empty<string>(),
            .. options.OnlyTrial is { } trial ? ["--trial", Whole(trial)] : Array.Empty<string>(),
            .. more,
        ];

        return Of(words, path, scenario, host);
    }

    /// <summary>The origin of a comparison; what it says of the model is about the first side.</summary>
    /// <param name="paths">The scenarios' paths as they were typed.</param>
    /// <param name="held">What holds for all sides.</param>
    /// <param name="first">The first side.</param>
    /// <param name="sides">The words that say what the sides are.</param>
    /// <param name="how">The words that say how they are compared.</param>
    public static Origin Comparison(string[] paths, ScenarioChoice held, Scenario first, IEnumerable<string> sides, RunOptions options, IEnumerable<string> how, CommandHost host) =>
        Of(["entente", "compare", .. paths.Select(p => Path.GetFileName(p)), .. sides, .. Held(held), .. Sized(options), .. how], paths[0], first, host);

    // Seed files with mistakes are the business of check; a document does without them.
    private static Origin Of(string[] words, string path, Scenario scenario, CommandHost host) =>
        new(Origin.CommandLine(words), host.Engine.Evidence(scenario, new SeedsOfScenario(null, host).For(path).Seeds));

    private static IEnumerable<string> Held(ScenarioChoice choice) =>
    [
        .. choice.Settings.OrderBy(s => s.Lever, StringComparer.Ordinal).SelectMany(s => new[] { "--set", $"{s.Lever}={s.Value}" }),
        .. choice.Pins.OrderBy(p => p.Uncertainty, StringComparer.Ordinal).SelectMany(p => new[] { "--pin", $"{p.Uncertainty}={p.Value}" }),
    ];

    private static IEnumerable<string> Sized(RunOptions options) =>
    [
        "--trials", Whole(options.Trials), "--seed", options.Seed.ToString(CultureInfo.InvariantCulture),
        .. options.Sampler switch { SamplerKind.LatinHypercube => ["--sampler", "lhs"], SamplerKind.Sobol => ["--sampler", "sobol"], _ => Array.Empty<string>() },
    ];

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);
}
