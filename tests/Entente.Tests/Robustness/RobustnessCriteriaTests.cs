using Entente.Robustness;

namespace Entente.Tests.Robustness;

public sealed class RobustnessCriteriaTests
{
    // Three policies in four worlds: steady, bold, middling.
    private static readonly double[][] Values = [[4, 4, 4, 4], [0, 10, 9, 1], [3, 6, 5, 3]];

    [Fact]
    public void Each_criterion_is_what_its_definition_says()
    {
        var result = RobustnessCriteria.Of(Values, true, 0.5, 1, 3.5, 0, 1);
        double[] Scores(string name) => [.. result.Criteria.First(c => c.Name == name).Scores.Select(s => s.Value)];
        Assert.Equal([4, 0, 3], Scores("maximin"));
        Assert.Equal([4, 5, 4.5], Scores("hurwicz"));
        Assert.Equal([4, 5, 4.25], Scores("laplace"));

        // Regrets by world: 0 6 5 0; 4 0 0 3; 1 4 4 1.
        Assert.Equal([6, 4, 4], Scores("minimax regret"));
        Assert.Equal([5.7, 3.7, 4], Scores("90th percentile regret"), new Near());
        Assert.Equal([4, 5 - Math.Sqrt(82 / 3.0), 4.25 - 1.5], Scores("mean-variance"), new Near());
        Assert.Equal([1, 0.5, 0.5], Scores("satisficing"));
        Assert.Equal([0, 2, 1], result.Criteria[0].Order.ToArray());
        Assert.Equal([1, 2, 0], result.Criteria[2].Order.ToArray());
        Assert.False(result.DoAgree);
        Assert.InRange(result.Concordance, 0, 0.5);
        Assert.Equal(4, result.Worlds);
    }

    [Fact]
    public void Less_is_better_turns_everything_round()
    {
        var more = RobustnessCriteria.Of(Values, true, 0.3, 1, 3.5, 50, 1);
        var less = RobustnessCriteria.Of([.. Values.Select(v => v.Select(x => -x).ToArray())], false, 0.3, 1, -3.5, 50, 1);
        Assert.Equal(more.Criteria.Select(c => string.Join(' ', c.Order)), less.Criteria.Select(c => string.Join(' ', c.Order)));
        Assert.Equal(-more.Criteria[0].Scores[1].Value, less.Criteria[0].Scores[1].Value);
        Assert.Equal(more.Criteria[3].Scores[1], less.Criteria[3].Scores[1]);
        Assert.Equal(more.Criteria[6].Scores[1], less.Criteria[6].Scores[1]);
        Assert.Equal(more.Concordance, less.Concordance);
    }

    [Fact]
    public void A_policy_that_is_better_everywhere_is_first_by_every_criterion_and_stays_so()
    {
        var result = RobustnessCriteria.Of([[1, 2, 3, 4, 5], [2, 3, 4, 5, 6], [0, 1, 2, 3, 4]], true, 0.5, 1, 2.5, 100, 1, 2);
        Assert.True(result.DoAgree);
        Assert.Equal(1, result.Concordance, 1e-12);
        Assert.All(result.Criteria, c => Assert.Equal((1, 1.0), (c.Order[0], c.Firm)));
        Assert.All(result.Criteria, c => Assert.All(c.Scores, s => Assert.InRange(s.Value, s.Low, s.High)));
    }

    [Fact]
    public void A_world_without_a_value_is_left_out_for_all()
    {
        var result = RobustnessCriteria.Of([[4, double.NaN, 5], [0, 9, 9]], true, 0.5, 1, null, 10, 1);
        Assert.Equal(2, result.Worlds);
        Assert.Equal(4.5, result.Criteria[1].Scores[0].Value);
        Assert.Equal(6, result.Criteria.Length);
        Assert.True(double.IsNaN(RobustnessCriteria.Of([[double.NaN]], true, 0.5, 1, null, 10, 1).Criteria[0].Scores[0].Value));
        Assert.Empty(RobustnessCriteria.Of([], true, 0.5, 1, 1, 10, 1).Criteria[0].Scores);
        Assert.Throws<ArgumentException>(() => RobustnessCriteria.Of([[1], [1, 2]], true, 0.5, 1, null, 0, 1));
    }

    private sealed class Near : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) < 1e-9;

        public int GetHashCode(double obj) => 0;
    }
}
