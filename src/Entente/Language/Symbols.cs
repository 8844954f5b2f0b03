using System.Collections.Immutable;
using Entente.Text;

namespace Entente.Language;

/// <summary>A thing with a name that expressions can speak of.</summary>
/// <param name="Name">The name.</param>
/// <param name="Source">The file that declares it.</param>
/// <param name="Span">Where.</param>
public abstract class Symbol(string name, SourceText source, TextSpan span)
{
    public string Name { get; } = name;

    public SourceText Source { get; } = source;

    public TextSpan Span { get; } = span;

    /// <summary>A sentence that says what it is, or null.</summary>
    public string? Says { get; init; }

    /// <summary>Ids of the claims it rests on.</summary>
    public ImmutableArray<string> Evidence { get; init; } = [];

    /// <summary>Why its numbers were chosen where no claim says so, or null.</summary>
    public string? Judgement { get; init; }

    /// <summary>What diagnostics call this kind of thing.</summary>
    public abstract string Kind { get; }
}

/// <summary>A set of members in the order of their keys, or a subset of one.</summary>
public sealed class MemberSet : Symbol
{
    /// <summary>A root set.</summary>
    public MemberSet(string name, SourceText source, TextSpan span, ImmutableArray<string> keys, ImmutableArray<string> labels)
        : base(name, source, span)
    {
        Root = this;
        Keys = keys;
        Labels = labels;
    }

    /// <summary>A subset, whose members are asked of a condition over the root's members.</summary>
    public MemberSet(string name, SourceText source, TextSpan span, MemberSet root, Quantity membership)
        : base(name, source, span)
    {
        Root = root.Root;
        Keys = Root.Keys;
        Labels = Root.Labels;
        Membership = membership;
    }

    /// <summary>The set whose keys index quantities; this one, if it is no subset.</summary>
    public MemberSet Root { get; }

    /// <summary>The root's keys in ordinal order.</summary>
    public ImmutableArray<string> Keys { get; }

    /// <summary>What stories call each member of the root.</summary>
    public ImmutableArray<string> Labels { get; }

    /// <summary>For a subset: the condition, one cell a member of the root.</summary>
    public Quantity? Membership { get; }

    public override string Kind => "a set";

    /// <summary>A member's position by its key, or -1.</summary>
    public int IndexOf(string key) => Keys.BinarySearch(key, StringComparer.Ordinal) is var i and >= 0 ? i : -1;
}

/// <summary>What a quantity has a value for.</summary>
public enum ScopeKind
{
    Global,
    Each,
    Pairs,
    Links,
}

/// <summary>What a quantity has a value for, and over which set.</summary>
public readonly record struct Scope(ScopeKind Kind, MemberSet? Set = null)
{
    public static Scope Global => default;

    /// <summary>How many indices a cell is named by.</summary>
    public int Indices => Kind switch { ScopeKind.Global => 0, ScopeKind.Each => 1, _ => 2 };

    /// <summary>Number of cells. Links keep the unused diagonal.</summary>
    public int Cells => Kind switch
    {
        ScopeKind.Global => 1,
        ScopeKind.Each => Set!.Keys.Length,
        ScopeKind.Pairs => checked(Set!.Keys.Length * (Set.Keys.Length - 1) / 2),
        _ => checked(Set!.Keys.Length * Set.Keys.Length),
    };

    /// <summary>The cell of a pair or link; i and j differ.</summary>
    public int CellOf(int i, int j)
    {
        var n = Set!.Keys.Length;
        if (Kind == ScopeKind.Links)
        {
            return (i * n) + j;
        }

        if (i > j)
        {
            (i, j) = (j, i);
        }

        return (i * ((2 * n) - i - 1) / 2) + j - i - 1;
    }

    /// <summary>The cell of as many members as the scope has indices; others are not looked at. Two members differ.</summary>
    public int CellAt(int i, int j) => Indices switch { 0 => 0, 1 => i, _ => CellOf(i, j) };

    /// <summary>The cells in order, each with its members; -1 for an index that the scope lacks.</summary>
    public IEnumerable<(int Cell, int I, int J)> All()
    {
        if (Kind == ScopeKind.Global)
        {
            yield return (0, -1, -1);
            yield break;
        }

        var n = Set!.Keys.Length;
        for (var i = 0; i < n; i++)
        {
            if (Kind == ScopeKind.Each)
            {
                yield return (i, i, -1);
                continue;
            }

            for (var j = Kind == ScopeKind.Pairs ? i + 1 : 0; j < n; j++)
            {
                if (i != j)
                {
                    yield return (CellOf(i, j), i, j);
                }
            }
        }
    }

    /// <summary>How a cell is written: nothing, <c>[EST]</c> or <c>[EST, FIN]</c>.</summary>
    public string Suffix(int i, int j) => Kind switch
    {
        ScopeKind.Global => "",
        ScopeKind.Each => $"[{Set!.Keys[i]}]",
        _ => $"[{Set!.Keys[i]}, {Set.Keys[j]}]",
    };

    /// <summary>What diagnostics call it.</summary>
    public override string ToString() => Kind switch
    {
        ScopeKind.Global => "no index",
        ScopeKind.Each => $"a member of '{Set!.Name}'",
        ScopeKind.Pairs => $"a pair of '{Set!.Name}'",
        _ => $"a link of '{Set!.Name}'",
    };
}

/// <summary>The sorts of quantity.</summary>
public enum QuantityKind
{
    Data,
    Uncertainty,
    Lever,
    State,
    Derived,
}

/// <summary>A number, condition or option with a value for every cell of its scope.</summary>
public sealed class Quantity(string name, SourceText source, TextSpan span, QuantityKind sort, Scope scope, int id, int offset)
    : Symbol(name, source, span)
{
    public QuantityKind Sort { get; } = sort;

    public Scope Scope { get; } = scope;

    /// <summary>Position among all quantities.</summary>
    public int Id { get; } = id;

    /// <summary>Where its cells begin in a world.</summary>
    public int Offset { get; } = offset;

    /// <summary>Its type. Settled when the binder returns; until then a derived quantity's may be unknown.</summary>
    public ExprType Type { get; internal set; } = ExprType.Plain;

    /// <summary>The least and greatest value it can have, as far as the scenario says.</summary>
    public (double Low, double High) Range { get; internal set; } = (double.NegativeInfinity, double.PositiveInfinity);

    public override string Kind => Sort switch
    {
        QuantityKind.Data => "data",
        QuantityKind.Uncertainty => "an uncertainty",
        QuantityKind.Lever => "a lever",
        QuantityKind.State => "a state",
        _ => "a derived quantity",
    };
}

/// <summary>A state machine, one for every cell of its scope.</summary>
public sealed class Lifecycle(string name, SourceText source, TextSpan span, Scope scope, int id, int offset, int enteredOffset, ImmutableArray<LifecycleState> states)
    : Symbol(name, source, span)
{
    public Scope Scope { get; } = scope;

    public int Id { get; } = id;

    /// <summary>Where its machines begin among all machines.</summary>
    public int Offset { get; } = offset;

    /// <summary>Where its entry times begin: states for each machine.</summary>
    public int EnteredOffset { get; } = enteredOffset;

    /// <summary>All states in ordinal order of their names, superstates included.</summary>
    public ImmutableArray<LifecycleState> States { get; } = states;

    /// <summary>The states a machine can be in; a machine holds the index.</summary>
    public ImmutableArray<LifecycleState> Leaves { get; } = [.. states.Where(s => s.Leaf >= 0).OrderBy(s => s.Leaf)];

    public override string Kind => "a lifecycle";

    public LifecycleState? Find(string state) => States.FirstOrDefault(s => s.Name == state);
}

/// <summary>A state of a lifecycle.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Leaf">Its index among the leaves, or -1 for a superstate.</param>
/// <param name="Leaves">The leaves it stands for, a bit each.</param>
/// <param name="Parent">The superstate it is in, or null.</param>
/// <param name="Initial">For a superstate, the leaf that entering it enters; for a leaf, itself.</param>
/// <param name="Terminal">Whether nothing may leave it.</param>
/// <param name="Says">A sentence, or null.</param>
public sealed record LifecycleState(string Name, int Leaf, ulong Leaves, string? Parent, int Initial, bool Terminal, string? Says, TextSpan Span);

/// <summary>An event or a rule, as far as <c>since</c> needs to know it.</summary>
public sealed class HappeningSymbol(string name, SourceText source, TextSpan span, bool isEvent, Scope scope, int offset) : Symbol(name, source, span)
{
    public bool IsEvent { get; } = isEvent;

    public Scope Scope { get; } = scope;

    /// <summary>Where its cells begin among all happenings' cells.</summary>
    public int Offset { get; } = offset;

    public override string Kind => IsEvent ? "an event" : "a rule";
}
