using MathNet.Numerics.LinearAlgebra;

namespace Entente.Tests.Statistical;

/// <summary>Scenarios whose answers are known exactly, from the text to the printed result.</summary>
/// <remarks>
/// Seed 20260401. A comparison raises a false alarm with a chance of at most 1e-6 (<see cref="Chance"/>); with the
/// 10,000 trials used here it would catch an error of 0.055 in a probability near one half or in a distribution
/// function, and of 16% in a variance.
/// </remarks>
public class ExactAnswersTests
{
    private const int Trials = 10_000;
    private const double Quarter = 0.25;

    [Theory]
    [InlineData("time_by_event", 0)]
    [InlineData("time_by_rule", 0)]
    [InlineData("time_plain", 0)]
    [InlineData("time_patient", 2)]
    public void A_constant_hazard_has_exponential_first_passages(string time, int waits)
    {
        var curve = Hazards.Value.Curve(time);
        for (var point = 0; point < curve.Length; point++)
        {
            Chance.AssertNear(1 - Math.Exp(-0.3 * Quarter * Math.Max(0, point - waits)), curve[point], Chance.Curve(Trials));
        }
    }

    [Fact]
    public void A_constant_chance_has_geometric_first_passages()
    {
        var curve = Hazards.Value.Curve("time_by_chance");
        for (var point = 0; point < curve.Length; point++)
        {
            Chance.AssertNear(1 - Math.Pow(0.9, point), curve[point], Chance.Curve(Trials));
        }
    }

    [Fact]
    public void A_guard_that_has_held_for_four_steps_fires_in_the_fourth()
    {
        // It first holds in the step that begins at t = 1 year, which is step 5: it fires in step 8.
        var curve = Hazards.Value.Curve("time_punctual");
        Assert.All(curve[..8], share => Assert.Equal(0, share));
        Assert.All(curve[8..], share => Assert.Equal(1, share));
    }

    [Theory]
    [InlineData("in_season", 2)]
    [InlineData("every_third", 8)]
    [InlineData("once_only", 1)]
    public void Dates_cooldowns_and_once_are_counted_exactly(string measure, double count)
    {
        Assert.Equal(count, Hazards.Value.Measure(measure, "min"));
        Assert.Equal(count, Hazards.Value.Measure(measure, "max"));
    }

    [Theory]
    [InlineData("renewed", 0.3, 4)]
    [InlineData("hit_again_a", 0.5, 2)]
    public void A_cooldown_makes_a_renewal_process(string measure, double chance, int cooldown)
    {
        var (mean, variance) = Renewals(chance, cooldown, steps: 24);
        Chance.AssertNear(mean, Hazards.Value.Measure(measure), Chance.Mean(variance, 24, Trials));
    }

    [Fact]
    public void Members_are_hit_independently()
    {
        var p = 1 - Math.Pow(0.8, 24);
        Chance.AssertShare(p, Hazards.Value.Measure("hit_a"), Trials);
        Chance.AssertNear(4 * p, Hazards.Value.Measure("hit_count"), Chance.Mean(4 * p * (1 - p), 4, Trials));
        var sd = Hazards.Value.Measure("hit_count", "sd");
        // Of a variance v of values in [0, 4], squared deviations lie in [0, 16].
        Chance.AssertNear(4 * p * (1 - p), sd * sd, 2 * Chance.Mean(16 * 4 * p * (1 - p), 16, Trials));
    }

    [Fact]
    public void The_gambler_is_ruined_as_often_and_plays_as_long_as_the_textbook_says()
    {
        var run = ExactRun.Of("ruin.yaml", Trials);
        var (ruined, rich, rounds, variance) = Ruin(0.45, start: 3, end: 10, steps: 150);
        // Without a horizon: W. Feller, An Introduction to Probability Theory, vol. 1, XIV.2-3.
        var odds = 0.55 / 0.45;
        Assert.Equal((Math.Pow(odds, 10) - Math.Pow(odds, 3)) / (Math.Pow(odds, 10) - 1), ruined, 1e-3);
        Assert.Equal((3 / 0.1) - (10 / 0.1 * (1 - Math.Pow(odds, 3)) / (1 - Math.Pow(odds, 10))), rounds, 0.05);
        Chance.AssertShare(ruined, run.Outcome("ruined"), Trials);
        Chance.AssertShare(rich, run.Outcome("rich"), Trials);
        Chance.AssertNear(rounds, run.Measure("rounds"), Chance.Mean(variance, 150, Trials));
    }

    [Fact]
    public void Euler_Maruyama_has_its_own_exact_moments()
    {
        var run = Recursions.Value;
        const double kept = 0.75;
        for (var point = 0; point < 31; point++)
        {
            var variance = 0.36 * Quarter * (1 - Math.Pow(kept, 2 * point)) / (1 - (kept * kept));
            Chance.AssertNear(1 + Math.Pow(kept, point), run.Series("ou")[point], Chance.NormalMean(variance, Trials) + 1e-12);
        }

        var end = 0.36 * Quarter * (1 - Math.Pow(kept, 60)) / (1 - (kept * kept));
        AssertVariance(end, run.Measure("ou_end", "sd"));
        // The variance of the continuous process, 0.18, is what a wrong dt would be near.
        Assert.True(Math.Abs((0.18 / end) - 1) > Chance.NormalVariance(Trials));
        AssertVariance(0.25 * (1 - Math.Pow(kept, 60)) / (1 - (kept * kept)) / 5, run.Measure("mean_of_many", "sd"));
        AssertVariance(7.5, run.Measure("walk", "sd"));
        Chance.AssertShare(0.5, run.Outcome("high"), Trials);
    }

    [Fact]
    public void Neighbouring_steps_of_a_recursion_covary_as_they_must()
    {
        // E[x(30) x(29)] of deviations; the mean of the deviations is 2e-4 by then. The product's variance is v^2 (1 + r^2).
        var variance = 0.36 * Quarter * (1 - Math.Pow(0.75, 58)) / (1 - (0.75 * 0.75));
        Chance.AssertNear(0.75 * variance, Recursions.Value.Measure("product"), 6 * variance * 1.25 / Math.Sqrt(Trials));
    }

    [Fact]
    public void An_AR1_of_a_rule_that_draws_has_the_textbook_variance()
    {
        var run = Recursions.Value;
        AssertVariance(0.25 * (1 - Math.Pow(0.8, 60)) / (1 - 0.64), run.Measure("ar", "sd"));
        // The mean of the squares over the points 0 to 30.
        var expected = Enumerable.Range(0, 31).Average(p => 0.25 * (1 - Math.Pow(0.8, 2 * p)) / (1 - 0.64));
        Chance.AssertNear(expected, run.Measure("ar_squared"), 6 * run.Measure("ar_squared", "sd") / Math.Sqrt(Trials));
    }

    [Fact]
    public void A_lifecycle_of_five_states_is_absorbed_as_its_matrix_says()
    {
        var run = ExactRun.Of("absorption.yaml", Trials);
        // States: calm, tense, open, won, lost. Transitions are tried in the order of their priorities.
        var step = Matrix<double>.Build.DenseOfRowArrays(
            [0.7 * 0.95, 0.3, 0, 0, 0.7 * 0.05],
            [0.25, 0.75 * 0.8, 0.75 * 0.2, 0, 0],
            [0, 0.1, 0.9 * 0.7 * 0.95, 0.9 * 0.3, 0.9 * 0.7 * 0.05],
            [0, 0, 0, 1, 0],
            [0, 0, 0, 0, 1]);
        var chain = Vector<double>.Build.DenseOfArray([1, 0, 0, 0, 0]);
        string[] names = ["calm", "tense", "open", "won", "lost"];
        var spent = new double[5];
        var curve = run.Curve("settled");
        for (var point = 0; point <= 30; point++)
        {
            Chance.AssertNear(chain[3] + chain[4], curve[point], Chance.Curve(Trials));
            spent = [.. spent.Zip(chain, (s, p) => s + (p / 31))];
            chain = point < 30 ? chain * step : chain;
        }

        Chance.AssertShare(chain[3], run.Outcome("won"), Trials);
        Chance.AssertShare(chain[4], run.Outcome("lost"), Trials);
        for (var k = 0; k < 5; k++)
        {
            Chance.AssertShare(chain[k], run.AtEnd("chain", names[k]), Trials);
            // A trial's share of its points is in [0, 1], so its variance is at most p (1 - p).
            Chance.AssertShare(spent[k], run.Spent("chain", names[k]), Trials);
        }
    }

    [Fact]
    public void Competing_hazards_are_tried_inner_first_then_by_priority()
    {
        var run = ExactRun.Of("competing.yaml", Trials);
        double Hits(double rate) => 1 - Math.Exp(-rate * Quarter);
        var second = Hits(0.5);
        var first = (1 - second) * Hits(0.2);
        var third = (1 - second - first) * Hits(0.8);
        var any = first + second + third;
        var settled = 1 - Math.Pow(1 - any, 12);
        Chance.AssertShare(first / any * settled, run.Outcome("first"), Trials);
        Chance.AssertShare(second / any * settled, run.Outcome("second"), Trials);
        Chance.AssertShare(third / any * settled, run.Outcome("third"), Trials);
        Chance.AssertShare(0.3, run.Measure("two"), Trials);
        Chance.AssertShare(0.7 * 0.6, run.Measure("one"), Trials);
    }

    [Fact]
    public void Links_between_pairs_are_binomial_on_the_way_and_at_the_balance()
    {
        var run = ExactRun.Of("links.yaml", Trials);
        var form = 1 - Math.Exp(-0.1);
        var sever = 1 - Math.Exp(-0.2);
        var links = run.Series("links");
        var p = 0.0;
        for (var point = 0; point <= 20; point++)
        {
            Chance.AssertNear(28 * p, links[point], Chance.Mean(28 * p * (1 - p), 28, Trials));
            p = point < 20 ? (p * (1 - sever)) + ((1 - p) * form) : p;
        }

        Assert.Equal(form / (form + sever), p, 2e-3);
        Chance.AssertShare(p, run.Outcome("tied"), Trials);
        Chance.AssertNear(p, run.Measure("density"), Chance.Mean(p * (1 - p) / 28, 1, Trials));
        Chance.AssertNear(7 * p, run.Measure("degree"), Chance.Mean(7 * p * (1 - p), 7, Trials));
        // Nearly normal with 28 independent pairs: the variance of a binomial number has kurtosis below the normal's.
        var sd = run.Measure("links", "sd");
        Assert.InRange(sd * sd / (28 * p * (1 - p)), 1 - Chance.NormalVariance(Trials), 1 + Chance.NormalVariance(Trials));
        Chance.AssertShare(p, run.AtEnd("link", "linked"), 28.0 * Trials);
    }

    [Fact]
    public void A_crowd_of_thresholds_0_to_9_riots_one_by_one_and_one_changed_threshold_stops_it()
    {
        var run = ExactRun.Of("cascade.yaml", 10);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10], run.Series("riot"));
        Assert.Equal(0, run.Measure("riot", "sd"));
        // Where nobody begins, nobody follows.
        Assert.All(ExactRun.Of("cascade.yaml", 10, "--variant", "two").Series("riot"), size => Assert.Equal(0, size));
    }

    [Fact]
    public void A_rumour_from_a_random_seed_reaches_as_many_as_counting_says()
    {
        var run = ExactRun.Of("cascade.yaml", Trials);
        var sizes = Enumerable.Range(0, 10).Select(Rumour).ToArray();
        Assert.True(sizes.Distinct().Count() > 1);
        Chance.AssertShare(sizes.Count(s => s == 10) / 10.0, run.Outcome("all"), Trials);
        var mean = sizes.Average();
        Chance.AssertNear(mean, run.Measure("heard"), Chance.Mean(sizes.Average(s => (s - mean) * (s - mean)), 10, Trials));
    }

    [Fact]
    public void Effects_that_last_follow_their_closed_forms()
    {
        var run = ExactRun.Of("effects.yaml", 3);
        var points = Enumerable.Range(0, 13).ToArray();
        Same(points.Select(p => (2.0 * Math.Clamp(p - 1, 0, 4)) + (0.5 * Math.Clamp(p - 2, 0, 2))), run.Series("spread"));
        Same(points.Select(p => p < 2 ? 0 : 8 * Math.Pow(0.5, (p - 2) / 2.0)), run.Series("faded"));
        Same(points.Select(p => 10 - (p < 3 ? 0 : 4 * Math.Pow(0.5, p - 3)) + (2.0 * Math.Clamp(p - 2, 0, 3))), run.Series("both"));
        // Sets first, then products, then sums, then bounds, however the events are called.
        Same(points.Select(p => p < 5 ? 1.0 : (10 * 2 * 3) + 5), run.Series("ordered"));
        Same(points.Select(p => p < 5 ? 5.0 : 6), run.Series("bounded"));
        Same(points.Select(p => Math.Max(0, p - 1.0)), run.Series("previous"));
        Same(points.Select(p => p < 2 ? 99 : (p - 1) / 4.0), run.Series("since_given"));
        var smooth = 0.0;
        var kept = Math.Exp(-0.25);
        Same(points.Select(p => smooth = p == 0 ? 0 : (kept * smooth) + ((1 - kept) * (p >= 5 ? 1 : 0))).ToArray(), run.Series("smoothed"));
        Assert.Equal(8, run.Measure("highest"));
        Assert.Equal(run.Series("both").Min(), run.Measure("lowest"));
        Assert.Equal(run.Series("spread").Average(), run.Measure("usual"), 1e-12);
    }

    [Fact]
    public void Effects_that_begin_again_before_they_have_ended_follow_their_closed_forms()
    {
        var run = ExactRun.Of("lasting.yaml", 2);
        var points = Enumerable.Range(0, 13).ToArray();
        var kept = Math.Sqrt(0.5);
        var faded = points.Select(p => (1 - Math.Pow(kept, p)) / (1 - kept)).ToArray();
        Same(faded, run.Series("faded"));
        Same(faded, run.Series("apart"));
        // In its k-th step, a spread of n steps has min(k, n) parts in hand.
        Same(points.Select(p => Enumerable.Range(1, p).Sum(k => (double)Math.Min(k, 4))), run.Series("spread"));
        Same(points.Select(p => Enumerable.Range(1, p).Sum(k => 4 / 3.0 * Math.Min(k, 3))), run.Series("crowd"));
        Same(points.Select(p => (double)p), run.Series("long"));
        // Four arrive and two and a half find room: the rest is not taken away again.
        Same(points.Select(p => p == 0 ? 0 : 2.5 * Math.Pow(0.5, p - 1)), run.Series("full"));
        // One machine is fired by an event, one by a rule, and two go by themselves: each goes on in the phase in which it began.
        Same(points.Select(p => p == 0 ? 0 : 4 * Math.Pow(0.5, p - 1)), run.Series("fired"));
        Same(points.Select(p => 2.0 * Math.Min(p, 2)), run.Series("slow"));
    }

    private static Lazy<ExactRun> Hazards { get; } = new(() => ExactRun.Of("hazards.yaml", Trials));

    private static Lazy<ExactRun> Recursions { get; } = new(() => ExactRun.Of("recursions.yaml", Trials));

    private static void AssertVariance(double expected, double sd) =>
        Assert.InRange(sd * sd / expected, 1 - Chance.NormalVariance(Trials), 1 + Chance.NormalVariance(Trials));

    private static void Same(IEnumerable<double> expected, double[] found) =>
        Assert.All(expected.Zip(found, (e, f) => Math.Abs(e - f)), distance => Assert.InRange(distance, 0, 1e-12));

    // The number of firings: dynamic programming over the steps since the last one.
    private static (double Mean, double Variance) Renewals(double chance, int cooldown, int steps)
    {
        // [rest][fired]: the probability of so many steps to rest and so many firings.
        var now = new double[cooldown, steps + 1];
        now[0, 0] = 1;
        for (var step = 0; step < steps; step++)
        {
            var next = new double[cooldown, steps + 1];
            for (var rest = 0; rest < cooldown; rest++)
            {
                for (var fired = 0; fired <= step; fired++)
                {
                    if (rest > 0)
                    {
                        next[rest - 1, fired] += now[rest, fired];
                        continue;
                    }

                    next[0, fired] += (1 - chance) * now[0, fired];
                    next[cooldown - 1, fired + 1] += chance * now[0, fired];
                }
            }

            now = next;
        }

        var share = Enumerable.Range(0, steps + 1).Select(f => Enumerable.Range(0, cooldown).Sum(r => now[r, f])).ToArray();
        var mean = share.Select((p, f) => p * f).Sum();
        return (mean, share.Select((p, f) => p * (f - mean) * (f - mean)).Sum());
    }

    private static (double Ruined, double Rich, double Rounds, double Variance) Ruin(double up, int start, int end, int steps)
    {
        var now = new double[end + 1];
        now[start] = 1;
        double rounds = 0, squares = 0;
        for (var step = 0; step < steps; step++)
        {
            var next = new double[end + 1];
            (next[0], next[end]) = (now[0], now[end]);
            for (var purse = 1; purse < end; purse++)
            {
                next[purse + 1] += up * now[purse];
                next[purse - 1] += (1 - up) * now[purse];
                rounds += now[purse];
                squares += now[purse] * ((2 * step) + 1);
            }

            now = next;
        }

        return (now[0], now[end], rounds, squares - (rounds * rounds));
    }

    // Everybody who has not heard it looks around in each of twelve months; half of the neighbours convince.
    private static int Rumour(int seed)
    {
        var ties = File.ReadAllLines(Path.Join(ExactRun.Folder(), "cascade.csv")).Skip(1).Select(l => l.Split(',')).Select(l => (A: l[0][1] - '0', B: l[1][1] - '0')).ToArray();
        var heard = new HashSet<int> { seed };
        for (var month = 0; month < 12; month++)
        {
            var convinced = Enumerable.Range(0, 10).Where(p =>
            {
                var neighbours = ties.Where(t => t.A == p || t.B == p).Select(t => t.A + t.B - p).ToArray();
                return neighbours.Count(heard.Contains) >= 0.5 * neighbours.Length;
            }).ToArray();
            heard.UnionWith(convinced);
        }

        return heard.Count;
    }
}
