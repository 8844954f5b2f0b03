using System.Globalization;
using Entente.Experiments;
using Entente.Reports.Charts;
using Spectre.Console;

namespace Entente.Reports;

/// <summary>Writes how the guesses of a class compare with the trials.</summary>
public static class LessonReport
{
    public const string Format = "entente-lesson/1";

    private const int Indent = ReportPage.Indent;
    private const int MostDrawn = 40;
    private const int WidestName = 24;

    /// <summary>Writes the report for a terminal.</summary>
    public static void Write(GuessResult result, IAnsiConsole console)
    {
        var coloured = console.Profile.Capabilities.ColorSystem != ColorSystem.NoColors;
        console.Write(new StyledLines(Lines(result, Math.Max(60, console.Profile.Width), coloured)));
    }

    /// <summary>The result as JSON, with a line end: the object <c>entente-lesson/1</c> of <c>docs/output.md</c>.</summary>
    public static string Json(GuessResult result) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteHead(Format, result.Run);
        json.WriteString("outcome", result.Outcome.Name);
        json.WriteFinite("share", result.Outcome.Share);
        json.WriteFinite("low", result.Outcome.Low);
        json.WriteFinite("high", result.Outcome.High);
        json.WriteFinite("floor", result.Floor);
        foreach (var (name, guesses) in new[] { ("guesses", result.Guesses), ("yardsticks", result.Yardsticks) })
        {
            json.WriteObjects(name, guesses, g =>
            {
                json.WriteString("who", g.Who);
                json.WriteFinite("share", g.Share);
                json.WriteFinite("miss", g.Miss);
                json.WriteFinite("brier", g.Brier);
            });
        }

        json.WriteEndObject();
    });

    private static IEnumerable<StyledLine> Lines(GuessResult result, int width, bool coloured)
    {
        var page = new ReportPage(width);
        var outcome = result.Outcome;
        var run = result.Run;
        var found = $"In this model, under these assumptions, '{outcome.Name}' is the final order in {NumberStyle.Share(outcome.Share)} of {NumberStyle.Count(run.Trials - run.Failed)} trials"
            + $" (95% interval {NumberStyle.Share(outcome.Low)} to {NumberStyle.Share(outcome.High)}).";
        return page.Header(run)
            .Append(new StyledLine())
            .Concat(StyledLine.Wrap(found, width).Select(l => StyledLine.Of(l, Look.Strong)))
            .Concat(page.Part("The guesses, the nearest first", Drawn(result, width, coloured)))
            .Concat(page.Part("Their Brier scores: 0 is best", Scores(result, page, width)))
            .Concat(page.Part("All outcomes", OutcomeBars.Lines(run.Outcomes, width)))
            .Append(new StyledLine())
            .Concat(page.Facts([string.Create(CultureInfo.InvariantCulture, $"seed {run.Seed}"), run.Sampler, $"{NumberStyle.Count(run.Trials)} trials", $"digest {run.Digest}"]));
    }

    private static IEnumerable<StyledLine> Drawn(GuessResult result, int width, bool coloured)
    {
        var (low, share, high) = (result.Outcome.Low, result.Outcome.Share, result.Outcome.High);
        var rows = result.Guesses.Take(MostDrawn).Select(g => new IntervalRow(StyledLine.Fit(g.Who, WidestName), low, low, share, high, high, g.Share)).ToList();
        return IntervalChart.Draw(rows, "share", width - Indent, coloured).Select(l => new StyledLine().PadTo(Indent).Add(l))
            .Prepend(new StyledLine().PadTo(Indent).Add("● the guess; │ the share of trials, ━ its interval", Look.Quiet));
    }

    private static IEnumerable<StyledLine> Scores(GuessResult result, ReportPage page, int width)
    {
        var rows = result.Guesses.Select(g => Row(g, Look.Plain)).Concat(result.Yardsticks.Select(g => Row(g, Look.Quiet))).ToList();
        return Columns.Lay(["", ">guess", ">missed by", ">Brier score", ">of it the miss"], rows, Indent, width, [">of it the miss"])
            .Concat(page.Says(string.Create(
                CultureInfo.InvariantCulture,
                $"No guess can score less than {result.Floor:0.000}: that part comes from chance and unknowns, which differ from trial to trial. The rest is the square of the miss.")));

        System.Collections.Immutable.ImmutableArray<StyledLine> Row(ScoredGuess g, Style look) =>
        [
            Columns.Cell(StyledLine.Fit(g.Who, WidestName), look), StyledLine.Of(NumberStyle.Share(g.Share), look),
            StyledLine.Of((g.Miss > 0 ? "+" : "") + new NumberStyle(true, 1).Print(g.Miss), look),
            StyledLine.Of(g.Brier.ToString("0.000", CultureInfo.InvariantCulture), look), StyledLine.Of((g.Brier - result.Floor).ToString("0.000", CultureInfo.InvariantCulture), look),
        ];
    }
}
