using Entente.Numerics;

namespace Entente.Statistics;

/// <summary>
/// Quantiles of any number of values in bounded space: exact up to <see cref="ExactCapacity"/> finite values, then from
/// buckets. The results depend on the values only, not on their order or on how they were split and merged.
/// </summary>
/// <remarks>
/// A bucket holds the values that share sign, exponent and the first 10 - <see cref="Level"/> bits of the mantissa, and
/// knows how many they are, the smallest and the largest. Each order statistic of normal doubles is then within a relative
/// error of 2^(<see cref="Level"/> - 10) of the truth (0.1% at level 0), and exact where a bucket holds one value or one
/// repeated value (an atom, a small integer). The level is the lowest, from 0 to 10, at which the values lie on at most
/// <see cref="MaxPages"/> pages of 32 neighbouring buckets, and so a function of the values: all that share an octave
/// lie on 32 pages at level 0, half as many at each level above it. At level 10 a bucket is an octave, and all doubles
/// lie on 128 pages, so the space is bounded whatever the values are (0.1 MB).
/// -0 counts as 0. Infinities and NaN are counted apart.
/// Uniform coarsening is the idea of I. Epicoco et al., "UDDSketch: Accurate Tracking of Quantiles in Data Streams", IEEE Access 8 (2020).
/// </remarks>
public sealed class QuantileSketch
{
    /// <summary>How many finite values are kept exactly.</summary>
    public const int ExactCapacity = 2048;

    /// <summary>The most pages of buckets.</summary>
    internal const int MaxPages = 128;

    private const int DroppedBits = 42;

    private double[]? _values = new double[16];
    private bool _isSorted = true;
    private readonly BucketTable _buckets = new();
    private long _finite;
    private long _negativeInfinities;
    private long _positiveInfinities;

    /// <summary>How many values were added, NaN not among them.</summary>
    public long Count => _negativeInfinities + _finite + _positiveInfinities;

    /// <summary>How many NaN were added; they are in no other number of the sketch.</summary>
    public long NaNCount { get; private set; }

    /// <summary>Whether every order statistic is exact because all values are kept.</summary>
    public bool IsExact => _values is not null;

    /// <summary>How often the buckets were doubled in width, in [0, 10].</summary>
    public int Level { get; private set; }

    /// <summary>The smallest value; NaN if there is none.</summary>
    public double Min => Count == 0 ? double.NaN : OrderStatistic(0);

    /// <summary>The largest value; NaN if there is none.</summary>
    public double Max => Count == 0 ? double.NaN : OrderStatistic(Count - 1);

    /// <summary>The smallest finite value; NaN if there is none.</summary>
    internal double SmallestFinite => _finite == 0 ? double.NaN : OrderStatistic(_negativeInfinities);

    /// <summary>The largest finite value; NaN if there is none.</summary>
    internal double LargestFinite => _finite == 0 ? double.NaN : OrderStatistic(_negativeInfinities + _finite - 1);

    /// <summary>Pages of buckets in use.</summary>
    internal int Pages => _buckets.Pages;

    /// <summary>Adds a value.</summary>
    public void Add(double x)
    {
        if (!double.IsFinite(x))
        {
            if (double.IsNaN(x)) NaNCount++;
            else if (x < 0.0) _negativeInfinities++;
            else _positiveInfinities++;
            return;
        }

        x += 0.0; // -0 becomes 0
        if (_values is not null)
        {
            if (_finite < ExactCapacity)
            {
                if (_finite == _values.Length) Array.Resize(ref _values, _values.Length * 2);
                _values[_finite++] = x;
                _isSorted = false;
                return;
            }

            LeaveExact();
        }

        _finite++;
        AddToBucket(new Bucket(1, x, x));
    }

    /// <summary>Adds some values.</summary>
    public void Add(ReadOnlySpan<double> values)
    {
        foreach (var x in values) Add(x);
    }

    /// <summary>Adds all values of another sketch, which keeps them.</summary>
    public void Merge(QuantileSketch other)
    {
        if (ReferenceEquals(this, other)) throw new ArgumentException("a sketch cannot be merged into itself", nameof(other));
        if (other._values is not null)
        {
            foreach (var x in other._values.AsSpan(0, (int)other._finite)) Add(x);
        }
        else
        {
            LeaveExact();
            while (Level < other.Level) Coarsen();
            foreach (var bucket in other._buckets.InOrder.SelectMany(page => page).Where(bucket => bucket.Count > 0)) AddToBucket(bucket);
            _finite += other._finite;
        }

        NaNCount += other.NaNCount;
        _negativeInfinities += other._negativeInfinities;
        _positiveInfinities += other._positiveInfinities;
    }

    /// <summary>The quantile at <paramref name="p"/> in [0, 1], interpolated between neighbouring order statistics; NaN without values.</summary>
    /// <remarks>Position (n - 1) p from 0: type 7 of R. J. Hyndman and Y. Fan, The American Statistician 50 (1996) 361-365.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is outside [0, 1].</exception>
    public double Quantile(double p)
    {
        if (!(p >= 0.0 && p <= 1.0)) throw new ArgumentOutOfRangeException(nameof(p), p, "a quantile's chance is in [0, 1]");
        if (Count == 0) return double.NaN;
        var position = (Count - 1) * p;
        var rank = Math.Min((long)position, Count - 1);
        var share = position - rank;
        var low = OrderStatistic(rank);
        if (share == 0.0) return low;
        return Between(low, OrderStatistic(rank + 1), share);
    }

    /// <summary>How many values are below <paramref name="x"/>; inside a bucket its values are taken as evenly spread from its smallest to its largest.</summary>
    public long CountBelow(double x)
    {
        var below = x > double.NegativeInfinity ? _negativeInfinities : 0;
        if (_values is not null)
        {
            foreach (var value in _values.AsSpan(0, (int)_finite))
                if (value < x) below++;
            return below;
        }

        foreach (var page in _buckets.InOrder)
        {
            foreach (ref readonly var bucket in page.AsSpan())
            {
                if (bucket.Count > 0) below += CountBelow(x, bucket);
            }
        }

        return below;
    }

    private static long CountBelow(double x, in Bucket bucket)
    {
        if (bucket.Max < x) return bucket.Count;
        if (bucket.Min >= x) return 0;

        // Bisect over ranks, with the very numbers that Quantile gives.
        long low = 1, high = bucket.Count - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Order(bucket, middle) < x) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <summary>The value at a rank from 0, exact or within the bucket's width.</summary>
    private double OrderStatistic(long rank)
    {
        if (rank < _negativeInfinities) return double.NegativeInfinity;
        rank -= _negativeInfinities;
        if (rank >= _finite) return double.PositiveInfinity;
        if (_values is not null)
        {
            if (!_isSorted) Array.Sort(_values, 0, (int)_finite);
            _isSorted = true;
            return _values[rank];
        }

        foreach (var page in _buckets.InOrder)
        {
            foreach (ref readonly var bucket in page.AsSpan())
            {
                if (rank < bucket.Count) return Order(bucket, rank);
                rank -= bucket.Count;
            }
        }

        throw new InvalidOperationException("the buckets hold fewer values than were added");
    }

    private void LeaveExact()
    {
        if (_values is null) return;
        foreach (var x in _values.AsSpan(0, (int)_finite)) AddToBucket(new Bucket(1, x, x));
        _values = null;
    }

    private void AddToBucket(in Bucket added)
    {
        ref var bucket = ref _buckets[(int)(OrderedBits.Of(added.Min) >> DroppedBits + Level)];
        bucket = bucket.With(added);
        while (_buckets.Pages > MaxPages) Coarsen();
    }

    /// <summary>Doubles the width of all buckets.</summary>
    private void Coarsen()
    {
        _buckets.Coarsen();
        Level++;
    }

    /// <summary>Interpolates without leaving the two ends; infinite ends stay.</summary>
    private static double Between(double low, double high, double share)
    {
        if (low == high || double.IsInfinity(low)) return low;
        if (double.IsInfinity(high)) return high;
        return Math.Min(Math.Max(low * (1.0 - share) + high * share, low), high);
    }

    /// <summary>The value at a rank in [0, Count) of a bucket: evenly spread, the first and the last exact.</summary>
    private static double Order(Bucket bucket, long rank) =>
        rank == 0 ? bucket.Min : rank == bucket.Count - 1 ? bucket.Max : Between(bucket.Min, bucket.Max, (double)rank / (bucket.Count - 1));
}
