using System.Collections.Immutable;
using System.Globalization;
using Entente.Robustness;
using Spectre.Console;

namespace Entente.Reports;

/// <summary>What is judged, and by what.</summary>
/// <param name="Of">The measure, or <c>outcome NAME</c>.</param>
/// <param name="Optimism">Hurwicz's weight of the best world.</param>
/// <param name="Aversion">Standard deviations that mean-variance takes off.</param>
/// <param name="Threshold">What is good enough, or null.</param>
public sealed record RobustnessQuestion(string Of, string Unit, bool IsHigherBetter, double Optimism, double Aversion, double? Threshold, ulong Seed);

/// <summary>Writes how policies fare by criteria of robustness.</summary>
public static class RobustnessReport
{
    public const string Format = "entente-robustness/1";

    private const int Indent = ReportPage.Indent;
    private const int WidestName = 44;

    /// <summary>Writes the report for a terminal.</summary>
    public static void Write(RobustnessQuestion question, ImmutableArray<string> policies, RobustnessCriteria found, IAnsiConsole console) =>
        console.Write(new StyledLines(Lines(question, policies, found, Math.Max(60, console.Profile.Width))));

    /// <summary>The judgement as JSON, with a line end: the object <c>entente-robustness/1</c> of <c>docs/output.md</c>.</summary>
    public static string Json(RobustnessQuestion question, ImmutableArray<string> policies, RobustnessCriteria found) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteString("of", question.Of);
        json.WriteString("unit", question.Unit);
        json.WriteString("better", question.IsHigherBetter ? "higher" : "lower");
        json.WriteFinite("optimism", question.Optimism);
        json.WriteFinite("aversion", question.Aversion);
        json.WriteFinite("threshold", question.Threshold ?? double.NaN);
        json.WriteNumber("seed", question.Seed);
        json.WriteNumber("worlds", found.Worlds);
        json.WriteStrings("policies", policies);
        json.WriteFinite("concordance", found.Concordance);
        json.WriteBoolean("agree", found.DoAgree);
        json.WriteObjects("criteria", found.Criteria, c =>
        {
            json.WriteString("name", c.Name);
            json.WriteString("better", c.IsHigherBetter ? "higher" : "lower");
            json.WriteStrings("order", [.. c.Order.Select(p => policies[p])]);
            json.WriteFinite("firm", c.Firm);
            json.WriteObjects("scores", c.Scores.Zip(policies), s =>
            {
                json.WriteString("policy", s.Second);
                json.WriteFinite("value", s.First.Value);
                json.WriteFinite("low", s.First.Low);
                json.WriteFinite("high", s.First.High);
            });
        });
        json.WriteEndObject();
    });

    private static IEnumerable<StyledLine> Lines(RobustnessQuestion question, ImmutableArray<string> policies, RobustnessCriteria found, int width)
    {
        var page = new ReportPage(width);
        var head = $"{question.Of}{(question.Unit.Length > 0 ? ", " + NumberStyle.UnitText(question.Unit) : "")}: {(question.IsHigherBetter ? "higher" : "lower")} is better";
        return new[] { StyledLine.Of(StyledLine.Fit(head, width), Look.Strong) }
            .Concat(page.Says(FormattableString.Invariant(
                $"{policies.Length} policies over {NumberStyle.Count(found.Worlds)} worlds, in this model, under these assumptions. A world is one draw of what nobody knows, the same for every policy; its value is the mean over its replications.")))
            .Concat(found.Criteria.SelectMany(c => page.Part(c.Name, Criterion(c, question, policies, page, width))))
            .Concat(page.Part("Do they agree?", Agreement(found, policies, page, width)));
    }

    private static IEnumerable<StyledLine> Criterion(Criterion criterion, RobustnessQuestion question, ImmutableArray<string> policies, ReportPage page, int width)
    {
        var finite = criterion.Scores.Select(s => s.Value).Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        var unit = criterion.Name == "satisficing" ? "share" : question.Unit;
        var style = NumberStyle.For(unit, finite.Max() - finite.Min(), finite.Max(Math.Abs));
        var rows = criterion.Order.Select((p, rank) => ImmutableArray.Create(
            Columns.Cell(string.Create(CultureInfo.InvariantCulture, $"{rank + 1}.")), Columns.Cell(StyledLine.Fit(policies[p], WidestName), rank == 0 ? Look.Strong : Look.Plain),
            StyledLine.Of(style.Print(criterion.Scores[p].Value)), StyledLine.Of($"{style.Print(criterion.Scores[p].Low)} – {style.Print(criterion.Scores[p].High)}", Look.Quiet))).ToList();
        return page.Says(Meaning(criterion.Name, question)).Concat(Columns.Lay(["", "policy", ">", ">95% interval"], rows, Indent, width, [">95% interval"]))
            .Concat(page.Says($"The first stays first in {NumberStyle.RoughShare(criterion.Firm)} of resamples of the worlds."));
    }

    private static string Meaning(string name, RobustnessQuestion question) => name switch
    {
        "maximin" => "The worst world of each policy (Wald).",
        "hurwicz" => string.Create(CultureInfo.InvariantCulture, $"{question.Optimism:0.##} of the best world and {1 - question.Optimism:0.##} of the worst (Hurwicz)."),
        "laplace" => "The mean over all worlds (Laplace).",
        "minimax regret" => "The most that is lost against the best policy of the same world (Savage): less is better.",
        "90th percentile regret" => "What is lost against the best policy of the same world, in nine worlds of ten at most: less is better.",
        "mean-variance" => string.Create(CultureInfo.InvariantCulture, $"The mean, {(question.IsHigherBetter ? "less" : "plus")} {question.Aversion:0.##} standard deviations over the worlds."),
        _ => string.Create(CultureInfo.InvariantCulture, $"The share of worlds that are at {(question.IsHigherBetter ? "least" : "most")} {question.Threshold:G4} (Starr's domain criterion)."),
    };

    private static IEnumerable<StyledLine> Agreement(RobustnessCriteria found, ImmutableArray<string> policies, ReportPage page, int width)
    {
        var first = found.Criteria.GroupBy(c => c.Order[0]).OrderByDescending(g => g.Count()).ThenBy(g => g.Key)
            .Select(g => $"{policies[g.Key]} is first by {string.Join(", ", g.Select(c => c.Name))}").ToList();
        yield return new StyledLine().PadTo(Indent).Add(StyledLine.Fit(found.DoAgree ? "All criteria give one ranking." : "The criteria do not give one ranking.", width - Indent), Look.Strong)
            .Add(string.Create(CultureInfo.InvariantCulture, $"  Kendall's W {found.Concordance:0.00}"), Look.Quiet);
        foreach (var line in first.SelectMany(page.Says))
        {
            yield return line;
        }
    }
}
