using System.Globalization;
using Entente.Execution;
using Entente.Experiments;
using Entente.Kernels;
using Entente.Planning;

namespace Entente.Tests.Differential;

/// <summary>Runs the same trials by the oracle and by kernels, and finds the first thing in which they differ.</summary>
internal sealed class Twins
{
    private readonly Plan _plan;
    private readonly Design _design;
    private readonly ulong _seed;
    private readonly Board? _from;
    private readonly TrialResult[] _expected;

    /// <param name="plan">What is run.</param>
    /// <param name="trials">How many trials, from 0 on.</param>
    /// <param name="seed">The seed of all draws.</param>
    /// <param name="from">What stands where the trials start; null for the beginning.</param>
    public Twins(Plan plan, int trials, ulong seed = 1, Board? from = null)
    {
        _plan = plan;
        _seed = seed;
        _from = from;
        _design = Design.For(plan, SamplerKind.MonteCarlo, seed, trials);
        var oracle = new TrialRunner(plan, seed);
        _expected = new TrialResult[trials];
        for (var trial = 0; trial < trials; trial++)
        {
            _expected[trial] = new TrialResult(plan);
            _design.Draw(trial, _expected[trial].Uncertain);
            oracle.RunFrom(from, trial, _expected[trial]);
        }
    }

    /// <summary>Trials that the oracle finished.</summary>
    public int Completed => _expected.Count(r => r.Failure is null);

    /// <summary>What the oracle says of those that failed.</summary>
    public IEnumerable<string> Failures => _expected.Select(r => r.Failure).OfType<string>();

    /// <summary>Every setting of the kernels with one of each.</summary>
    public static IEnumerable<KernelOptions> Product(IEnumerable<Passes> passes, IEnumerable<int> lanes, IEnumerable<int> bits) =>
        from p in passes from l in lanes from b in bits select new KernelOptions { Passes = p, Lanes = l, VectorBits = b };

    /// <summary>All passes but one, for each.</summary>
    public static IEnumerable<Passes> AllButOne => Enum.GetValues<Passes>().Where(p => p is not (Passes.None or Passes.All)).Select(p => Passes.All & ~p);

    /// <summary>Fails with the first difference; gives the number of trials that only the kernels gave up, which is slow but not wrong.</summary>
    public int Agree(KernelOptions options)
    {
        var (difference, givenUp) = Compare(options);
        Assert.True(difference is null, difference);
        return givenUp;
    }

    /// <summary>The first difference or null, and the number of trials that only the kernels gave up; -1 where the kernels refuse the plan.</summary>
    public (string? Difference, int GivenUp) Compare(KernelOptions options)
    {
        if (KernelPlanner.TryPlan(_plan, options with { FromBoards = options.FromBoards || _from is not null }, out var reason) is not { } kernels)
        {
            // Refused is what cannot be asked of lanes; it never is a matter of options.
            return (string.IsNullOrEmpty(reason) ? "the kernels refuse the plan without a reason" : null, -1);
        }

        using var block = new Block(kernels, _seed);
        var givenUp = 0;

        // The last block is run before the first and again in its turn: nothing of one may reach the next.
        var lanes = kernels.Lanes;
        var last = (_expected.Length - 1) / lanes * lanes;
        foreach (var start in Enumerable.Range(0, (last / lanes) + 1).Select(b => b * lanes).Prepend(last))
        {
            givenUp = start == 0 ? 0 : givenUp;
            for (var lane = 0; lane < lanes; lane++)
            {
                _design.Draw(start + lane, block.Uncertain[lane]);
            }

            block.RunFrom(_from, start);
            for (var lane = 0; lane < Math.Min(lanes, _expected.Length - start); lane++)
            {
                var expected = _expected[start + lane];
                if (block.HasFailed(lane))
                {
                    givenUp += expected.Failure is null ? 1 : 0;
                    continue;
                }

                var actual = new TrialResult(_plan);
                actual.Clear(start + lane);
                block.Read(lane, actual);
                var difference = expected.Failure is { } failure ? $"the oracle failed ({failure}), the kernels did not" : First(_plan, expected, actual);
                if (difference is not null)
                {
                    return ($"trial {start + lane} (passes {options.Passes}, {lanes} lanes, {options.VectorBits} bits): {difference}", givenUp);
                }
            }
        }

        return (null, givenUp);
    }

    /// <summary>The first thing in which two results of a trial differ by a bit, or null.</summary>
    public static string? First(Plan plan, TrialResult expected, TrialResult actual)
    {
        var scenario = plan.Scenario;

        // Series first: the earliest point says more than the end.
        var series = from point in Enumerable.Range(0, scenario.Clock.Steps + 1)
                     from m in Enumerable.Range(0, scenario.Measures.Length)
                     where expected.Series[m] is not null
                     select ($"{scenario.Measures[m].Name} at point {point}", expected.Series[m]![point], actual.Series[m]![point]);
        var numbers = series.Concat(scenario.Measures.Select((m, k) => (m.Name, expected.Measures[k], actual.Measures[k])));
        foreach (var (what, one, other) in numbers)
        {
            if (BitConverter.DoubleToInt64Bits(one) != BitConverter.DoubleToInt64Bits(other) && !(double.IsNaN(one) && double.IsNaN(other)))
            {
                return Say(what, one.ToString("R", CultureInfo.InvariantCulture), other.ToString("R", CultureInfo.InvariantCulture));
            }
        }

        var happenings = scenario.Events.Concat(scenario.Rules).Select(h => h.Symbol.Name).ToArray();
        var transitions = plan.Lifecycles.SelectMany(l => l.Definition.Transitions.Select(t => $"{l.Definition.Lifecycle.Name}.{t.Name}")).ToArray();
        return Counted("outcome", _ => "", [expected.Outcome], [actual.Outcome])
            ?? Counted("time of ", k => scenario.Times[k].Name, [.. expected.Times], [.. actual.Times])
            ?? Counted("times fired: ", k => happenings[k], expected.Counts.Fired, actual.Counts.Fired)
            ?? Counted("times moved: ", k => transitions[k], expected.Counts.Moved, actual.Counts.Moved)
            ?? Counted("times clamped: ", k => plan.States[k].Definition.Quantity.Name, expected.Counts.Clamped, actual.Counts.Clamped)
            ?? Leaves("spent in ", expected.Counts.Spent, actual.Counts.Spent)
            ?? Leaves("at the end in ", expected.Counts.AtEnd, actual.Counts.AtEnd);

        string? Leaves(string what, long[][] one, long[][] other) =>
            Enumerable.Range(0, one.Length).Select(l => Counted($"{what}{scenario.Lifecycles[l].Lifecycle.Name} leaf ", k => k.ToString(CultureInfo.InvariantCulture), one[l], other[l])).FirstOrDefault(d => d is not null);
    }

    private static string? Counted(string what, Func<int, string> name, long[] expected, long[] actual)
    {
        var k = Enumerable.Range(0, expected.Length).FirstOrDefault(k => expected[k] != actual[k], -1);
        return k < 0 ? null : Say(what + name(k), expected[k].ToString(CultureInfo.InvariantCulture), actual[k].ToString(CultureInfo.InvariantCulture));
    }

    private static string Say(string what, string expected, string actual) => $"{what}: the oracle has {expected}, the kernels have {actual}";
}
