using System.Globalization;
using Entente.Experiments;
using Spectre.Console;

namespace Entente.Reports;

/// <summary>What the reports of a run share: titled parts, the heading, and text that fits a width.</summary>
/// <param name="width">Room for a line.</param>
internal sealed class ReportPage(int width)
{
    public const int Indent = 2;

    /// <summary>Lines under a title; nothing where there are no lines.</summary>
    public IEnumerable<StyledLine> Part(string title, IEnumerable<StyledLine> lines)
    {
        var first = true;
        foreach (var line in lines)
        {
            if (first)
            {
                yield return new StyledLine();
                yield return Columns.Title(title, width);
                first = false;
            }

            yield return line;
        }
    }

    /// <summary>What was run.</summary>
    public IEnumerable<StyledLine> Header(ExperimentResult result)
    {
        foreach (var line in StyledLine.Wrap(result.Title, width))
        {
            yield return StyledLine.Of(line, Look.Strong);
        }

        var facts = new List<string> { result.Scenario };
        if (result.Variant is { } variant)
        {
            facts.Add($"variant {variant}");
        }

        facts.AddRange(result.Settings.Select(s => $"{s.Lever} = {s.Value}"));
        facts.AddRange(result.Pins.Select(p => $"{p.Uncertainty} = {p.Value}"));
        foreach (var line in Facts(facts))
        {
            yield return line;
        }

        var clock = result.Clock;
        var span = string.Create(CultureInfo.InvariantCulture, $"{clock.Labels[0]} to {clock.Labels[^1]}, {clock.Steps} {clock.Step}{(clock.Steps == 1 ? "" : "s")}");
        foreach (var line in Facts([span, "a model result under these assumptions, not a forecast"]))
        {
            yield return line;
        }
    }

    /// <summary>What was run, or the table that was read instead.</summary>
    public IEnumerable<StyledLine> Header(ExperimentResult? run, string? table) => run is null ? [StyledLine.Of(StyledLine.Clean(table ?? ""), Look.Strong)] : Header(run);

    /// <summary>What makes a run again, and what it gave then: seed, sampler, trials and digest; nothing without a run.</summary>
    public static IEnumerable<string> Made(ExperimentResult? run) => run is null ? [] :
    [
        string.Create(CultureInfo.InvariantCulture, $"seed {run.Seed}"), run.Sampler, $"{NumberStyle.Count(run.Trials)} trials",
        .. run.Failed > 0 ? [$"{NumberStyle.Count(run.Failed)} failed"] : Array.Empty<string>(), $"digest {run.Digest}",
    ];

    /// <summary>Facts on one line, or on several where they do not fit.</summary>
    public IEnumerable<StyledLine> Facts(IEnumerable<string> facts)
    {
        var line = new StyledLine();
        foreach (var fact in facts.Select(f => StyledLine.Fit(f, width)))
        {
            if (line.Width > 0 && line.Width + 3 + StyledLine.CellsOf(fact) > width)
            {
                yield return line;
                line = new StyledLine();
            }

            line.Add(line.Width > 0 ? " · " : "", Look.Quiet).Add(fact, Look.Quiet);
        }

        yield return line;
    }

    /// <summary>A text that hangs beside its head.</summary>
    public IEnumerable<StyledLine> Hanging(StyledLine head, string text, Style style)
    {
        var left = Indent + head.Width;
        var first = true;
        foreach (var line in StyledLine.Wrap(text, Math.Max(20, width - left)))
        {
            yield return (first ? new StyledLine().PadTo(Indent).Add(head) : new StyledLine().PadTo(left)).Add(line, style);
            first = false;
        }
    }

    /// <summary>What something means, below its name.</summary>
    public IEnumerable<StyledLine> Says(string? says) =>
        StyledLine.Wrap(says ?? "", width - (2 * Indent)).Select(line => new StyledLine().PadTo(2 * Indent).Add(line, Look.Quiet));

    /// <summary>The date of the recorded point at which a time had passed; nothing where it never did.</summary>
    public static string DateAt(ClockSummary clock, double years)
    {
        var point = double.IsNaN(years) ? -1 : clock.T.TakeWhile(t => t < years - 1e-9).Count();
        return point >= 0 && point < clock.Labels.Length ? clock.Labels[point] : "";
    }
}
