namespace Entente.Kernels;

/// <summary>A quantity, aggregate or part of a formula that is computed for all lanes at once, when it is asked for and stale.</summary>
/// <param name="name">For printing, and for telling it from others in a kernel.</param>
/// <param name="slots">The places of a frame that its cells are named by.</param>
internal sealed class Computed(string name, int[] slots)
{
    private readonly HashSet<int> _asked = [];

    public string Name { get; } = name;

    public int[] Slots { get; } = slots;

    /// <summary>How many members each of these places can hold.</summary>
    public int[] Radices { get; init; } = [];

    /// <summary>What it computes, for printing.</summary>
    public string Text { get; init; } = "";

    public Column Column { get; set; } = null!;

    /// <summary>Its kernels, each with the rows it computes: a formula that begins with a choice between cells has one for each alternative.</summary>
    public List<Variant> Variants { get; } = [];

    /// <summary>Which variant computes the cell of a frame.</summary>
    public Func<int[], int> Choose { get; set; } = _ => 0;

    /// <summary>What no kernel can do, done after its kernels.</summary>
    public Action<nint>? Custom { get; set; }

    /// <summary>What must be computed first.</summary>
    public IEnumerable<Computed> Needs => Also.Concat(Variants.SelectMany(v => v.Bodies).SelectMany(b => b.Needs));

    public List<Computed> Also { get; } = [];

    /// <summary>What it reads itself that changes within a trial, beside what its kernels do.</summary>
    public HashSet<int> Reads { get; } = [];

    /// <summary>What it reads that changes within a trial, itself or through what it needs.</summary>
    public int[] Leaves { get; set; } = [];

    /// <summary>Place in the order in which all can be computed.</summary>
    public int Position { get; set; }

    /// <summary>How many of its cells anybody reads.</summary>
    public int Asked => _asked.Count;

    /// <summary>Asks for a cell.</summary>
    /// <param name="frame">A frame whose places <see cref="Slots"/> hold the cell's members.</param>
    public void Ask(int cell, int[] frame)
    {
        if (_asked.Add(cell) && Variants.Count > 0)
        {
            Variants[Choose(frame)].Add(frame);
        }
    }
}

/// <summary>Scratch while rows are asked for, then fixed: a kernel and its rows.</summary>
/// <param name="body">What is done for a row.</param>
/// <param name="inner">For an aggregate: what is added up over the row's inner rows.</param>
/// <param name="innerFrames">The frames of these.</param>
/// <param name="starts">What its accumulators start from.</param>
internal sealed class Variant(Body body, Body? inner = null, Func<int[], IEnumerable<int[]>>? innerFrames = null, double[]? starts = null)
{
    private readonly List<long> _rows = [];
    private readonly List<long> _innerRows = [];

    public Body Body { get; } = body;

    public Body? Inner { get; } = inner;

    public int Count { get; private set; }

    public IReadOnlyList<long> Rows => _rows;

    public IReadOnlyList<long> InnerRows => _innerRows;

    public IEnumerable<Body> Bodies => Inner is null ? [Body] : [Body, Inner];

    public Kernel? Kernel { get; private set; }

    public void Add(int[] frame)
    {
        var row = Body.RowOf(frame);
        if (Inner is not null)
        {
            row[0] = _innerRows.Count * 8;
            foreach (var one in innerFrames!(frame))
            {
                _innerRows.AddRange(Inner.RowOf(one));
                row[1]++;
            }
        }

        _rows.AddRange(row);
        Count++;
    }

    public void Compile(int lanes, VectorApi api) =>
        Kernel = Inner is null ? Compiler.Compile(Body, EvenRows.Of(Body, _rows), lanes, api) : Compiler.Compile(Body, Inner, starts!, lanes, api);
}
