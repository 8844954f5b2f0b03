using Entente.Experiments;

namespace Entente.Reports;

/// <summary>A backtest for programs: the object <c>entente-backtest/1</c> of <c>docs/output.md</c>. Equal runs give equal bytes.</summary>
public static class BacktestJson
{
    public const string Format = "entente-backtest/1";

    /// <summary>The backtest as JSON, with a line end.</summary>
    /// <param name="origin">Where it comes from; without it the keys <c>command</c> and <c>model</c> are missing.</param>
    public static string Of(BacktestResult result, Origin? origin = null) => JsonText.Of(json =>
    {
        var run = result.Run;
        json.WriteStartObject();
        json.WriteHead(Format, run);
        json.WriteObjects("series", result.Series, s =>
        {
            json.WriteString("name", s.Name);
            json.WriteString("unit", s.Unit);
            json.WriteString("says", s.Says);
            json.WriteString("set", s.Set);
            json.WriteObjects("forecasts", s.Forecasts, f =>
            {
                json.WriteString("name", f.Name);
                json.WriteNumber("points", f.Points);
                foreach (var (name, value) in Scores(f))
                {
                    json.WriteFinite(name, value);
                }
            });
            json.WriteFinite("shiftError", s.ShiftError);
            json.WriteNumbers("pit", s.Pit);
            json.WriteObjects("ranks", s.Ranks, r =>
            {
                json.WriteString("of", r.Of);
                json.WriteString("date", r.Date);
                json.WriteNumber("members", r.Members);
                json.WriteFinite("modelWithRecord", r.ModelWithRecord);
                json.WriteFinite("modelWith", r.ModelWith);
                json.WriteFinite("recordWith", r.RecordWith);
            });
            json.WriteObjects("points", s.Points, p =>
            {
                json.WriteString("member", p.Member);
                json.WriteString("date", p.Date);
                foreach (var (name, value) in Numbers(p))
                {
                    json.WriteFinite(name, value);
                }
            });
        });
        json.WriteFailures(run.Failures);
        json.WriteOrigin(origin);
        json.WriteEndObject();
    });

    /// <summary>The scores of a forecast by the names that all machine-readable reports give them.</summary>
    internal static IEnumerable<(string Name, double Value)> Scores(ForecastScore f) => [("in50", f.In50), ("in80", f.In80), ("error", f.Error), ("crps", f.Crps), ("modelCrps", f.ModelCrps)];

    /// <summary>The numbers of a point.</summary>
    internal static IEnumerable<(string Name, double Value)> Numbers(BacktestPoint p) =>
        [("observed", p.Observed), ("p10", p.P10), ("p25", p.P25), ("p50", p.P50), ("p75", p.P75), ("p90", p.P90), ("pit", p.Pit), ("crps", p.Crps)];
}
