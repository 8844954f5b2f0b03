using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Experiments;
using Entente.Statistics;

namespace Entente.Tests.Reports;

/// <summary>Results made up by formula, for the tests of what prints them.</summary>
internal static class SampleResults
{
    private const int Steps = 40;

    /// <summary>A result with something in every part.</summary>
    public static ExperimentResult Full { get; } = new()
    {
        Scenario = "us-drawdown",
        Title = "Europe after an American drawdown",
        Variant = "abrupt",
        Settings = [("drawdown", "40%"), ("pace", "fast")],
        Hash = string.Concat(Enumerable.Repeat("0123456789abcdef", 4)),
        Version = "0.1.0",
        Seed = 42,
        Sampler = "lhs",
        Trials = 2000,
        Failed = 3,
        Digest = "5f3a9c01d2e4b6781122334455667788",
        Clock = new ClockSummary("2025-Q2", "quarter", Steps, [.. Points(i => i / 4.0)], [.. Enumerable.Range(0, Steps + 1).Select(Label)]),
        Outcomes =
        [
            new("european_pillar", "Europe carries most of its own defence inside NATO.", 923, 0.4622, 0.4404, 0.4841),
            new("hollow_nato", "NATO stands on paper; nobody plans on it.", 561, 0.2809, 0.2617, 0.3010),
            new("patchwork", "Pairs and small groups replace the alliance.", 341, 0.1708, 0.1549, 0.1879),
            new("restored", null, 170, 0.0851, 0.0737, 0.0982),
            new("failure", "Deterrence failed: a probe was not answered.", 2, 0.0010, 0.0003, 0.0036),
            new("neutral_europe", null, 0, 0, 0, 0.0019),
        ],
        Measures =
        [
            Measure("cohesion_end", "index", true, "higher", 0.54, 0.16, 3),
            Measure("european_share", "share of gdp", true, null, 0.031, 0.006, 8),
            Measure("gdp_lost", "usd_bn", false, "lower", 1834.2, 702, 1),
            Measure("pacts_in_force", "", false, null, 14.3, 6.1, 5),
            Measure("worst_trust", "index", false, "higher", 0.25, 0, 0),
        ],
        Series =
        [
            Series("cohesion_path", "index", true, 0.74, 0.54, 0.17),
            Series("european_share_path", "share of gdp", true, 0.019, 0.031, 0.007),
            Series("quiet_path", "index", false, 0.5, 0.5, 0.1),
        ],
        Times =
        [
            Time("first_probe", true, 0.367, 4.31),
            Time("article_5_invoked", false, 0.021, 6.8),
            new TimeSummary("never", null, false, 0, double.NaN, double.NaN, [.. Points(_ => 0)]),
        ],
        Lifecycles =
        [
            new("nato", 1, [new("integrated", 0.617, 0.405), new("strained", 0.280, 0.301), new("hollow", 0.101, 0.289), new("ended", 0.002, 0.005)]),
            new("pact", 703, [new("none", 0.912, 0.871), new("talks", 0.031, 0.036), new("in_force", 0.055, 0.091), new("lapsed", 0.002, 0.002)]),
        ],
        Failures =
        [
            new(17, "spending[DEU] is NaN in step 12 (2028-Q2): log(-0.02)"),
            new(902, "a probability lies in [0, 1], but the chance of rules.rearm is 1.2 for POL in step 31"),
            new(1404, "spending[DEU] is NaN in step 9 (2027-Q3): log(-0.004)"),
        ],
        Findings =
        [
            Rules.TrialsFailed.Nowhere(3, 2000, 17, "spending[DEU] is NaN"),
            Rules.OutcomeNever.Nowhere("neutral_europe"),
            Rules.ClampHit.Nowhere("commitment", "8.1%") with { Hint = "if the bounds are not meant to bind, widen them" },
        ],
    };

    /// <summary>The least a result can be: one trial, one outcome, nothing else.</summary>
    public static ExperimentResult Least { get; } = Full with
    {
        Scenario = "coin",
        Title = "A coin",
        Variant = null,
        Settings = [],
        Trials = 1,
        Failed = 0,
        Clock = new ClockSummary("2025", "year", 1, [0, 1], ["2025", "2026"]),
        Outcomes = [new("heads", null, 1, 1, 0.2065, 1)],
        Measures = [],
        Series = [],
        Times = [],
        Lifecycles = [],
        Failures = [],
        Findings = [],
    };

    /// <summary>Every trial failed: all numbers are NaN.</summary>
    public static ExperimentResult AllFailed { get; } = Full with
    {
        Trials = 3,
        Failed = 3,
        Outcomes = [new("heads", null, 0, double.NaN, double.NaN, double.NaN)],
        Measures = [new("m", "index", null, true, null, new(0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN), new([], []))],
        Series = [Nowhere()],
        Times = [new("t", null, true, double.NaN, double.NaN, double.NaN, [.. Points(_ => double.NaN)])],
        Lifecycles = [new("nato", 1, [new("integrated", double.NaN, double.NaN)])],
    };

    /// <summary>Text that would harm a terminal or a careless printer of markup.</summary>
    public static ExperimentResult Hostile { get; } = Least with
    {
        Title = "[red]not markup[/] \u001b[31mnot an escape\u001b[0m [hours",
        Settings = [("lever", "a\nb")],
        Outcomes = [new("heads", "[/] {0} \u202Edesrever", 1, 1, 0.2065, 1)],
    };

    // Rounded, since the last bits of Math.Exp and Math.Sin differ between machines.
    private static IEnumerable<double> Points(Func<int, double> value) => Enumerable.Range(0, Steps + 1).Select(i => Math.Round(value(i), 6));

    private static string Label(int step) => FormattableString.Invariant($"{2025 + ((step + 1) / 4)}-Q{((step + 1) % 4) + 1}");

    private static MeasureSummary Measure(string name, string unit, bool headline, string? better, double mean, double sd, int skew)
    {
        var counts = Enumerable.Range(0, 20).Select(i => (long)Math.Round(400 * Math.Exp(-Math.Pow((i - 6 - skew) / 4.0, 2)))).ToImmutableArray();
        var edges = Enumerable.Range(0, 21).Select(i => mean + (sd * (i - 10) / 3)).ToImmutableArray();
        var distribution = new Distribution(
            1997, mean, sd, sd / 44.69, mean - (2.9 * sd), mean - (1.6 * sd), mean - (0.7 * sd), mean, mean + (0.7 * sd), mean + (1.7 * sd), mean + (3.1 * sd));
        return new MeasureSummary(name, unit, $"What {name} says.", headline, better, distribution, new Histogram(edges, counts));
    }

    private static SeriesSummary Series(string name, string unit, bool headline, double from, double to, double spread)
    {
        ImmutableArray<double> At(double z) =>
            [.. Points(i => from + ((to - from) * (1 - Math.Exp(-i / 14.0))) + (0.02 * (to + from) * Math.Sin(i / 3.0)) + (z * spread * Math.Sqrt(i / 40.0)))];

        return new SeriesSummary(name, unit, null, headline, At(0.05), At(-1.6), At(-0.7), At(0), At(0.65), At(1.5));
    }

    private static SeriesSummary Nowhere()
    {
        ImmutableArray<double> nan = [.. Points(_ => double.NaN)];
        return new SeriesSummary("path", "index", null, true, nan, nan, nan, nan, nan, nan);
    }

    private static TimeSummary Time(string name, bool headline, double share, double median) =>
        new(name, null, headline, share, median * 1.1, median, [.. Points(i => share * (1 - Math.Exp(-Math.Pow(i / (median * 4), 1.5))) / (1 - Math.Exp(-Math.Pow(40 / (median * 4), 1.5))))]);
}
