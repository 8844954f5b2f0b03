using Entente.Diagnostics;
using Entente.Experiments;

namespace Entente.Reports;

/// <summary>
/// A result for programs: the object <c>entente-result/1</c> of <c>docs/output.md</c>. Nothing in it depends on the
/// machine, the threads or the clock, so equal runs give equal bytes.
/// </summary>
public static class JsonReport
{
    public const string Format = "entente-result/1";

    /// <summary>The result as JSON, with a line end.</summary>
    /// <param name="origin">Where it comes from; without it the keys <c>command</c> and <c>model</c> are missing.</param>
    public static string Of(ExperimentResult result, Origin? origin = null) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteHead(Format, result);
        json.WriteObjects("outcomes", result.Outcomes, o =>
        {
            json.WriteString("name", o.Name);
            json.WriteString("says", o.Says);
            json.WriteNumber("count", o.Count);
            json.WriteFinite("share", o.Share);
            json.WriteFinite("low", o.Low);
            json.WriteFinite("high", o.High);
        });
        json.WriteObjects("measures", result.Measures, m =>
        {
            json.WriteString("name", m.Name);
            json.WriteString("unit", m.Unit);
            json.WriteString("says", m.Says);
            json.WriteBoolean("headline", m.Headline);
            json.WriteString("better", m.Better);
            json.WriteNumber("count", m.Distribution.Count);
            foreach (var (name, value) in Statistics(m.Distribution))
            {
                json.WriteFinite(name, value);
            }

            json.WriteStartObject("histogram");
            json.WriteNumbers("edges", m.Histogram.Edges);
            json.WriteNumbers("counts", m.Histogram.Counts);
            json.WriteEndObject();
        });
        json.WriteObjects("series", result.Series, s =>
        {
            json.WriteString("name", s.Name);
            json.WriteString("unit", s.Unit);
            json.WriteString("says", s.Says);
            json.WriteBoolean("headline", s.Headline);
            json.WriteNumbers("t", result.Clock.T);
            json.WriteNumbers("mean", s.Mean);
            json.WriteNumbers("p05", s.P05);
            json.WriteNumbers("p25", s.P25);
            json.WriteNumbers("p50", s.P50);
            json.WriteNumbers("p75", s.P75);
            json.WriteNumbers("p95", s.P95);
        });
        json.WriteObjects("times", result.Times, t =>
        {
            json.WriteString("name", t.Name);
            json.WriteString("says", t.Says);
            json.WriteBoolean("headline", t.Headline);
            json.WriteFinite("share", t.Share);
            json.WriteFinite("mean", t.Mean);
            json.WriteFinite("p50", t.P50);
            json.WriteNumbers("curve", t.Curve);
        });
        json.WriteObjects("lifecycles", result.Lifecycles, l =>
        {
            json.WriteString("name", l.Name);
            json.WriteNumber("machines", l.Machines);
            json.WriteObjects("states", l.States, s =>
            {
                json.WriteString("name", s.Name);
                json.WriteFinite("share", s.Share);
                json.WriteFinite("atEnd", s.AtEnd);
            });
            if (!l.Ties.IsEmpty)
            {
                json.WriteObjects("ties", l.Ties, t =>
                {
                    json.WriteString("a", t.A);
                    json.WriteString("b", t.B);
                    json.WriteNumbers("atEnd", t.AtEnd);
                });
            }
        });
        if (!result.Splits.IsEmpty)
        {
            json.WriteObjects("splits", result.Splits, s =>
            {
                json.WriteString("kind", s.IsOutcome ? "outcome" : "measure");
                json.WriteString("name", s.Name);
                json.WriteSplit(s.Parts);
            });
        }

        json.WriteStartObject("clock");
        json.WriteString("start", result.Clock.Start);
        json.WriteString("step", result.Clock.Step);
        json.WriteNumber("steps", result.Clock.Steps);
        json.WriteStrings("labels", result.Clock.Labels);
        json.WriteEndObject();

        // Without places: how somebody spelled the path to the scenario must not change the bytes of a result.
        json.WriteObjects("findings", result.Findings, f =>
        {
            json.WriteString("code", f.Code);
            json.WriteString("severity", DiagnosticText.Name(f.Severity));
            json.WriteString("message", f.Message);
            json.WriteString("hint", f.Hint);
        });
        json.WriteFailures(result.Failures);
        json.WriteOrigin(origin);
        json.WriteEndObject();
    });

    /// <summary>The statistics of a measure by the names that all machine-readable reports give them.</summary>
    internal static IEnumerable<(string Name, double Value)> Statistics(Distribution d) =>
    [
        ("mean", d.Mean), ("sd", d.Sd), ("se", d.Se), ("min", d.Min), ("p05", d.P05), ("p25", d.P25), ("p50", d.P50), ("p75", d.P75), ("p95", d.P95), ("max", d.Max),
    ];
}
