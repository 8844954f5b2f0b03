using Entente.Numerics;

namespace Entente.Statistics;

/// <summary>
/// Quantiles of any number of values in bounded space: exact up to <see cref="ExactCapacity"/> values, then from
/// buckets. The results depend on the values only, not on their order or on how they were split and merged.
/// </summary>
/// <remarks>
/// A bucket holds the values that share sign, exponent and the first ten bits of the mantissa, and knows how many they
/// are, the smallest and the largest. Each order statistic is then within a relative error of 2^-10 (0.1%) of the truth
/// for normal doubles, and exact where a bucket holds one value or one repeated value (an atom, a small integer).
/// Scratch space: values over r powers of two take at most 1024 r buckets. -0 counts as 0. NaN is counted apart.
/// </remarks>
public sealed class QuantileSketch
{
    /// <summary>How many values are kept exactly.</summary>
    public const int ExactCapacity = 2048;

    private const int DroppedBits = 42;

    private double[]? _values = new double[16];
    private bool _isSorted = true;
    private readonly BucketTable _buckets = new();
    private Bucket[]? _sortedBuckets;

    /// <summary>How many values were added, NaN not among them.</summary>
    public long Count { get; private set; }

    /// <summary>How many NaN were added; they are in no other number of the sketch.</summary>
    public long NaNCount { get; private set; }

    /// <summary>Whether every order statistic is exact because all values are kept.</summary>
    public bool IsExact => _values is not null;

    /// <summary>The smallest value; NaN if there is none.</summary>
    public double Min => Count == 0 ? double.NaN : OrderStatistic(0);

    /// <summary>The largest value; NaN if there is none.</summary>
    public double Max => Count == 0 ? double.NaN : OrderStatistic(Count - 1);

    /// <summary>The smallest finite value; NaN if there is none.</summary>
    internal double SmallestFinite
    {
        get
        {
            var rank = CountAt(double.NegativeInfinity);
            return rank < Count - CountAt(double.PositiveInfinity) ? OrderStatistic(rank) : double.NaN;
        }
    }

    /// <summary>The largest finite value; NaN if there is none.</summary>
    internal double LargestFinite
    {
        get
        {
            var rank = Count - 1 - CountAt(double.PositiveInfinity);
            return rank >= CountAt(double.NegativeInfinity) ? OrderStatistic(rank) : double.NaN;
        }
    }

    /// <summary>Adds a value.</summary>
    public void Add(double x)
    {
        if (double.IsNaN(x))
        {
            NaNCount++;
            return;
        }

        x += 0.0; // -0 becomes 0
        if (_values is not null)
        {
            if (Count < ExactCapacity)
            {
                if (Count == _values.Length) Array.Resize(ref _values, _values.Length * 2);
                _values[Count++] = x;
                _isSorted = false;
                return;
            }

            LeaveExact();
        }

        Count++;
        AddToBucket(new Bucket(1, x, x));
        _sortedBuckets = null;
    }

    /// <summary>Adds all values of another sketch, which keeps them.</summary>
    public void Merge(QuantileSketch other)
    {
        if (ReferenceEquals(this, other)) throw new ArgumentException("a sketch cannot be merged into itself", nameof(other));
        if (other._values is not null)
        {
            for (var i = 0; i < other.Count; i++) Add(other._values[i]);
        }
        else
        {
            LeaveExact();
            foreach (var bucket in other._buckets.InOrder) AddToBucket(bucket);
            Count += other.Count;
            _sortedBuckets = null;
        }

        NaNCount += other.NaNCount;
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
        var below = 0L;
        if (_values is not null)
        {
            for (var i = 0; i < Count; i++)
                if (_values[i] < x) below++;
            return below;
        }

        foreach (var bucket in _buckets.InOrder)
        {
            if (bucket.Max < x)
            {
                below += bucket.Count;
            }
            else if (bucket.Min < x)
            {
                // Bisect over ranks, with the very numbers that Quantile gives.
                long low = 1, high = bucket.Count - 1;
                while (low < high)
                {
                    var middle = (low + high) / 2;
                    if (Order(bucket, middle) < x) low = middle + 1;
                    else high = middle;
                }

                below += low;
            }
        }

        return below;
    }

    /// <summary>How many values are this infinity; infinities have buckets of their own.</summary>
    private long CountAt(double infinity)
    {
        if (_values is not null) return _values.AsSpan(0, (int)Count).Count(infinity);
        return _buckets[KeyOf(infinity)].Count;
    }

    /// <summary>The value at a rank from 0, exact or within the bucket's width.</summary>
    private double OrderStatistic(long rank)
    {
        if (_values is not null)
        {
            if (!_isSorted) Array.Sort(_values, 0, (int)Count);
            _isSorted = true;
            return _values[rank];
        }

        _sortedBuckets ??= [.. _buckets.InOrder];
        foreach (var bucket in _sortedBuckets)
        {
            if (rank < bucket.Count) return Order(bucket, rank);
            rank -= bucket.Count;
        }

        throw new ArgumentOutOfRangeException(nameof(rank));
    }

    private void LeaveExact()
    {
        if (_values is null) return;
        for (var i = 0; i < Count; i++) AddToBucket(new Bucket(1, _values[i], _values[i]));
        _values = null;
    }

    private static int KeyOf(double value) => (int)(OrderedBits.Of(value) >> DroppedBits);

    private void AddToBucket(Bucket added)
    {
        ref var bucket = ref _buckets[KeyOf(added.Min)];
        bucket = bucket.Count > 0
            ? new Bucket(bucket.Count + added.Count, Math.Min(bucket.Min, added.Min), Math.Max(bucket.Max, added.Max))
            : added;
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
