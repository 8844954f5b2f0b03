using System.Collections.Immutable;
using Entente.Experiments;
using Entente.Stories;

namespace Entente.Tests.Stories;

public class TrialCloudTests
{
    [Fact]
    public void The_typical_trial_is_the_medoid_and_the_strange_one_is_farthest_from_the_medians()
    {
        // On a line, already of one scale: the middle of an odd number, and the end that is farther out.
        var cloud = Cloud([[0], [1], [2], [3], [10]]);
        Assert.Equal(2, cloud.Choose(TrialSort.Typical, null, null)!.Trial);
        Assert.Equal(4, cloud.Choose(TrialSort.Strange, null, null)!.Trial);
    }

    [Fact]
    public void Only_trials_of_the_outcome_are_chosen_from_but_all_set_the_scale()
    {
        // Were each outcome standardised by itself, both measures would weigh the same among the first three trials, and 2 would win.
        var cloud = Cloud([[0, 0], [4, 1], [5, 20], [1000, 20], [-1000, 0]], [0, 0, 0, 1, 1]);
        var chosen = cloud.Choose(TrialSort.Typical, 0, "a")!;
        Assert.Equal((1, "a", 3, 5), (chosen.Trial, chosen.Outcome, chosen.Among, chosen.Completed));
        Assert.Equal(2, cloud.Choose(TrialSort.Strange, 0, "a")!.Trial);
        Assert.Equal(3, cloud.Choose(TrialSort.Typical, 1, "b")!.Trial);
        Assert.Null(cloud.Choose(TrialSort.Typical, 2, "c"));
    }

    [Fact]
    public void Ties_go_to_the_lowest_number_and_what_never_differs_is_left_out()
    {
        Assert.Equal(0, Cloud([[0.1, 7], [0.3, 7]]).Choose(TrialSort.Typical, null, null)!.Trial);
        Assert.Equal(0, Cloud([[0.1, 7], [0.3, 7]]).Choose(TrialSort.Strange, null, null)!.Trial);
        Assert.Equal(1, Cloud([[5], [1], [1], [0]]).Choose(TrialSort.Typical, null, null)!.Trial);
        Assert.Equal(0, Cloud([[7], [7], [7]]).Choose(TrialSort.Strange, null, null)!.Trial);
        Assert.Equal(0, Cloud([[], []]).Choose(TrialSort.Typical, null, null)!.Trial);
    }

    [Fact]
    public void Failed_trials_are_left_out()
    {
        var cloud = new TrialCloud(1);
        cloud.Recorded(new TrialRecord(0, [], -1, [double.NaN], [], "failed"));
        Assert.Null(cloud.Choose(TrialSort.Typical, null, null));
        cloud.Recorded(new TrialRecord(1, [], 0, [2], [], null));
        Assert.Equal(1, cloud.Choose(TrialSort.Typical, null, null)!.Trial);
    }

    /// <summary>Sums by sorting against sums pair by pair, on points by a fixed rule with many equal values.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(50)]
    [InlineData(301)]
    public void The_medoid_is_that_of_all_pairs(int count)
    {
        double[][] points = [.. Enumerable.Range(0, count).Select(k => new[] { k * 37 % 11, k * k % 17 / 4.0, Math.Sqrt(k) })];
        double[][] scaled = [.. points.Select(p => p.Select((v, m) => (v - points.Average(q => q[m])) / Sd(m)).ToArray())];
        double Sd(int m) => Math.Sqrt(points.Average(q => Math.Pow(q[m] - points.Average(r => r[m]), 2)));
        var sums = scaled.Select(p => scaled.Sum(q => p.Zip(q, (a, b) => Math.Abs(a - b)).Sum())).ToArray();
        var chosen = Cloud(points).Choose(TrialSort.Typical, null, null)!;
        Assert.Equal(Array.FindIndex(sums, s => s < sums.Min() + 1e-9), chosen.Trial);
        Assert.Equal(sums.Min() / (count - 1), chosen.Distance, 9);
    }

    private static TrialCloud Cloud(double[][] points, int[]? outcomes = null)
    {
        var cloud = new TrialCloud(points[0].Length);
        for (var k = 0; k < points.Length; k++)
        {
            cloud.Recorded(new TrialRecord(k, [], outcomes?[k] ?? 0, [.. points[k]], [], null));
        }

        return cloud;
    }
}
