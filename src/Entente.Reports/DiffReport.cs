using System.Collections.Immutable;
using System.Globalization;
using Entente.Differences;
using Entente.Scenarios;
using Spectre.Console;

namespace Entente.Reports;

/// <summary>Writes what two scenarios say differently, and what that moves.</summary>
public static class DiffReport
{
    public const string Format = "entente-diff/1";

    private const int Indent = ReportPage.Indent;
    private const int Inner = 6;
    private const int MostNames = 12;
    private const int WidestLabel = 44;
    private const int Numbers = 38;

    /// <summary>Writes the report for a terminal.</summary>
    /// <param name="result">What each change moves; null where nobody asked.</param>
    public static void Write(ScenarioDiff diff, AttributionResult? result, IAnsiConsole console) =>
        console.Write(new StyledLines(Lines(diff, result, Math.Max(60, console.Profile.Width))));

    /// <summary>The difference as JSON, with a line end: the object <c>entente-diff/1</c> of <c>docs/output.md</c>.</summary>
    public static string Json(ScenarioDiff diff, AttributionResult? result) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteObjects("scenarios", new[] { diff.Before, diff.After }, s =>
        {
            json.WriteString("scenario", s.Id);
            json.WriteString("variant", s.Choice.Variant);
            json.WriteSettings(s.Choice.Settings);
            json.WriteString("hash", s.Hash);
        });
        json.WriteObjects("changes", diff.Changes, c =>
        {
            json.WriteString("section", c.Section);
            json.WriteString("name", c.Name);
            json.WriteString("kind", Word(c.Kind));
            json.WriteBoolean("movesTrials", c.MovesTrials);
            json.WriteObjects("parts", c.Parts, p =>
            {
                json.WriteString("path", p.Path);
                json.WriteString("before", p.Before);
                json.WriteString("after", p.After);
            });
        });
        json.WriteStartObject("draws");
        json.WriteNumber("sharedUncertainties", diff.Draws.Shared);
        json.WriteStrings("otherUncertainties", diff.Draws.Other);
        json.WriteNumber("sharedAddresses", diff.Draws.SharedAddresses);
        json.WriteStrings("onlyBefore", diff.Draws.OnlyBefore);
        json.WriteStrings("onlyAfter", diff.Draws.OnlyAfter);
        json.WriteEndObject();
        if (result is not null)
        {
            json.WriteStartObject("attribution");
            json.WriteNumber("trials", result.Trials);
            json.WriteNumber("leftOut", result.LeftOut);
            json.WriteNumber("scenarios", result.Scenarios);
            json.WriteNumber("orders", result.Orders);
            json.WriteObjects("groups", result.Groups, g => json.WriteStrings("changes", [.. g.Select(c => c.Label)]));
            json.WriteObjects("items", result.Items, i =>
            {
                json.WriteString("name", i.Name);
                json.WriteBoolean("outcome", i.IsOutcome);
                json.WriteString("unit", i.Unit);
                json.WriteFinite("before", i.Before);
                json.WriteFinite("after", i.After);
                json.WriteObjects("parts", i.Parts, p =>
                {
                    json.WriteFinite("estimate", p.Estimate);
                    json.WriteFinite("low", p.Low);
                    json.WriteFinite("high", p.High);
                });
            });
            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

    private static IEnumerable<StyledLine> Lines(ScenarioDiff diff, AttributionResult? result, int width)
    {
        var page = new ReportPage(width);
        var moving = diff.Changes.Count(c => c.MovesTrials);
        var lines = new[] { ("before", diff.Before), ("after ", diff.After) }.Select(s => Side(s.Item1, s.Item2, width))
            .Append(new StyledLine())
            .Append(StyledLine.Of(diff.Changes.IsEmpty ? "They say the same." : FormattableString.Invariant($"{moving} change{(moving == 1 ? "" : "s")} of what trials do, {diff.Changes.Length - moving} of words and records."), Look.Strong))
            .Concat(page.Part("What changed", diff.Changes.Where(c => c.MovesTrials).SelectMany(c => Change(c, page))))
            .Concat(page.Part("Words and records: no trial can tell", diff.Changes.Where(c => !c.MovesTrials).SelectMany(c => Change(c, page))))
            .Concat(page.Part("Chance", Draws(diff.Draws, page)));
        return result is null ? lines : lines.Concat(page.Part("What each change moves", Moves(result, page, width)));
    }

    private static StyledLine Side(string which, Scenario scenario, int width) =>
        StyledLine.Of($"{which}  ", Look.Quiet).Add(StyledLine.Fit(
            $"{scenario.Title} · {scenario.Id}{(scenario.Choice.Variant is { } v ? $" · variant {v}" : "")}{string.Concat(scenario.Choice.Settings.Select(s => $" · {s.Lever} = {s.Value}"))} · hash {scenario.Hash[..12]}", width - 8));

    private static IEnumerable<StyledLine> Change(Change change, ReportPage page)
    {
        var (mark, look) = change.Kind switch { ChangeKind.Added => ("+ ", Look.Info), ChangeKind.Removed => ("- ", Look.Error), _ => ("~ ", Look.Mark) };
        yield return new StyledLine().PadTo(Indent).Add(mark, look).Add(StyledLine.Clean(change.Label), Look.Strong);
        foreach (var part in change.Parts)
        {
            var path = part.Path.Length > 0 ? part.Path + "  " : "";
            var text = (part.Before, part.After) switch
            {
                ({ } before, { } after) => $"{before} → {after}",
                ({ } before, null) => change.Kind == ChangeKind.Removed ? before : $"{before} → nothing",
                (_, var after) => change.Kind == ChangeKind.Added ? after : $"nothing → {after}",
            };
            foreach (var line in page.Hanging(new StyledLine().PadTo(Inner - Indent).Add(StyledLine.Fit(path, WidestLabel), Look.Quiet), text ?? "", Look.Plain))
            {
                yield return line;
            }
        }
    }

    private static IEnumerable<StyledLine> Draws(DrawDifferences draws, ReportPage page) => page.Says(string.Create(
        CultureInfo.InvariantCulture,
        $"{draws.Shared} uncertain numbers are the same in every trial{Others(" are drawn from another distribution", draws.Other)}{Others(" are only in the first", draws.OnlyBefore)}{Others(" are only in the second", draws.OnlyAfter)}; {draws.SharedAddresses} events, rules, transitions and noises draw the same chance."));

    private static string Others(string what, ImmutableArray<string> names) => names.IsEmpty ? ""
        : $"; {names.Length.ToString(CultureInfo.InvariantCulture)}{what} ({string.Join(", ", names.Take(MostNames))}{(names.Length > MostNames ? ", …" : "")})";

    private static IEnumerable<StyledLine> Moves(AttributionResult result, ReportPage page, int width)
    {
        var how = result.Orders == 0 ? "all orders of changing them" : FormattableString.Invariant($"{result.Orders} sampled orders of changing them");
        foreach (var line in page.Says(FormattableString.Invariant(
            $"Shapley values over {how}: {result.Scenarios} scenarios of {NumberStyle.Count(result.Trials)} trials with the same chance{(result.LeftOut > 0 ? $", {NumberStyle.Count(result.LeftOut)} left out because they failed in one of them" : "")}. The parts add up to the difference; 95% intervals.")))
        {
            yield return line;
        }

        foreach (var item in result.Items)
        {
            var difference = item.After - item.Before;
            var size = Math.Max(Math.Abs(item.Before), Math.Abs(item.After));
            var moved = Math.Max(Math.Abs(difference), item.Parts.Max(p => Math.Abs(p.Estimate)));
            var style = NumberStyle.For(item.Unit, moved > 1e-9 * size ? moved : size, size);
            yield return new StyledLine();
            yield return new StyledLine().PadTo(Indent).Add(StyledLine.Clean(item.Name), Look.Strong)
                .Add($"  {style.Print(item.Before)} → {style.Print(item.After)}  ").Add(Signed(style, difference), Look.Strong);
            var rows = item.Parts.Zip(result.Groups).OrderByDescending(p => Math.Abs(p.First.Estimate)).Select(p =>
            {
                var sure = p.First.Low > 0 || p.First.High < 0;
                return ImmutableArray.Create(
                    Columns.Cell(StyledLine.Fit(Name(p.Second), Math.Min(WidestLabel, width - Numbers)), sure ? Look.Plain : Look.Quiet), StyledLine.Of(Signed(style, p.First.Estimate), sure ? Look.Plain : Look.Quiet),
                    StyledLine.Of($"{Signed(style, p.First.Low)} to {Signed(style, p.First.High)}", Look.Quiet));
            }).ToList();
            foreach (var line in Columns.Lay(["", ">", ">"], rows, Inner, width, []))
            {
                yield return line;
            }
        }

        foreach (var group in result.Groups.Where(g => g.Length > 1))
        {
            foreach (var line in page.Says($"{Name(group)}: together, since they cannot stand without each other: {string.Join(", ", group.Select(c => c.Label))}").Prepend(new StyledLine()))
            {
                yield return line;
            }
        }
    }

    private static string Name(ImmutableArray<Change> group) =>
        group.Length == 1 ? group[0].Label : string.Create(CultureInfo.InvariantCulture, $"{group[0].Label} and {group.Length - 1} more");

    // What rounds to nothing has no sign.
    private static string Signed(NumberStyle style, double value) => style.Print(value) is var text && value > 0 && text.Any(c => c is >= '1' and <= '9') ? "+" + text : text;

    private static string Word(ChangeKind kind) => kind switch { ChangeKind.Added => "added", ChangeKind.Removed => "removed", _ => "changed" };
}
