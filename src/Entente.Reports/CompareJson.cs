using System.Text.Json;
using Entente.Experiments;

namespace Entente.Reports;

/// <summary>A comparison for programs: the object <c>entente-compare/1</c> of <c>docs/output.md</c>. Equal comparisons give equal bytes.</summary>
public static class CompareJson
{
    public const string Format = "entente-compare/1";

    /// <summary>The comparison as JSON, with a line end.</summary>
    public static string Of(ComparisonResult result) => JsonText.Of(json =>
    {
        var labels = result.Sides.Select(s => s.Label).ToArray();
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteString("version", result.Sides[0].Run.Version);
        json.WriteNumber("seed", result.Sides[0].Run.Seed);
        json.WriteString("sampler", result.Sides[0].Run.Sampler);
        json.WriteNumber("trials", result.Trials);
        json.WriteNumber("together", result.Together);
        json.WriteObjects("sides", result.Sides, s =>
        {
            json.WriteString("label", s.Label);
            json.WriteRun(s.Run);
            json.WriteStrings("notes", s.Notes);
            json.WriteString("dominatedBy", s.Dominated < 0 ? null : labels[s.Dominated]);
            json.WriteFinite("unbeaten", s.Unbeaten);
            json.WriteFailures(s.Run.Failures);
        });
        json.WriteObjects("items", result.Items, i =>
        {
            json.WriteString("kind", i.IsOutcome ? "outcome" : "measure");
            json.WriteString("name", i.Name);
            json.WriteString("unit", i.Unit);
            json.WriteString("says", i.Says);
            json.WriteString("better", i.Better);
            if (i.Target is var (low, high))
            {
                json.WriteStartObject("target");
                json.WriteFinite("low", low);
                json.WriteFinite("high", high);
                json.WriteEndObject();
            }
            else
            {
                json.WriteNull("target");
            }

            json.WriteObjects("sides", i.Sides.Select((value, s) => (value, s)), side =>
            {
                json.WriteString("label", labels[side.s]);
                WriteNumbers(json, Numbers(side.value));
                WritePart(json, "difference", side.value.Difference, Numbers);
                WritePart(json, "regret", side.value.Regret, Numbers);
                WritePart(json, "satisfied", side.value.Satisfied, Numbers);
                json.WriteFinite("best", i.Ranking.Best[side.s]);
            });
            json.WriteStartObject("ranking");
            json.WriteStrings("order", [.. i.Ranking.Order.Select(s => labels[s])]);
            json.WriteFinite("inTrials", i.Ranking.InTrials);
            json.WriteFinite("inReplicates", i.Ranking.InReplicates);
            json.WriteEndObject();
            json.WriteSplit("split", i.Split);
        });
        json.WriteStartObject("pareto");
        json.WriteStrings("over", result.ParetoOver);
        json.WriteStrings("unbeaten", result.ParetoOver.IsEmpty ? [] : [.. result.Sides.Where(s => s.Dominated < 0).Select(s => s.Label)]);
        json.WriteEndObject();
        json.WriteObjects("allTargets", result.AllTargets.Select((share, s) => (share, s)), side =>
        {
            json.WriteString("label", labels[side.s]);
            WriteNumbers(json, Numbers(side.share));
        });
        WriteSettled(json, result.Settled, labels);
        WriteSweep(json, result.Sweep);
        json.WriteEndObject();
    });

    /// <summary>The parts of a variance; null where there are none.</summary>
    internal static void WriteSplit(this Utf8JsonWriter json, string name, VarianceParts? split)
    {
        if (split is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteSplit(split);
        json.WriteEndObject();
    }

    /// <summary>The parts of a variance as keys of an object.</summary>
    internal static void WriteSplit(this Utf8JsonWriter json, VarianceParts split)
    {
        json.WriteNumber("worlds", split.Worlds);
        json.WriteNumber("leftOut", split.LeftOut);
        json.WriteNumber("replications", split.Replications);
        json.WriteFinite("total", split.Total);
        foreach (var (part, value) in Parts(split))
        {
            WritePart(json, part, value, Numbers);
        }
    }

    /// <summary>The parts of a variance by the names that all machine-readable reports give them.</summary>
    internal static IEnumerable<(string Name, VariancePart? Part)> Parts(VarianceParts split) => [("chance", split.Chance), ("unknowns", split.Unknowns), ("choices", split.Choices)];

    internal static IEnumerable<(string Name, double Value)> Numbers(VariancePart p) =>
        [("value", p.Value), ("low", p.Low), ("high", p.High), ("share", p.Share), ("shareLow", p.ShareLow), ("shareHigh", p.ShareHigh)];

    internal static IEnumerable<(string Name, double Value)> Numbers(SideValue v) => [("mean", v.Mean), ("low", v.Low), ("high", v.High)];

    internal static IEnumerable<(string Name, double Value)> Numbers(PairedDifference d) =>
        [("pairs", d.Pairs), ("leftOut", d.LeftOut), ("changed", d.Changed), ("mean", d.Mean), ("low", d.Low), ("high", d.High), ("varianceRatio", d.VarianceRatio)];

    internal static IEnumerable<(string Name, double Value)> Numbers(Regret r) => [("max", r.Max), ("mean", r.Mean), ("p90", r.P90)];

    internal static IEnumerable<(string Name, double Value)> Numbers(CountedShare s) => [("count", s.Count), ("trials", s.Trials), ("share", s.Share), ("low", s.Low), ("high", s.High)];

    private static void WritePart<T>(Utf8JsonWriter json, string name, T? part, Func<T, IEnumerable<(string, double)>> numbers)
        where T : class
    {
        if (part is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        WriteNumbers(json, numbers(part));
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, IEnumerable<(string Name, double Value)> numbers)
    {
        foreach (var (name, value) in numbers)
        {
            json.WriteFinite(name, value);
        }
    }

    private static void WriteSettled(Utf8JsonWriter json, Settled? settled, string[] labels)
    {
        if (settled is null)
        {
            json.WriteNull("settled");
            return;
        }

        json.WriteStartObject("settled");
        json.WriteString("on", settled.Asked.On);
        json.WriteNumber("level", settled.Asked.Level);
        json.WriteNumber("maxTrials", settled.Asked.MaxTrials);
        json.WriteNumbers("planned", settled.Planned);
        json.WriteNumber("looks", settled.Looks);
        json.WriteBoolean("certain", settled.IsCertain);
        json.WriteObjects("pairs", settled.Pairs, p =>
        {
            json.WriteString("better", labels[p.Better]);
            json.WriteString("worse", labels[p.Worse]);
            json.WriteFinite("lead", p.Lead);
            json.WriteFinite("low", p.Low);
            json.WriteFinite("high", p.High);
        });
        json.WriteEndObject();
    }

    private static void WriteSweep(Utf8JsonWriter json, LeverSweep? sweep)
    {
        if (sweep is null)
        {
            json.WriteNull("lever");
            return;
        }

        json.WriteStartObject("lever");
        json.WriteString("name", sweep.Lever);
        json.WriteString("unit", sweep.Unit);
        json.WriteStrings("settings", sweep.Settings);
        json.WriteNumbers("values", sweep.Values);
        json.WriteEndObject();
    }
}
