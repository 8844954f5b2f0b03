using System.Globalization;
using System.Text;

namespace Entente.Kernels;

/// <summary>What a kernel does for each of its rows, lane by lane, in order.</summary>
internal abstract record Statement;

/// <summary>Writes a cell; masks are written as 1 and 0.</summary>
internal sealed record Store(int Slot, Node Value) : Statement;

/// <summary>Does some statements if a mask holds in any of the lanes at hand.</summary>
internal sealed record When(Node Mask, IReadOnlyList<Statement> Then) : Statement;

/// <summary>Reports the row and a tag with the lanes in which a mask holds, if there are any.</summary>
internal sealed record Report(Node Mask, int Tag) : Statement;

/// <summary>Adds up over the inner rows of a row.</summary>
internal sealed record Accumulate(int Accumulator, Node Value) : Statement;

/// <summary>A place in a kernel's rows: the offset of a cell in bytes, or a number's bits.</summary>
/// <param name="Key">Names it within its kernel.</param>
/// <param name="IsAddress">Whether it is the offset of a cell.</param>
/// <param name="Bits">Its value for the members in the frame.</param>
internal sealed record Slot(string Key, bool IsAddress, Func<int[], long> Bits);

/// <summary>Scratch: one kernel while it is built: a straight line of statements over rows of slots.</summary>
internal sealed class Body(bool share, string name)
{
    private readonly Dictionary<string, int> _slots = [];

    /// <summary>What it is for, for printing.</summary>
    public string Name { get; } = name;

    public Graph Graph { get; } = new(share);

    public List<Slot> Slots { get; } = [];

    public List<Statement> Statements { get; } = [];

    /// <summary>What must have been computed before.</summary>
    public HashSet<Computed> Needs { get; } = [];

    /// <summary>What is read that can change within a trial.</summary>
    public HashSet<int> Leaves { get; } = [];

    /// <summary>States that are read.</summary>
    public HashSet<Column> StatesRead { get; } = [];

    /// <summary>Those of them that are read at other cells than the row's own.</summary>
    public HashSet<Column> ReadElsewhere { get; } = [];

    /// <summary>Places in the frame that never hold the same member.</summary>
    public HashSet<(int, int)> Pairs { get; } = [];

    public int Address(string key, Func<int[], long> offset) => Find("@" + key, true, offset);

    public int Number(string key, Func<int[], long> bits) => Find("#" + key, false, bits);

    /// <summary>A cell as it stands when the statement in hand is reached, whatever was read before.</summary>
    public Node Fresh(int slot) => new(Op.Load, null, null, null, slot, 0, double.NegativeInfinity, double.PositiveInfinity, false, --_fresh);

    private int _fresh = -1;

    private int Find(string key, bool isAddress, Func<int[], long> bits)
    {
        if (!_slots.TryGetValue(key, out var slot))
        {
            slot = Slots.Count;
            _slots[key] = slot;
            Slots.Add(new Slot(key, isAddress, bits));
        }

        return slot;
    }

    /// <summary>One row: the slots for the members in a frame.</summary>
    public long[] RowOf(int[] frame) => [.. Slots.Select(s => s.Bits(frame))];

    /// <summary>A text that is the same for kernels that do the same, whatever their rows hold.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        var names = new Dictionary<int, int>();
        Write(Statements);
        return text.ToString();

        void Write(IEnumerable<Statement> statements)
        {
            foreach (var statement in statements)
            {
                var line = statement switch
                {
                    Store s => $"store {s.Slot} = {Name(s.Value)}",
                    When s => $"when {Name(s.Mask)}",
                    Report s => $"report {s.Tag} {Name(s.Mask)}",
                    Accumulate s => $"sum {s.Accumulator} = {Name(s.Value)}",
                    _ => throw new InvalidOperationException(),
                };
                text.Append(line).Append('\n');
                if (statement is When then)
                {
                    Write(then.Then);
                    text.Append("end\n");
                }
            }
        }

        string Name(Node node)
        {
            if (names.TryGetValue(node.Id, out var known))
            {
                return $"v{known}";
            }

            var line = node.Op switch
            {
                Op.Constant => node.Value.ToString("R", CultureInfo.InvariantCulture) + (double.IsNegative(node.Value) && node.Value == 0 ? "-" : ""),
                Op.Row => $"number {node.Slot}",
                Op.Load => $"cell {node.Slot}",
                Op.Accumulated => $"total {node.Slot}",
                Op.Gather => $"cell {node.Slot} at {Name(node.A!)}",
                _ => string.Join(" ", new[] { node.Op.ToString(), node.A is null ? "" : Name(node.A), node.B is null ? "" : Name(node.B), node.C is null ? "" : Name(node.C) }).TrimEnd(),
            };
            names[node.Id] = names.Count;
            text.Append(CultureInfo.InvariantCulture, $"v{names[node.Id]} = {line}\n");
            return $"v{names[node.Id]}";
        }
    }
}
