using System.Collections.Immutable;
using Entente.Experiments;
using Entente.Scenarios;

namespace Entente.Studies;

/// <summary>A study that has been checked against its scenario: which points are run, how often, and what is kept.</summary>
public sealed record Study
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public string? Says { get; init; }

    /// <summary>The study's file, its name and its text.</summary>
    public required (string Name, string Content) File { get; init; }

    /// <summary>The scenario's file in its folder.</summary>
    public required string ScenarioFile { get; init; }

    /// <summary>The scenario as it stands, without variant or settings.</summary>
    public required Scenario Scenario { get; init; }

    /// <summary>The scenario with what the study expects of it, and nothing else; null where it expects nothing.</summary>
    public Scenario? Expecting { get; init; }

    /// <summary>Seed, sampler, trials, replications and the rule of stopping; the same for every point, so that points share their chance.</summary>
    public required RunOptions Options { get; init; }

    /// <summary>Trials in a block, ≥ 1.</summary>
    public required int Block { get; init; }

    public required Keep Keep { get; init; }

    /// <summary>What varies between points, in the order of the document.</summary>
    public required ImmutableArray<Factor> Factors { get; init; }

    /// <summary>At least one; two may be alike where a sample falls on a value twice.</summary>
    public required ImmutableArray<StudyPoint> Points { get; init; }
}

/// <summary>A lever or an uncertainty that varies between points.</summary>
public sealed record Factor(string Name, bool IsLever);

/// <summary>A point of a study: which world of the scenario's choices is run.</summary>
/// <param name="Choice">The variant, settings and held uncertainties.</param>
/// <param name="Role">What it is in a design for sensitivity, such as <c>AB eu_money 3</c>; null otherwise.</param>
public sealed record StudyPoint(ScenarioChoice Choice, string? Role)
{
    /// <summary>Tells points apart.</summary>
    public string Key { get; } = $"{Choice.Key}\nrole {Role}";

    /// <summary>The point in a line: <c>variant abrupt, eu_money 0.4</c>.</summary>
    public string Text { get; } = string.Join(", ", Parts(Choice));

    private static IEnumerable<string> Parts(ScenarioChoice choice)
    {
        var parts = new[] { choice.Variant is { } v ? $"variant {v}" : null }.OfType<string>().Concat(choice.Settings.Concat(choice.Pins).Select(s => $"{s.Item1} {s.Item2}")).ToArray();
        return parts.Length == 0 ? [StudyShapes.AsItStands] : parts;
    }
}

/// <summary>What is kept of each trial, besides its outcome: names, in the order of the scenario.</summary>
public sealed record Keep(ImmutableArray<string> Measures, ImmutableArray<string> Times, ImmutableArray<string> Uncertainties, ImmutableArray<string> Series);

/// <summary>Trials of one point that are run and written together.</summary>
/// <param name="Point">The point's number in the store.</param>
/// <param name="First">The first trial.</param>
/// <param name="End">The trial after the last.</param>
public readonly record struct Block(int Point, long First, long End)
{
    public long Trials => End - First;

    /// <summary>The blocks that cover the trials from <paramref name="from"/> to before <paramref name="to"/>, cut at multiples of the length.</summary>
    public static IEnumerable<Block> Cover(int point, long from, long to, int length)
    {
        while (from < to)
        {
            var end = Math.Min(to, ((from / length) + 1) * length);
            yield return new Block(point, from, end);
            from = end;
        }
    }
}

/// <summary>A part of a study: shard <paramref name="Index"/> (from 1) of <paramref name="Count"/>.</summary>
public sealed record Shard(int Index, int Count)
{
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Index}/{Count}");

    /// <summary>The items of this shard: neighbours, so that few points are in two shards.</summary>
    public ImmutableArray<T> Of<T>(ImmutableArray<T> all) =>
        all[(int)((long)all.Length * (Index - 1) / Count)..(int)((long)all.Length * Index / Count)];

    /// <summary>Reads <c>2/7</c>; null where it is none.</summary>
    public static Shard? Read(string text)
    {
        var parts = text.Split('/');
        return parts.Length == 2 && int.TryParse(parts[0], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var index)
            && int.TryParse(parts[1], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var count) && index >= 1 && index <= count
            ? new Shard(index, count)
            : null;
    }
}
