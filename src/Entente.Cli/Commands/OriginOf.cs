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
            .. scenario.Choice.Settings.OrderBy(s => s.Lever, StringComparer.Ordinal).SelectMany(s => new[] { "--set", $"{s.Lever}={s.Value}" }),
            .. scenario.Choice.Pins.OrderBy(p => p.Uncertainty, StringComparer.Ordinal).SelectMany(p => new[] { "--pin", $"{p.Uncertainty}={p.Value}" }),
            "--trials", Whole(options.Trials),
            "--seed", options.Seed.ToString(CultureInfo.InvariantCulture),
            .. options.Sampler switch { SamplerKind.LatinHypercube => ["--sampler", "lhs"], SamplerKind.Sobol => ["--sampler", "sobol"], _ => Array.Empty<string>() },
            .. options.UntilCi is { } width ? ["--until-ci", width.ToString("R", CultureInfo.InvariantCulture), "--max-trials", Whole(options.MaxTrials)] : Array.Empty<string>(),
            .. options.OnlyTrial is { } trial ? ["--trial", Whole(trial)] : Array.Empty<string>(),
            .. more,
        ];

        // Seed files with mistakes are the business of check; a document does without them.
        return new Origin(Origin.CommandLine(words), host.Engine.Evidence(scenario, new SeedsOfScenario(null, host).For(path).Seeds));
    }

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);
}
