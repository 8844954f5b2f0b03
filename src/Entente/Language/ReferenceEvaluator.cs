using System.Runtime.CompilerServices;
using Entente.Numerics;

namespace Entente.Language;

/// <summary>
/// The meaning of bound expressions, in the plainest form: it walks the tree. It is the oracle that any faster way of
/// running is compared with, so it is kept small and plain.
/// </summary>
public sealed class ReferenceEvaluator(World world)
{
    /// <summary>The most variables that may be in sight at one place.</summary>
    public const int FrameSize = 16;

    private double[] _locals = new double[FrameSize * 8];
    private int _frame;

    public World World { get; } = world;

    /// <summary>The variables in sight.</summary>
    public Span<double> Locals => _locals.AsSpan(_frame, FrameSize);

    /// <summary>Whether a condition holds.</summary>
    public bool Holds(BoundExpr condition) => Value(condition) != 0;

    /// <summary>The value of an expression in the world as it stands.</summary>
    /// <exception cref="TrialFailedException">An argument lies outside a domain, or NaN is compared.</exception>
    public double Value(BoundExpr expr) => expr switch
    {
        Constant e => e.Value,
        Local e => _locals[_frame + e.Slot],
        Cell e => Read(e),
        Binary e => Apply(e),
        _ => Composed(expr),
    };

    // Apart from the leaves and the operators, which are most of every tree: so the way to them stays short.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private double Composed(BoundExpr expr) => expr switch
    {
        InState e => (e.Leaves >> Leaf(e.Lifecycle, CellOf(e.Lifecycle, e.Lifecycle.Scope, e.I, e.J)) & 1) != 0 ? 1 : 0,
        Choice e => Holds(e.Condition) ? Value(e.Then) : Value(e.Else),
        Not e => Holds(e.Operand) ? 0 : 1,
        Negate e => -Value(e.Operand),
        Call e => Apply(e),
        InSet e => Contains(e.Set, Index(e.Member)) ? 1 : 0,
        Aggregate e => Aggregates.Value(this, e),
        OptionValue e => e.Values[(int)Value(e.Option)],
        Lookup e => Interpolate(e),
        TimeNow => World.Now * World.MonthsPerStep / 12.0,
        DateNow => World.Months / 12.0,
        Previous e => Remembered(World.Before, e.Cell.Quantity.Offset, e.Cell.Quantity, CellOf(e.Cell.Quantity, e.Cell.Quantity.Scope, e.Cell.I, e.Cell.J)),
        Smoothed e => Remembered(World.Memories, e.Memory.Offset, e.Cell.Quantity, CellOf(e.Cell.Quantity, e.Cell.Quantity.Scope, e.Cell.I, e.Cell.J)),
        SinceFired e => Since(World.Fired[e.Happening.Offset + CellOf(e.Happening, e.Happening.Scope, e.I, e.J)]),
        SinceEntered e => SinceState(e),
        Network e => Networks.Value(this, e),
        _ => throw new InvalidOperationException($"no meaning for {expr.GetType().Name}"),
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private double Read(Cell e) => Read(e.Quantity, e.I is null ? 0 : CellOf(e.Quantity, e.Quantity.Scope, e.I, e.J));

    /// <summary>A cell of a quantity; a stale derived one is computed first.</summary>
    public double Read(Quantity quantity, int cell)
    {
        var at = quantity.Offset + cell;
        if (World.Definitions[quantity.Id] is { } definition && World.Stamps[at] < World.Epoch)
        {
            Compute(quantity, cell, definition);
        }

        return World.Cells[at];
    }

    /// <summary>What is remembered of a cell. While a trial starts, nothing is yet (NaN): then it is the cell's value now.</summary>
    public double Remembered(double[] memory, int offset, Quantity quantity, int cell)
    {
        var at = offset + cell;
        if (double.IsNaN(memory[at]))
        {
            memory[at] = double.PositiveInfinity;
            memory[at] = Read(quantity, cell);
        }

        return double.IsFinite(memory[at]) ? memory[at] : throw new TrialFailedException($"{quantity.Name}{SuffixOf(quantity, cell)} needs its own past before there is any");
    }

    private static string SuffixOf(Quantity quantity, int cell)
    {
        var (i, j) = MembersOf(quantity.Scope, cell);
        return quantity.Scope.Suffix(i, j);
    }

    /// <summary>Evaluates something in a frame of its own, whose first variables are the members of a cell.</summary>
    public double InCell(Scope scope, int i, int j, BoundExpr expr)
    {
        _frame += FrameSize;
        if (_frame + FrameSize > _locals.Length)
        {
            Array.Resize(ref _locals, _locals.Length * 2);
        }

        try
        {
            if (scope.Kind != ScopeKind.Global)
            {
                _locals[_frame] = i;
                _locals[_frame + 1] = j;
            }

            return Value(expr);
        }
        finally
        {
            _frame -= FrameSize;
        }
    }

    /// <summary>Whether a member of the root set belongs to a set.</summary>
    public bool Contains(MemberSet set, int member) => set.Membership is not { } membership || Read(membership, member) != 0;

    /// <summary>Does something for everything a range runs over; its variables are in the frame meanwhile.</summary>
    public void ForEach(BoundRange range, Action<int, int> act)
    {
        var set = range.Set;
        var n = set.Keys.Length;
        for (var i = 0; i < n; i++)
        {
            if (!Contains(set, i))
            {
                continue;
            }

            if (range.Kind == RangeKind.Members)
            {
                Visit(range, i, -1, act);
                continue;
            }

            for (var j = range.Kind == RangeKind.Pairs ? i + 1 : 0; j < n; j++)
            {
                if (j != i && Contains(set, j))
                {
                    Visit(range, i, j, act);
                }
            }
        }
    }

    private void Visit(BoundRange range, int i, int j, Action<int, int> act)
    {
        _locals[_frame + range.Slot] = i;
        if (j >= 0)
        {
            _locals[_frame + range.Slot + 1] = j;
        }

        if (range.Filter is null || Holds(range.Filter))
        {
            act(i, j);
        }
    }

    private void Compute(Quantity quantity, int cell, BoundExpr definition)
    {
        var (i, j) = MembersOf(quantity.Scope, cell);
        double value;
        try
        {
            value = InCell(quantity.Scope, i, j, definition);
        }
        catch (TrialFailedException failure) when (failure.Place is null)
        {
            throw new TrialFailedException(failure.Message, $"{quantity.Name}{quantity.Scope.Suffix(i, j)}");
        }

        if (!double.IsFinite(value))
        {
            throw new TrialFailedException($"{quantity.Name}{quantity.Scope.Suffix(i, j)} became {Text(value)}", "its formula");
        }

        World.Cells[quantity.Offset + cell] = value;
        World.Stamps[quantity.Offset + cell] = World.Still[quantity.Id] ? World.ForGood : World.Epoch;
    }

    private int CellOf(Symbol owner, Scope scope, BoundExpr? first, BoundExpr? second)
    {
        if (first is null)
        {
            return 0;
        }

        var i = Index(first);
        if (second is null)
        {
            return i;
        }

        var j = Index(second);
        return i != j ? scope.CellOf(i, j) : throw new TrialFailedException($"{owner.Name}{scope.Suffix(i, j)} pairs a member with itself");
    }

    private int Index(BoundExpr member) => (int)(member is Local local ? _locals[_frame + local.Slot] : Value(member));

    private int Leaf(Lifecycle lifecycle, int machine)
    {
        var leaf = World.Machines[lifecycle.Offset + machine];
        if (leaf < 0)
        {
            World.StartMachine!(lifecycle, machine);
            leaf = World.Machines[lifecycle.Offset + machine];
        }

        return leaf;
    }

    private double Apply(Binary e)
    {
        var left = Value(e.Left);
        switch (e.Operator)
        {
            case BinaryOperator.And:
                return left != 0 && Holds(e.Right) ? 1 : 0;
            case BinaryOperator.Or:
                return left != 0 || Holds(e.Right) ? 1 : 0;
        }

        var right = Value(e.Right);
        return e.Operator switch
        {
            BinaryOperator.Add => left + right,
            BinaryOperator.Subtract => left - right,
            BinaryOperator.Multiply => left * right,
            BinaryOperator.Divide => right != 0 ? left / right : throw new TrialFailedException("a division by zero"),
            BinaryOperator.Power => Raise(left, right),
            _ => Compare(e.Operator, left, right) ? 1 : 0,
        };
    }

    private static double Raise(double left, double right)
    {
        var power = Elementary.Pow(left, right);
        return double.IsNaN(power) ? throw new TrialFailedException($"{Text(left)} ^ {Text(right)} has no value") : power;
    }

    private static bool Compare(BinaryOperator comparison, double left, double right) => double.IsNaN(left) || double.IsNaN(right)
        ? throw new TrialFailedException("a comparison with a value that is not a number")
        : comparison switch
        {
            BinaryOperator.Less => left < right,
            BinaryOperator.LessOrEqual => left <= right,
            BinaryOperator.Greater => left > right,
            BinaryOperator.GreaterOrEqual => left >= right,
            BinaryOperator.Equal => left == right,
            _ => left != right,
        };

    private double Apply(Call e)
    {
        Span<double> arguments = e.Arguments.Length <= 8 ? stackalloc double[e.Arguments.Length] : new double[e.Arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = Value(e.Arguments[i]);
        }

        var value = e.Function.Apply(arguments);
        return double.IsNaN(value)
            ? throw new TrialFailedException($"{e.Function.Name}({string.Join(", ", arguments.ToArray().Select(Text))}) has no value")
            : value;
    }

    private double Interpolate(Lookup e)
    {
        var x = Value(e.Argument);
        var last = e.X.Length - 1;
        for (var k = 0; k <= last; k++)
        {
            var right = Value(e.X[k]);
            if (x > right && k < last)
            {
                continue;
            }

            var y = Value(e.Y[k]);
            if (k == 0 || x >= right)
            {
                return y;
            }

            var left = Value(e.X[k - 1]);
            var from = Value(e.Y[k - 1]);
            return from + ((x - left) / (right - left) * (y - from));
        }

        throw new InvalidOperationException("a lookup without points");
    }

    private double SinceState(SinceEntered e)
    {
        var machine = CellOf(e.Lifecycle, e.Lifecycle.Scope, e.I, e.J);
        _ = Leaf(e.Lifecycle, machine);
        return Since(World.Entered[e.Lifecycle.EnteredOffset + (machine * e.Lifecycle.States.Length) + e.State]);
    }

    private double Since(int point) => point < 0 ? double.PositiveInfinity : (World.Now - point) * World.MonthsPerStep / 12.0;

    internal static string Text(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    internal static (int I, int J) MembersOf(Scope scope, int cell)
    {
        switch (scope.Kind)
        {
            case ScopeKind.Global:
                return (-1, -1);
            case ScopeKind.Each:
                return (cell, -1);
            case ScopeKind.Links:
                return (cell / scope.Set!.Keys.Length, cell % scope.Set.Keys.Length);
        }

        var row = 0;
        for (var width = scope.Set!.Keys.Length - 1; cell >= width; width--)
        {
            cell -= width;
            row++;
        }

        return (row, row + 1 + cell);
    }
}
