using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Entente.Experiments;

namespace Entente.Studies;

/// <summary>What a store is of: the entries of its manifest, which decide every number in it.</summary>
public static class StoreManifest
{
    public const string Shard = "shard";

    // What may grow when a study is extended.
    private static readonly ImmutableArray<string> Extensible = ["trials", "max_trials", "until_ci", "points"];

    // What is worth knowing and changes no number.
    private static readonly ImmutableArray<string> Incidental = ["title", "says", "scenario_file", "study_file"];

    /// <summary>The entries of a study's store.</summary>
    public static ImmutableSortedDictionary<string, string> Of(Study study, Shard? shard)
    {
        var options = study.Options;
        var entries = new Dictionary<string, string?>
        {
            ["format"] = StoreSchema.Format,
            ["study"] = study.Id,
            ["title"] = study.Title,
            ["says"] = study.Says,
            ["study_file"] = study.File.Name,
            ["scenario"] = study.Scenario.Id,
            ["scenario_file"] = study.ScenarioFile,
            ["hash"] = study.Scenario.Hash,
            ["version"] = EngineVersion.Current,
            ["seed"] = options.Seed.ToString(CultureInfo.InvariantCulture),
            ["sampler"] = options.Sampler switch { SamplerKind.MonteCarlo => "mc", SamplerKind.LatinHypercube => "lhs", _ => "sobol" },
            ["trials"] = Whole(options.Trials),
            ["replications"] = Whole(options.Replications),
            ["until_ci"] = options.UntilCi is { } width ? Values.Text(width) : "",
            ["max_trials"] = options.UntilCi is null ? "" : Whole(options.MaxTrials),
            ["block"] = Whole(study.Block),
            ["keep"] = $"measures: {string.Join(' ', study.Keep.Measures)}; times: {string.Join(' ', study.Keep.Times)}; uncertainties: {string.Join(' ', study.Keep.Uncertainties)}; series: {string.Join(' ', study.Keep.Series)}",
            ["factors"] = string.Join(' ', study.Factors.Select(f => f.Name)),
            ["points"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join("\n\n", study.Points.Select(p => p.Key).Order(StringComparer.Ordinal))))),
            [Shard] = shard?.ToString() ?? "",
        };
        return entries.ToImmutableSortedDictionary(e => e.Key, e => e.Value ?? "", StringComparer.Ordinal);
    }

    /// <summary>Why a store is not this study's; null if it is.</summary>
    /// <param name="extending">Whether the study may ask for more than the store was made for.</param>
    public static string? Difference(IReadOnlyDictionary<string, string> store, IReadOnlyDictionary<string, string> study, bool extending)
    {
        foreach (var (key, wanted) in study.Where(e => !Incidental.Contains(e.Key) && !(extending && Extensible.Contains(e.Key))))
        {
            var has = store.GetValueOrDefault(key, "");
            if (has != wanted)
            {
                return key switch
                {
                    "points" => "its points are not those of the study's design; 'study extend' adds points and trials",
                    "trials" or "until_ci" or "max_trials" => $"it was made with {key} {Named(has)}, and the study has {Named(wanted)}; 'study extend' adds trials",
                    "hash" => $"it was made of another scenario: hash {has}, now {wanted}",
                    "version" => $"it was made by version {has}, and this is {wanted}",
                    _ => $"it was made with {key} {Named(has)}, and the study has {Named(wanted)}",
                };
            }
        }

        return null;
    }

    private static string Named(string value) => value.Length == 0 ? "none" : $"'{value}'";

    private static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);
}
