using Entente.Experiments;

namespace Entente.Stories;

/// <summary>Scratch: the measures of a run's trials, as points among which one is typical and another strange.</summary>
/// <remarks>
/// Measures are standardised over all completed trials (mean 0, standard deviation 1; one that never differs is left out), and
/// the distance of two trials is the sum of the differences of their measures (city block). The sum of a trial's distances to
/// all others then falls apart by measures, and sorting each gives it exactly: n log n time and 8 bytes a trial and measure,
/// whatever n is. Sums that agree to 12 digits count as a tie, which the lowest number wins.
/// </remarks>
public sealed class TrialCloud : IRunObserver
{
    private const double Tie = 1e-12;

    private readonly Action<long, long>? _progress;
    private readonly List<long> _trials = [];
    private readonly List<int> _outcomes = [];
    private readonly List<double>[] _measures;

    /// <param name="measures">Measures of a trial.</param>
    /// <param name="progress">Is told how far the run has come.</param>
    public TrialCloud(int measures, Action<long, long>? progress = null)
    {
        _measures = [.. Enumerable.Range(0, measures).Select(_ => new List<double>())];
        _progress = progress;
    }

    /// <summary>The most numbers that are kept.</summary>
    public const long MostKept = 100_000_000;

    public bool WantsTrials => true;

    public void Progress(long done, long planned) => _progress?.Invoke(done, planned);

    public void Recorded(TrialRecord trial)
    {
        if (trial.Failure is not null)
        {
            return;
        }

        _trials.Add(trial.Trial);
        _outcomes.Add(trial.Outcome);
        for (var m = 0; m < _measures.Length; m++)
        {
            _measures[m].Add(trial.Measures[m]);
        }
    }

    /// <summary>Chooses a trial; null where there is none to choose from.</summary>
    /// <param name="outcome">The position of the outcome among whose trials it is; null for all.</param>
    /// <param name="name">That outcome's name.</param>
    public ChosenTrial? Choose(TrialSort sort, int? outcome, string? name)
    {
        var rows = Enumerable.Range(0, _trials.Count).Where(r => outcome is null || _outcomes[r] == outcome).ToArray();
        if (rows.Length == 0)
        {
            return null;
        }

        var sums = new double[rows.Length];
        foreach (var measure in _measures)
        {
            if (Standardised(measure, rows) is { } values)
            {
                Add(sums, values, sort);
            }
        }

        var best = sort == TrialSort.Typical ? sums.Min() : sums.Max();
        var chosen = Array.FindIndex(sums, s => Math.Abs(s - best) <= Tie * Math.Max(1, Math.Abs(best)));
        var others = sort == TrialSort.Typical ? Math.Max(1, rows.Length - 1) : 1;
        return new ChosenTrial(_trials[rows[chosen]], sort, name, rows.Length, _trials.Count, sums[chosen] / others);
    }

    private static double[]? Standardised(List<double> all, int[] rows)
    {
        var mean = all.Average();
        var sd = Math.Sqrt(all.Sum(v => (v - mean) * (v - mean)) / all.Count);
        return sd > Math.Abs(mean) * Tie ? [.. rows.Select(r => (all[r] - mean) / sd)] : null;
    }

    private static void Add(double[] sums, double[] values, TrialSort sort)
    {
        var sorted = values.Order().ToArray();
        if (sort == TrialSort.Strange)
        {
            var median = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
            for (var r = 0; r < sums.Length; r++)
            {
                sums[r] += Math.Abs(values[r] - median);
            }

            return;
        }

        // For a value with k smaller ones that add up to P, of n that add up to S, distances add up to x k - P + (S - P) - x (n - k).
        var before = new double[sorted.Length + 1];
        for (var k = 0; k < sorted.Length; k++)
        {
            before[k + 1] = before[k] + sorted[k];
        }

        for (var r = 0; r < sums.Length; r++)
        {
            var smaller = FirstNotBelow(sorted, values[r]);
            sums[r] += (values[r] * smaller) - before[smaller] + before[^1] - before[smaller] - (values[r] * (sorted.Length - smaller));
        }
    }

    private static int FirstNotBelow(double[] sorted, double value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] < value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
