using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Text;
using Entente.Units;

namespace Entente.Language;

/// <summary>
/// Gives expressions their meaning: names become things, types and units are checked. What is wrong becomes
/// <see cref="Constant.Error"/>, which agrees with everything, so that one typo makes one message.
/// </summary>
public sealed class ExprBinder(ISymbols symbols, SourceText source, DiagnosticBag found)
{
    /// <summary>Binds an expression of any type.</summary>
    public BoundExpr Bind(Expr expr, Locals locals) => expr switch
    {
        NumberExpr e => new Constant(ExprType.Plain, e.Value),
        DurationExpr e => new Constant(ExprType.Number(Unit.Time), e.Count * (e.YearsEach ?? symbols.MonthsPerStep / 12.0)),
        DateExpr e => new Constant(ExprType.Number(Unit.Date), e.Months / 12.0),
        PerExpr e => Per(e, locals),
        NameExpr e => Name(e, locals),
        IndexExpr e => Indexed(e, locals),
        CallExpr e => Call(e, locals),
        UnaryExpr { Operator: "-" } e => Number(e.Operand, locals) is var b && b.Type.IsError ? b : Negated(b),
        UnaryExpr e => new Not(Condition(e.Operand, locals)),
        BinaryExpr { Operator: "and" or "or" } e =>
            new Binary(ExprType.Condition, e.Operator == "and" ? BinaryOperator.And : BinaryOperator.Or, Condition(e.Left, locals), Condition(e.Right, locals)),
        BinaryExpr { Operator: "+" or "-" or "*" or "/" or "^" } e => Arithmetic(e, locals),
        BinaryExpr e => Comparison(e, locals),
        IfExpr e => If(e, locals),
        IsExpr e => Is(e, locals),
        InExpr e => In(e, locals),
        AggregateExpr e => new AggregateBinder(this).Bind(e, locals),
        _ => Constant.Error,
    };

    /// <summary>Binds an expression that must be a number; an option with a value counts as one.</summary>
    public BoundExpr Number(Expr expr, Locals locals) => AsNumber(expr, Bind(expr, locals));

    // Nothing is bound twice: in a nest of choices that would double the work at every level.
    private BoundExpr AsNumber(Expr expr, BoundExpr bound)
    {
        if (bound.Type is { Kind: TypeKind.Option, Options: { Values.Length: > 0 } options })
        {
            return new OptionValue(ExprType.Number(options.Unit), bound, options.Values);
        }

        return bound.Type.IsNumber ? bound : Wrong(Rules.WrongType, expr.Span, null, "a number", bound.Type);
    }

    /// <summary>Binds an expression that must be a number that fits a unit.</summary>
    public BoundExpr Number(Expr expr, Locals locals, Unit unit)
    {
        var bound = Number(expr, locals);
        return bound.Type.IsError || bound.Type.Unit.Fits(unit)
            ? bound
            : Wrong(Rules.WrongUnit, expr.Span, null, ExprType.Number(unit), bound.Type);
    }

    /// <summary>Binds an expression that must be a condition.</summary>
    public BoundExpr Condition(Expr expr, Locals locals)
    {
        var bound = Bind(expr, locals);
        return bound.Type.IsCondition ? bound : Wrong(Rules.WrongType, expr.Span, "compare it with something", "a condition", bound.Type);
    }

    /// <summary>Binds an expression that must be a member of a set's root.</summary>
    public BoundExpr Member(Expr expr, Locals locals, MemberSet set)
    {
        if (expr is NameExpr name && locals.Find(name.Name) is null)
        {
            var index = set.Root.IndexOf(name.Name);
            if (index >= 0)
            {
                return new Constant(ExprType.MemberOf(set), index);
            }

            if (symbols.Find(name.Name) is null && !symbols.IsExcused(name.Name))
            {
                var hint = Unbound(name.Name, set.Name) ?? NearestName.Hint(name.Name, [.. locals.Names.Except(set.Root.Keys), .. set.Root.Keys]);
                return Wrong(Rules.UnknownMember, name.Span, hint, name.Name, set.Root.Name);
            }
        }

        var bound = Bind(expr, locals);
        if (bound.Type.IsError || (bound.Type.Kind == TypeKind.Member && bound.Type.Set == set.Root))
        {
            return bound;
        }

        return Wrong(Rules.WrongType, expr.Span, null, ExprType.MemberOf(set), bound.Type);
    }

    /// <summary>Binds a range; the locals that come back have its variables, and its filter may use them.</summary>
    public (BoundRange? Range, Locals Locals) Range(RangeClause clause, Locals locals)
    {
        if (symbols.Find(clause.Set.Name) is not MemberSet set)
        {
            NotA(clause.Set, "a set", symbols.Names.Where(n => symbols.Find(n) is MemberSet));
            return (null, locals);
        }

        Touch(set, clause.Set.Span);
        if (!locals.HasRoom)
        {
            Wrong(Rules.TooComplex, clause.Span, "name a part of it under 'derive:'");
            return (null, locals);
        }

        var slot = locals.NextSlot;
        foreach (var variable in clause.Variables)
        {
            var twice = variable != clause.Variables[0] && variable.Name == clause.Variables[0].Name;
            if (twice)
            {
                found.Add(Rules.NameTaken.At(source, variable.Span, variable.Name, "it is the first of the two") with { Hint = "choose another letter" });
            }
            else if (symbols.Find(variable.Name) is { } taken)
            {
                found.Add(Rules.NameTaken.At(source, variable.Span, variable.Name, "it is " + taken.Kind) with { Hint = "choose another letter" });
            }

            locals = locals.With(variable.Name, ExprType.MemberOf(set));
        }

        var filter = clause.Filter is null ? null : Condition(clause.Filter, locals);
        return (new BoundRange(clause.Kind, set, slot, filter), locals);
    }

    /// <summary>Binds the indices of something that has a scope.</summary>
    public (BoundExpr? I, BoundExpr? J)? Indices(Symbol owner, Scope scope, TextSpan span, ImmutableArray<Expr> indices, Locals locals)
    {
        if (indices.Length != scope.Indices)
        {
            string Count(int n) => n switch { 0 => "no index", 1 => "one index", _ => $"{n} indices" };
            var hint = scope.Indices switch { 0 => null, 1 => $"write {owner.Name}[a], with a in {scope.Set!.Name}", _ => $"write {owner.Name}[a, b]" };
            Wrong(Rules.WrongIndexCount, span, hint, owner.Name, Count(scope.Indices), Count(indices.Length));
            return null;
        }

        var i = indices.Length > 0 ? Member(indices[0], locals, scope.Set!) : null;
        var j = indices.Length > 1 ? Member(indices[1], locals, scope.Set!) : null;
        if (i is { Type.IsError: true } || j is { Type.IsError: true })
        {
            return null;
        }

        var same = (i, j) switch
        {
            (Local a, Local b) => a.Slot == b.Slot,
            (Constant a, Constant b) => a.Value.Equals(b.Value),
            _ => false,
        };
        if (same)
        {
            Wrong(Rules.WrongIndex, span, "a pair has two different members", owner.Name, "two different members", "the same one twice");
            return null;
        }

        return (i, j);
    }

    internal Constant Wrong(DiagnosticRule rule, TextSpan span, string? hint, params object?[] arguments)
    {
        found.Add(rule.At(source, span, arguments) with { Hint = hint });
        return Constant.Error;
    }

    /// <summary>Reports a name that is not of the kind that belongs here.</summary>
    internal Constant NotA(NameExpr name, string wanted, IEnumerable<string> candidates)
    {
        if (symbols.Find(name.Name) is { } other)
        {
            return Wrong(Rules.WrongKind, name.Span, null, name.Name, other.Kind, wanted);
        }

        var hint = Unbound(name.Name, "a_set") ?? NearestName.Hint(name.Name, [.. candidates.Where(c => c != name.Name)]);
        return symbols.IsExcused(name.Name) ? Constant.Error : Wrong(Rules.UnknownName, name.Span, hint, name.Name);
    }

    // A single letter is nearly always a variable that nothing binds.
    private static string? Unbound(string name, string set) =>
        name.Length == 1 ? $"bind it with 'each: {name} in {set}', or in an aggregate with 'for {name} in {set}'" : null;

    private static BoundExpr Negated(BoundExpr operand) =>
        operand is Constant c ? c with { Value = -c.Value } : new Negate(operand.Type, operand);

    private BoundExpr Per(PerExpr e, Locals locals)
    {
        var operand = Number(e.Operand, locals);
        if (operand.Type.IsError)
        {
            return operand;
        }

        var type = ExprType.Number(Unit.Rate.Times(operand.Type.Unit));
        if (operand is Constant c)
        {
            return new Constant(type, c.Value / e.YearsEach);
        }

        return new Binary(type, BinaryOperator.Divide, operand, new Constant(ExprType.Number(Unit.Time), e.YearsEach));
    }

    private BoundExpr Name(NameExpr e, Locals locals)
    {
        if (locals.Find(e.Name) is { } local)
        {
            return local;
        }

        switch (e.Name)
        {
            case "true":
                return new Constant(ExprType.Condition, 1);
            case "false":
                return new Constant(ExprType.Condition, 0);
            case "t":
                return new TimeNow(ExprType.Number(Unit.Time));
            case "year":
                return new DateNow(ExprType.Number(Unit.Date));
            default:
                return Quantity(e, [], e.Span, locals);
        }
    }

    private BoundExpr Indexed(IndexExpr e, Locals locals) => Quantity(e.Target, e.Indices, e.Span, locals);

    private BoundExpr Quantity(NameExpr name, ImmutableArray<Expr> indices, TextSpan span, Locals locals, bool now = true)
    {
        switch (symbols.Find(name.Name))
        {
            case Quantity quantity:
                symbols.Settle(quantity, now, source, name.Span);
                return Indices(quantity, quantity.Scope, span, indices, locals) is var (i, j) && !quantity.Type.IsError
                    ? new Cell(quantity.Type, quantity, i, j)
                    : Constant.Error;
            case Lifecycle lifecycle:
                return Wrong(Rules.WrongKind, name.Span, $"ask for a state: {name.Name} is {lifecycle.Leaves[0].Name}", name.Name, lifecycle.Kind, "a value");
            default:
                return NotA(name, "a value", [.. locals.Names, "t", "year", .. symbols.Names, .. Functions.All.Select(f => f.Name)]);
        }
    }

    private BoundExpr Arithmetic(BinaryExpr e, Locals locals)
    {
        var left = Number(e.Left, locals);
        var right = Number(e.Right, locals);
        if (left.Type.IsError || right.Type.IsError)
        {
            return Constant.Error;
        }

        var a = left.Type.Unit;
        var b = right.Type.Unit;
        switch (e.Operator)
        {
            case "*":
                return new Binary(ExprType.Number(a.Times(b)), BinaryOperator.Multiply, left, right);
            case "/":
                return new Binary(ExprType.Number(a.Over(b)), BinaryOperator.Divide, left, right);
            case "^":
                return Power(e, left, right);
        }

        var op = e.Operator == "+" ? BinaryOperator.Add : BinaryOperator.Subtract;
        Unit? unit = (a == Unit.Date, b == Unit.Date) switch
        {
            (true, true) => op == BinaryOperator.Subtract ? Unit.Time : null,
            (true, false) => b.Fits(Unit.Time) ? Unit.Date : null,
            (false, true) => op == BinaryOperator.Add && a.Fits(Unit.Time) ? Unit.Date : null,
            _ => a.Fits(b) ? a.Or(b) : null,
        };
        return unit is { } u ? new Binary(ExprType.Number(u), op, left, right) : Mismatch(e, op == BinaryOperator.Add ? "add" : "subtract", left, right);
    }

    private BoundExpr Power(BinaryExpr e, BoundExpr left, BoundExpr right)
    {
        if (!right.Type.Unit.IsDimensionless)
        {
            return Wrong(Rules.WrongUnit, e.Right.Span, null, "an exponent without dimension", right.Type);
        }

        var unit = left.Type.Unit;
        if (!unit.IsDimensionless)
        {
            if (right is not Constant { Value: var exponent } || exponent != Math.Round(exponent) || Math.Abs(exponent) > 8)
            {
                return Wrong(Rules.WrongUnit, e.Left.Span, "divide by something of the same unit first", "a number without dimension, or a whole exponent", left.Type);
            }

            unit = unit.Power((int)exponent);
        }

        return new Binary(ExprType.Number(unit), BinaryOperator.Power, left, right);
    }

    private BoundExpr Comparison(BinaryExpr e, Locals locals)
    {
        var op = e.Operator switch
        {
            "<" => BinaryOperator.Less,
            "<=" => BinaryOperator.LessOrEqual,
            ">" => BinaryOperator.Greater,
            ">=" => BinaryOperator.GreaterOrEqual,
            "==" => BinaryOperator.Equal,
            _ => BinaryOperator.NotEqual,
        };
        var equality = op is BinaryOperator.Equal or BinaryOperator.NotEqual;
        if (equality && (MemberVariable(e.Left, locals) ?? MemberVariable(e.Right, locals)) is { } set)
        {
            return new Binary(ExprType.Condition, op, Member(e.Left, locals, set), Member(e.Right, locals, set));
        }

        var left = Bind(e.Left, locals);
        var right = Bind(e.Right, locals);
        if (left.Type.IsError || right.Type.IsError)
        {
            return Constant.Error;
        }

        if (equality && left.Type.Kind == TypeKind.Option && left.Type.Options!.Values.IsEmpty)
        {
            return Wrong(Rules.WrongType, e.Left.Span, "write 'x is option'", "a number", left.Type);
        }

        left = AsNumber(e.Left, left);
        right = AsNumber(e.Right, right);
        if (left.Type.IsError || right.Type.IsError)
        {
            return Constant.Error;
        }

        return left.Type.Unit.Fits(right.Type.Unit) ? new Binary(ExprType.Condition, op, left, right) : Mismatch(e, "compare", left, right);
    }

    private static MemberSet? MemberVariable(Expr expr, Locals locals) => expr is NameExpr name ? locals.Find(name.Name)?.Type.Set : null;

    private Constant Mismatch(BinaryExpr e, string verb, BoundExpr left, BoundExpr right) =>
        Wrong(Rules.UnitMismatch, e.Span, "divide one by a quantity that carries the unit, or drop the unit where it is declared", verb, left.Type, right.Type);

    private BoundExpr If(IfExpr e, Locals locals)
    {
        var condition = Condition(e.Condition, locals);
        var then = Bind(e.Then, locals);
        var otherwise = Bind(e.Else, locals);
        if (condition.Type.IsError || then.Type.IsError || otherwise.Type.IsError)
        {
            return Constant.Error;
        }

        if (then.Type.Kind is TypeKind.Condition or TypeKind.Member && then.Type == otherwise.Type)
        {
            return new Choice(then.Type, condition, then, otherwise);
        }

        then = AsNumber(e.Then, then);
        otherwise = AsNumber(e.Else, otherwise);
        if (then.Type.IsError || otherwise.Type.IsError)
        {
            return Constant.Error;
        }

        return then.Type.Unit.Fits(otherwise.Type.Unit)
            ? new Choice(ExprType.Number(then.Type.Unit.Or(otherwise.Type.Unit)), condition, then, otherwise)
            : Wrong(Rules.UnitMismatch, e.Span, null, "choose between", then.Type, otherwise.Type);
    }

    private BoundExpr Is(IsExpr e, Locals locals)
    {
        var (name, indices) = e.Subject switch
        {
            NameExpr n => (n, ImmutableArray<Expr>.Empty),
            IndexExpr x => (x.Target, x.Indices),
            _ => (null, []),
        };
        if (name is null)
        {
            return Wrong(Rules.WrongType, e.Subject.Span, null, "a lifecycle or named options", "something else");
        }

        BoundExpr result;
        if (symbols.Find(name.Name) is Lifecycle lifecycle)
        {
            var state = lifecycle.Find(e.State.Name);
            var at = Indices(lifecycle, lifecycle.Scope, e.Subject.Span, indices, locals);
            if (state is null)
            {
                var hint = NearestName.Hint(e.State.Name, [.. lifecycle.States.Select(s => s.Name)]);
                return Wrong(Rules.UnknownState, e.State.Span, hint, lifecycle.Name, e.State.Name);
            }

            if (at is not var (i, j))
            {
                return Constant.Error;
            }

            result = new InState(lifecycle, i, j, state.Leaves);
        }
        else
        {
            var subject = Quantity(name, indices, e.Subject.Span, locals);
            if (subject.Type.IsError)
            {
                return subject;
            }

            if (subject.Type.Options is not { } options)
            {
                return Wrong(Rules.WrongType, e.Subject.Span, null, "a lifecycle or named options", subject.Type);
            }

            var index = options.Names.IndexOf(e.State.Name);
            if (index < 0)
            {
                return Wrong(Rules.UnknownOption, e.State.Span, NearestName.Hint(e.State.Name, options.Names), name.Name, e.State.Name);
            }

            result = new Binary(ExprType.Condition, BinaryOperator.Equal, subject, new Constant(subject.Type, index));
        }

        return e.Negated ? new Not(result) : result;
    }

    private BoundExpr In(InExpr e, Locals locals)
    {
        if (symbols.Find(e.Set.Name) is not MemberSet set)
        {
            return NotA(e.Set, "a set", symbols.Names.Where(n => symbols.Find(n) is MemberSet));
        }

        Touch(set, e.Set.Span);
        var member = Member(e.Member, locals, set);
        BoundExpr result = new InSet(member, set);
        return member.Type.IsError ? member : e.Negated ? new Not(result) : result;
    }

    private void Touch(MemberSet set, TextSpan span)
    {
        if (set.Membership is { } membership)
        {
            symbols.Settle(membership, true, source, span);
        }
    }

    private BoundExpr Call(CallExpr e, Locals locals)
    {
        var name = e.Function.Name;
        switch (name)
        {
            case "prev" or "smooth":
                return Remembered(e, locals);
            case "since":
                return Since(e, locals);
            case "lookup":
                return Lookup(e, locals);
        }

        if (Functions.Find(name) is not { } function)
        {
            return AggregateBinder.IsName(name)
                ? Wrong(Rules.WrongArguments, e.Span, $"write {name}(x[a] for a in a_set)", name, "a range")
                : Wrong(Rules.UnknownFunction, e.Function.Span, NearestName.Hint(name, AllFunctionNames), name);
        }

        var right = function.IsVariadic ? e.Arguments.Length >= function.Parameters.Length : e.Arguments.Length == function.Parameters.Length;
        if (!right || e.Arguments.Any(a => a.Label is not null))
        {
            var hint = AggregateBinder.IsName(name) ? $"over a set, write {name}(x[a] for a in a_set)" : $"write {function.Signature}";
            return Wrong(Rules.WrongArguments, e.Span, hint, name, string.Join(", ", function.Parameters));
        }

        var arguments = e.Arguments.Select(a => Number(a.Value, locals)).ToImmutableArray();
        if (arguments.Any(a => a.Type.IsError))
        {
            return Constant.Error;
        }

        var unit = Unit.Plain;
        for (var k = 0; k < arguments.Length; k++)
        {
            var own = arguments[k].Type.Unit;
            var wrong = function.Units == UnitRule.Dimensionless ? !own.IsDimensionless : !own.Fits(unit);
            if (wrong)
            {
                object wanted = function.Units == UnitRule.Dimensionless ? "a number without dimension" : ExprType.Number(unit);
                return Wrong(Rules.WrongUnit, e.Arguments[k].Value.Span, null, wanted, arguments[k].Type);
            }

            unit = function.Units == UnitRule.Dimensionless ? Unit.Plain : unit.Or(own);
        }

        if (function.Units == UnitRule.Root)
        {
            if (unit.SquareRoot() is not { } root)
            {
                return Wrong(Rules.WrongUnit, e.Span, null, "a unit that has a square root", arguments[0].Type);
            }

            unit = root;
        }

        return new Call(ExprType.Number(unit), function, arguments);
    }

    private static IReadOnlyCollection<string> AllFunctionNames =>
        [.. Functions.All.Select(f => f.Name), .. AggregateBinder.Names, "prev", "smooth", "since", "lookup"];

    private BoundExpr Remembered(CallExpr e, Locals locals)
    {
        var smooth = e.Function.Name == "smooth";
        var (name, indices) = e.Arguments.Length > 0 ? e.Arguments[0].Value switch
        {
            NameExpr n => (n, ImmutableArray<Expr>.Empty),
            IndexExpr x => (x.Target, x.Indices),
            _ => (null, []),
        }
        : (null, []);
        if (e.Arguments.Length != (smooth ? 2 : 1) || e.Arguments.Any(a => a.Label is not null) || name is null)
        {
            return Wrong(Rules.WrongArguments, e.Span, "name a longer expression under 'derive:' first", e.Function.Name, smooth ? "a quantity and a time" : "a quantity");
        }

        if (Quantity(name, indices, e.Arguments[0].Value.Span, locals, now: false) is not Cell cell)
        {
            return Constant.Error;
        }

        if (!smooth)
        {
            symbols.Remember(cell.Quantity);
            return new Previous(cell.Type, cell);
        }

        var years = Number(e.Arguments[1].Value, locals, Unit.Time);
        if (years.Type.IsError || !cell.Type.IsNumber)
        {
            return years.Type.IsError ? years : Wrong(Rules.WrongType, e.Arguments[0].Value.Span, null, "a number", cell.Type);
        }

        if (years is not Constant { Value: > 0 })
        {
            return Wrong(Rules.WrongUnit, e.Arguments[1].Value.Span, "such as 2 quarters", "a time constant above zero, written out", years.Type);
        }

        return new Smoothed(cell.Type, symbols.MemoryOf(cell.Quantity, years), cell);
    }

    private BoundExpr Since(CallExpr e, Locals locals)
    {
        var type = ExprType.Number(Unit.Time);
        var argument = e.Arguments.Length == 1 && e.Arguments[0].Label is null ? e.Arguments[0].Value : null;
        var (name, indices) = argument switch
        {
            NameExpr n => (n, ImmutableArray<Expr>.Empty),
            IndexExpr x => (x.Target, x.Indices),
            _ => (null, []),
        };
        if (name is not null && symbols.Find(name.Name) is HappeningSymbol happening)
        {
            return Indices(happening, happening.Scope, argument!.Span, indices, locals) is var (i, j)
                ? new SinceFired(type, happening, i, j)
                : Constant.Error;
        }

        if (argument is IsExpr { Negated: false } asked)
        {
            var bound = Is(asked, locals);
            return bound is InState s ? new SinceEntered(type, s.Lifecycle, s.I, s.J, s.Lifecycle.States.IndexOf(s.Lifecycle.Find(asked.State.Name)!)) : Constant.Error;
        }

        if (name is not null && symbols.Find(name.Name) is null)
        {
            return NotA(name, "an event or a rule", symbols.Names.Where(n => symbols.Find(n) is HappeningSymbol));
        }

        return Wrong(Rules.WrongArguments, e.Span, "since(an_event) or since(m is s)", "since", "an event, a rule or a lifecycle's state");
    }

    private BoundExpr Lookup(CallExpr e, Locals locals)
    {
        if (e.Arguments.Length < 3 || e.Arguments[0].Label is not null || e.Arguments.Skip(1).Any(a => a.Label is null))
        {
            return Wrong(Rules.WrongArguments, e.Span, "lookup(x, 0: 0, 0.5: 0.8, 1: 1)", "lookup", "a number and two or more points");
        }

        var argument = Number(e.Arguments[0].Value, locals);
        var x = e.Arguments.Skip(1).Select(a => Number(a.Label!, locals, argument.Type.Unit)).ToImmutableArray();
        var y = e.Arguments.Skip(1).Select(a => Number(a.Value, locals)).ToImmutableArray();
        if (argument.Type.IsError || x.Concat(y).Any(p => p.Type.IsError))
        {
            return Constant.Error;
        }

        if (x.Any(p => p is not Constant) || x.Zip(x.Skip(1)).Any(p => ((Constant)p.First).Value >= ((Constant)p.Second).Value))
        {
            return Wrong(Rules.WrongArguments, e.Span, null, "lookup", "numbers in increasing order before the colons");
        }

        var unit = y.Aggregate(Unit.Plain, (u, p) => u.Or(p.Type.Unit));
        return y.All(p => p.Type.Unit.Fits(unit))
            ? new Lookup(ExprType.Number(unit), argument, x, y)
            : Wrong(Rules.WrongUnit, e.Span, null, "points of one unit", "several");
    }
}
