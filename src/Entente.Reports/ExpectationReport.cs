using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Entente.Experiments;
using Entente.Scenarios;
using Spectre.Console;

namespace Entente.Reports;

/// <summary>Prints what became of expectations.</summary>
/// <param name="judged">By scenario file, in the order in which they were given.</param>
/// <param name="trials">Trials of a side.</param>
/// <param name="seed">Their seed.</param>
/// <param name="alpha">The chance that any fails by accident.</param>
/// <param name="level">The chance that one does.</param>
public sealed class ExpectationReport(ImmutableArray<(string File, ImmutableArray<Expected> Expectations)> judged, long trials, ulong seed, double alpha, double level)
{
    /// <summary>Writes a line an expectation and the sentence that says what it means, then what the judgement rests on.</summary>
    public void Write(IAnsiConsole console)
    {
        foreach (var (file, expectations) in judged)
        {
            console.Write(new StyledLines([new StyledLine(), StyledLine.Of($"expectations of {StyledLine.Clean(file)}", Look.Section), .. Lines(expectations, console.Profile.Width)]));
        }

        var all = judged.SelectMany(j => j.Expectations).ToArray();
        string[] last = all.Length == 0 ? ["expect: nothing is expected"] :
        [
            string.Create(CultureInfo.InvariantCulture, $"expect: {all.Count(e => e.Verdict != Verdict.Fails)} of {all.Length} expectations hold; {NumberStyle.Count(trials)} trials a side, seed {seed}"),
            string.Create(CultureInfo.InvariantCulture, $"each may fail by accident with a chance of {level:0.##e-0}: {alpha:0.##e-0} divided by their number"),
            "shares: exact binomial and sign tests; means: Student's t, right for many trials; [95% intervals]",
        ];
        console.Write(new StyledLines([new StyledLine(), .. last.Select(l => StyledLine.Of(l, Look.Quiet))]));
    }

    /// <summary>Writes the same as keys of an object.</summary>
    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteNumber("trials", trials);
        json.WriteNumber("seed", seed);
        json.WriteNumber("alpha", alpha);
        json.WriteNumber("level", level);
        json.WriteObjects("expectations", judged.SelectMany(j => j.Expectations.Select(e => (j.File, Expected: e))), item =>
        {
            var (expected, expectation) = (item.Expected, item.Expected.Expectation);
            json.WriteString("scenario", item.File);
            json.WriteString("name", expectation.Name);
            json.WriteString("of", expectation.Of.ToString().ToLowerInvariant());
            json.WriteString("subject", expectation.Subject);
            json.WriteString("is", expectation.Is.Length == 0 ? null : expectation.Is);
            json.WriteBoolean("paired", expectation.Against is not null);
            json.WriteBoolean("strictly", expectation.Strictly);
            json.WriteString("unit", expectation.Unit.IsPlain ? "" : expectation.Unit.ToString());
            json.WriteNumber("trials", expected.Trials);
            json.WriteNumber("leftOut", expected.LeftOut);
            json.WriteFinite("estimate", expected.Estimate);
            json.WriteFinite("low", expected.Low);
            json.WriteFinite("high", expected.High);
            json.WriteString("verdict", Word(expected.Verdict));
            json.WriteWhole("counterexample", expected.Counterexample?.Trial);
            json.WriteString("says", expectation.Says);
            json.WriteStrings("evidence", expectation.Evidence);
        });
    }

    private static IEnumerable<StyledLine> Lines(ImmutableArray<Expected> expectations, int width)
    {
        var names = expectations.Max(e => e.Expectation.Name.Length) + 4;
        var estimates = expectations.Max(e => Estimate(e).Length) + 2;
        foreach (var expected in expectations)
        {
            var look = expected.Verdict switch { Verdict.Fails => Look.Error, Verdict.NotSeparable => Look.Warning, _ => Look.Plain };
            yield return StyledLine.Of($"  {expected.Expectation.Name}", Look.Strong).PadTo(names).Add(Estimate(expected)).PadTo(names + estimates).Add(Word(expected.Verdict), look);
            foreach (var line in StyledLine.Wrap(expected.Expectation.Says ?? "", Math.Max(20, width - 6)))
            {
                yield return StyledLine.Of("      " + line, Look.Quiet);
            }
        }
    }

    private static string Estimate(Expected expected)
    {
        var expectation = expected.Expectation;
        var isShare = expectation.Of is ExpectedOf.Outcome or ExpectedOf.Always or ExpectedOf.Throughout;
        var unit = isShare ? "share" : expectation.Unit.IsPlain ? "" : expectation.Unit.ToString();
        var style = isShare ? new NumberStyle(true, 1) : NumberStyle.For(unit, expected.High - expected.Low, expected.Estimate);
        var what = expectation.Condition is not null ? "held in" : expectation.Against is not null ? "difference" : isShare ? "share" : "mean";
        var tail = expectation.Condition is not null ? " of trials" : NumberStyle.IsShare(unit) || unit.Length == 0 ? "" : " " + NumberStyle.UnitText(unit);
        var left = expected.LeftOut > 0 ? $", {NumberStyle.Count(expected.LeftOut)} failed left out" : "";
        return $"{what} {style.Print(expected.Estimate)} [{style.Print(expected.Low)}, {style.Print(expected.High)}]{tail}{left}";
    }

    private static string Word(Verdict verdict) => verdict switch { Verdict.Holds => "holds", Verdict.NotSeparable => "holds, not separable", _ => "FAILS" };
}
