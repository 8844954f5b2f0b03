namespace Entente.Statistics;

/// <summary>Scratch: buckets by key, in pages that are there only where values are.</summary>
/// <remarks>Most samples lie within a few groups of pages, so the last one found is asked first, and neighbours stand side by side.</remarks>
internal sealed class BucketTable
{
    /// <summary>How many neighbouring buckets are a page.</summary>
    internal const int PageLength = 1 << PageBits;

    private const int PageBits = 5;
    private const int GroupBits = 5;

    private readonly Dictionary<int, Bucket[]?[]> _groups = [];
    private Bucket[]?[] _last = [];
    private int _lastGroup = int.MinValue;

    /// <summary>How many pages there are: a function of the set of keys that were asked for.</summary>
    internal int Pages { get; private set; }

    /// <summary>The pages by key, each with its buckets by key; some of them are empty.</summary>
    internal IEnumerable<Bucket[]> InOrder => _groups.OrderBy(group => group.Key).SelectMany(group => group.Value).OfType<Bucket[]>();

    /// <summary>The bucket of a key; it may be empty.</summary>
    internal ref Bucket this[int key]
    {
        get
        {
            var group = key >> GroupBits + PageBits;
            var pages = group == _lastGroup ? _last : Find(group);
            var page = pages[key >> PageBits & (1 << GroupBits) - 1] ?? Create(pages, key);
            return ref page[key & PageLength - 1];
        }
    }

    private Bucket[] Create(Bucket[]?[] pages, int key)
    {
        Pages++;
        return pages[key >> PageBits & (1 << GroupBits) - 1] = new Bucket[PageLength];
    }

    private Bucket[]?[] Find(int group)
    {
        if (!_groups.TryGetValue(group, out var pages))
        {
            _groups[group] = pages = new Bucket[1 << GroupBits][];
        }

        _lastGroup = group;
        return _last = pages;
    }
}

/// <summary>How many values fell together, and the smallest and largest of them.</summary>
internal readonly record struct Bucket(long Count, double Min, double Max)
{
    /// <summary>Both buckets' values in one.</summary>
    /// <remarks>There is no NaN and no -0 to be careful of, so comparing is enough, and cheaper than <see cref="Math.Min(double, double)"/>.</remarks>
    internal Bucket With(in Bucket other) =>
        Count == 0 ? other : new Bucket(Count + other.Count, other.Min < Min ? other.Min : Min, other.Max > Max ? other.Max : Max);
}
