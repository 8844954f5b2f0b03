namespace Entente.Tests.Statistical;

/// <summary>A clock that is wound once and runs down gives the survival of its hazard, step by step.</summary>
/// <remarks>Seed 20260401, 10,000 trials; false alarms and what is caught are those of <see cref="ExactAnswersTests"/>.</remarks>
public class ClockTests
{
    private const int Trials = 10_000;
    private const int Steps = 20;
    private const double Quarter = 0.25;

    private static Lazy<ExactRun> Clocks { get; } = new(() => ExactRun.Of("clocks.yaml", Trials));

    public static TheoryData<string, Func<int, double>> Hazards => new()
    {
        { "time_growing", s => 0.1 + (0.2 * s * Quarter) },
        { "time_late", s => s < 4 ? 0 : 0.5 },
        { "time_interrupted", s => s is < 4 or >= 8 ? 0.5 : 0 },
    };

    [Theory]
    [MemberData(nameof(Hazards))]
    public void A_hazard_that_changes_gives_the_exact_survival(string time, Func<int, double> rate) => AssertSurvival(time, rate);

    [Fact]
    public void A_clock_that_rang_where_nobody_was_found_is_wound_again() => AssertSurvival("time_found", s => s < 4 ? 0 : 0.8);

    [Fact]
    public void A_clock_goes_on_while_its_machine_moves_inside_what_it_leaves()
    {
        // The inner transition is tried first: in a step in which it fires, the clock stands still.
        var inside = new double[2];
        inside[0] = 1;
        var curve = Clocks.Value.Curve("time_wandering");
        var leaves = 1 - Math.Exp(-0.4 * Quarter);
        for (var point = 0; point <= Steps; point++)
        {
            Chance.AssertNear(1 - inside.Sum(), curve[point], Chance.Curve(Trials));
            inside = [(inside[0] * 0.7 * (1 - leaves)) + (inside[1] * 0.6), (inside[1] * 0.4 * (1 - leaves)) + (inside[0] * 0.3)];
        }
    }

    [Fact]
    public void A_machine_that_starts_anew_waits_as_long_again() =>
        // In every other step it is made to start anew, and makes no other transition.
        AssertSurvival("time_restarted", s => s % 2 == 0 ? 0 : 0.6);

    [Theory]
    [InlineData("rung")]
    [InlineData("rounds")]
    public void A_clock_that_has_rung_is_wound_again(string measure)
    {
        // Independent steps: the number of rings is binomial. Of a machine that stays in what the transition leaves too.
        var p = 1 - Math.Exp(-2 * Quarter);
        Chance.AssertNear(Steps * p, Clocks.Value.Measure(measure), Chance.Mean(Steps * p * (1 - p), Steps, Trials));
        var sd = Clocks.Value.Measure(measure, "sd");
        // The fourth central moment of a binomial number is below 3 v^2 + v, and its squared deviations are below 20^2.
        var v = Steps * p * (1 - p);
        Chance.AssertNear(v, sd * sd, 2 * Chance.Mean((2 * v * v) + v, Steps * Steps, Trials));
    }

    [Fact]
    public void Competing_clocks_share_out_their_machines_as_the_hazards_say()
    {
        var (start, first, second) = (1.0, 0.0, 0.0);
        var (one, two) = (Clocks.Value.Curve("time_first"), Clocks.Value.Curve("time_second"));
        for (var point = 0; point <= Steps; point++)
        {
            Chance.AssertNear(first, one[point], Chance.Curve(Trials));
            Chance.AssertNear(second, two[point], Chance.Curve(Trials));
            var a = 1 - Math.Exp(-(0.2 + (0.2 * point * Quarter)) * Quarter);
            var b = (1 - a) * (1 - Math.Exp(-0.6 * Quarter));
            (start, first, second) = (start * (1 - a - b), first + (start * a), second + (start * b));
        }
    }

    private static void AssertSurvival(string time, Func<int, double> rate)
    {
        var curve = Clocks.Value.Curve(time);
        var hazard = 0.0;
        for (var point = 0; point <= Steps; point++)
        {
            Chance.AssertNear(1 - Math.Exp(-hazard), curve[point], Chance.Curve(Trials));
            hazard += rate(point) * Quarter;
        }
    }
}
