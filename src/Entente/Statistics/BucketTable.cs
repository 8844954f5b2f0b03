namespace Entente.Statistics;

/// <summary>Scratch: buckets by key, in pages that are there only where values are.</summary>
/// <remarks>An octave is what shares sign and exponent; most samples lie in a few, so the last one found is asked first, and neighbours stand side by side.</remarks>
internal sealed class BucketTable
{
    /// <summary>Keys of one octave share all but this many bits.</summary>
    internal const int OctaveBits = 10;

    private const int PageBits = 5;
    private const int PageLength = 1 << PageBits;

    private readonly Dictionary<int, Bucket[]?[]> _octaves = [];
    private Bucket[]?[] _last = [];
    private int _lastOctave = int.MinValue;

    /// <summary>The buckets that hold something, by key.</summary>
    internal IEnumerable<Bucket> InOrder =>
        _octaves.OrderBy(o => o.Key).SelectMany(o => o.Value).OfType<Bucket[]>().SelectMany(page => page).Where(b => b.Count > 0);

    /// <summary>The bucket of a key; it may be empty.</summary>
    internal ref Bucket this[int key]
    {
        get
        {
            var octave = key >> OctaveBits;
            var pages = octave == _lastOctave ? _last : Find(octave);
            var within = key & ((1 << OctaveBits) - 1);
            var page = pages[within >> PageBits] ??= new Bucket[PageLength];
            return ref page[within & (PageLength - 1)];
        }
    }

    private Bucket[]?[] Find(int octave)
    {
        if (!_octaves.TryGetValue(octave, out var pages))
        {
            _octaves[octave] = pages = new Bucket[1 << (OctaveBits - PageBits)][];
        }

        _lastOctave = octave;
        return _last = pages;
    }
}

/// <summary>How many values fell together, and the smallest and largest of them.</summary>
internal readonly record struct Bucket(long Count, double Min, double Max);
