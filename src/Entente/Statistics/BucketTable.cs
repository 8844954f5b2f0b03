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
    private readonly Stack<Bucket[]> _spare = [];
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
            ref var page = ref Page(key >> PageBits);
            page ??= Create();
            return ref page[key & PageLength - 1];
        }
    }

    /// <summary>Halves all keys, rounding down: neighbours become one.</summary>
    /// <remarks>Pages that are no longer needed are kept for later. If they were let go, the runtime would seldom collect them, since a run allocates nothing else.</remarks>
    internal void Coarsen()
    {
        var pages = _groups.SelectMany(group => group.Value.Select((page, k) => (Key: (group.Key << GroupBits) + k, Page: page))).ToArray();
        _groups.Clear();
        _lastGroup = int.MinValue;
        Pages = 0;
        Span<Bucket> finer = stackalloc Bucket[PageLength];
        foreach (var (key, page) in pages)
        {
            if (page is null) continue;
            page.CopyTo(finer);
            _spare.Push(page);
            ref var coarse = ref Page(key >> 1);
            coarse ??= Create();
            var half = coarse.AsSpan((key & 1) * PageLength / 2, PageLength / 2);
            for (var k = 0; k < half.Length; k++) half[k] = finer[2 * k].With(finer[2 * k + 1]);
        }
    }

    private Bucket[] Create()
    {
        Pages++;
        if (!_spare.TryPop(out var page)) return new Bucket[PageLength];
        Array.Clear(page);
        return page;
    }

    private ref Bucket[]? Page(int number)
    {
        var group = number >> GroupBits;
        if (group != _lastGroup)
        {
            if (!_groups.TryGetValue(group, out var pages)) _groups[group] = pages = new Bucket[1 << GroupBits][];
            _lastGroup = group;
            _last = pages;
        }

        return ref _last[number & (1 << GroupBits) - 1];
    }
}

/// <summary>How many values fell together, and the smallest and largest of them.</summary>
internal readonly record struct Bucket(long Count, double Min, double Max)
{
    /// <summary>Both buckets' values in one.</summary>
    /// <remarks>There is no NaN and no -0 to be careful of, so comparing is enough, and cheaper than <see cref="Math.Min(double, double)"/>.</remarks>
    internal Bucket With(in Bucket other) =>
        Count == 0 ? other
        : other.Count == 0 ? this
        : new Bucket(Count + other.Count, other.Min < Min ? other.Min : Min, other.Max > Max ? other.Max : Max);
}
