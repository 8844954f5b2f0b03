using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Language;
using Entente.Text;
using Entente.Yaml;

namespace Entente.Scenarios;

/// <summary>Declares and binds lifecycles, and looks for states that cannot be reached or left.</summary>
internal sealed class LifecycleBinder(BindingContext context, EffectBinder effects)
{
    private readonly DiagnosticBag _found = context.Found;
    private readonly SentenceBinder _sentences = new(context);
    private readonly List<(Lifecycle Lifecycle, Fields Fields, Locals Locals)> _declared = [];

    public void Declare(ImmutableArray<YamlEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (Fields.Read(entry.Value, Shapes.Lifecycle, entry.Key, _found) is not { } fields || context.Scope(fields) is not var (scope, variables)
                || !context.Fits(scope, entry.Key.Value, entry.Key.Source, entry.Key.Span) || States(fields) is not { } states)
            {
                continue;
            }

            var lifecycle = new Lifecycle(
                entry.Key.Value, entry.Key.Source, entry.Key.Span, scope, _declared.Count, context.TakeMachines(scope.Cells),
                context.TakeEntered(scope.Cells * states.Length), states)
            {
                Says = fields.Text("says"),
                Evidence = BindingContext.Ids(fields),
                Judgement = fields.Text("judgement"),
            };
            if (context.Declare(lifecycle))
            {
                _declared.Add((lifecycle, fields, Locals.Of(scope, variables)));
            }
        }
    }

    public ImmutableArray<LifecycleDefinition> Bind() => [.. _declared.Select(d => Bind(d.Lifecycle, d.Fields, d.Locals))];

    private LifecycleDefinition Bind(Lifecycle lifecycle, Fields fields, Locals locals)
    {
        var initial = Initial(lifecycle, fields.Find("initial"), locals);
        var entries = fields.Entries("transitions");
        var transitions = entries.Select(e => Transition(lifecycle, e, locals)).OfType<TransitionDefinition>().ToImmutableArray();
        var states = fields.Find("states") as YamlMapping;
        ImmutableArray<EffectDefinition> Of(LifecycleState state, string key) => effects.Bind((states?.Find(state.Name) as YamlMapping)?.Find(key), locals);
        var definition = new LifecycleDefinition(
            lifecycle, initial, transitions, [.. lifecycle.States.Select(s => Of(s, "enter"))], [.. lifecycle.States.Select(s => Of(s, "exit"))]);
        if (transitions.Length == entries.Length)
        {
            CheckGraph(definition, fields);
        }

        CheckTies(definition, fields);
        return definition;
    }

    private ImmutableArray<LifecycleState>? States(Fields fields)
    {
        var entries = fields.Entries("states");
        if (entries.IsEmpty)
        {
            return null;
        }

        var read = new SortedDictionary<string, (YamlScalar Key, Fields Fields)>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (Fields.Read(entry.Value, Shapes.LifecycleState, entry.Key, _found) is { } state)
            {
                read[entry.Key.Value] = (entry.Key, state);
            }
        }

        var parents = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, (_, state)) in read)
        {
            var parent = state.Scalar("in");
            parents[name] = parent?.Value;
            if (parent is not null && !read.ContainsKey(parent.Value))
            {
                _found.Add(Rules.UnknownState.At(parent.Source, parent.Span, fields.Name.Trim('\''), parent.Value) with { Hint = NearestName.Hint(parent.Value, read.Keys) });
                return null;
            }
        }

        foreach (var (name, (key, _)) in read)
        {
            if (Chain(name, parents) is { } cycle)
            {
                _found.Add(Rules.Cycle.At(key.Source, key.Span, name, cycle));
                return null;
            }
        }

        var leaves = read.Keys.Where(n => !parents.ContainsValue(n)).ToList();
        if (leaves.Count > 63)
        {
            _found.Add(Rules.OutOfBounds.At(fields.Node.Source, fields.Find("states")!.Span, "a lifecycle has at most 63 states"));
            return null;
        }

        var states = ImmutableArray.CreateBuilder<LifecycleState>();
        foreach (var (name, (key, state)) in read)
        {
            ulong inside = 0;
            for (var leaf = 0; leaf < leaves.Count; leaf++)
            {
                inside |= Within(leaves[leaf], name, parents) ? 1UL << leaf : 0;
            }

            var initial = Enter(name, read, leaves, parents);
            if (initial < 0)
            {
                return null;
            }

            states.Add(new LifecycleState(name, leaves.IndexOf(name), inside, parents[name], initial, state.Flag("terminal"), state.Text("says"), key.Span));
        }

        return states.ToImmutable();
    }

    private static string? Chain(string name, Dictionary<string, string?> parents)
    {
        var path = new List<string> { name };
        for (var at = parents[name]; at is not null; at = parents[at])
        {
            path.Add(at);
            if (at == name)
            {
                return string.Join(" -> ", path);
            }

            if (path.Count > parents.Count)
            {
                return null;
            }
        }

        return null;
    }

    private static bool Within(string? leaf, string state, Dictionary<string, string?> parents)
    {
        for (var guard = 0; leaf is not null && guard <= parents.Count; guard++)
        {
            if (leaf == state)
            {
                return true;
            }

            leaf = parents[leaf];
        }

        return false;
    }

    private int Enter(string name, SortedDictionary<string, (YamlScalar Key, Fields Fields)> read, List<string> leaves, Dictionary<string, string?> parents)
    {
        for (var at = name; ;)
        {
            if (leaves.IndexOf(at) is var leaf and >= 0)
            {
                return leaf;
            }

            var (key, fields) = read[at];
            var children = read.Keys.Where(c => parents[c] == at).ToArray();
            var initial = fields.Scalar("initial");
            if (initial is null && children.Length > 1)
            {
                _found.Add(Rules.MissingKey.At(key.Source, key.Span, $"'{at}'", "initial") with { Hint = $"which of {string.Join(", ", children)} is entered first?" });
                return -1;
            }

            if (initial is not null && !children.Contains(initial.Value))
            {
                _found.Add(Rules.UnknownState.At(initial.Source, initial.Span, at, initial.Value) with { Hint = NearestName.Hint(initial.Value, children) });
                return -1;
            }

            at = initial?.Value ?? children[0];
        }
    }

    private BoundExpr Initial(Lifecycle lifecycle, YamlNode? node, Locals locals)
    {
        if (context.Parse(node) is not var (expr, scalar))
        {
            return Constant.Error;
        }

        BoundExpr Named(Expr e)
        {
            switch (e)
            {
                case IfExpr choice:
                    return new Choice(ExprType.Plain, context.Binder(scalar.Source).Condition(choice.Condition, locals), Named(choice.Then), Named(choice.Else));
                case NameExpr name when lifecycle.Find(name.Name) is { } state:
                    return new Constant(ExprType.Plain, state.Initial);
                case ErrorExpr:
                    return Constant.Error;
                default:
                    var text = (e as NameExpr)?.Name ?? "this";
                    _found.Add(Rules.UnknownState.At(scalar.Source, e.Span, lifecycle.Name, text) with { Hint = NearestName.Hint(text, [.. lifecycle.States.Select(s => s.Name)]) });
                    return Constant.Error;
            }
        }

        return Named(expr);
    }

    private TransitionDefinition? Transition(Lifecycle lifecycle, YamlEntry entry, Locals locals)
    {
        if (Fields.Read(entry.Value, Shapes.Transition, entry.Key, _found) is not { } fields)
        {
            return null;
        }

        fields.Exclude("chance", "rate");
        ulong from = 0;
        var depth = new int[lifecycle.Leaves.Length];
        foreach (var name in fields.Texts("from"))
        {
            if (StateOf(lifecycle, name) is not { } state)
            {
                continue;
            }

            from |= state.Leaves;
            for (var leaf = 0; leaf < depth.Length; leaf++)
            {
                if ((state.Leaves >> leaf & 1) != 0)
                {
                    depth[leaf] = Math.Max(depth[leaf], DepthOf(lifecycle, state));
                    if (lifecycle.Leaves[leaf].Terminal)
                    {
                        _found.Add(Rules.TerminalLeft.At(name.Source, name.Span, entry.Key.Value, lifecycle.Leaves[leaf].Name));
                    }
                }
            }
        }

        var to = fields.Scalar("to") is { } target ? StateOf(lifecycle, target) : null;
        var when = context.Condition(fields.Find("when"), locals);
        if (when is { Type.IsError: false } && Ranges.Of(when).High == 0)
        {
            var node = fields.Find("when")!;
            _found.Add(Rules.NeverHolds.At(node.Source, node.Span, "the bounds of what it reads rule it out"));
        }

        var years = fields.Find("for") is { } held ? context.Duration(held, "a delay") : null;
        var bound = new TransitionDefinition(
            entry.Key.Value, from, [.. depth], to?.Initial ?? 0, when, years is { } y ? context.Clock.StepsIn(y, 1) : 1,
            context.Chance(fields.Find("chance"), locals), context.Rate(fields.Find("rate"), locals), fields.Integer("priority", -1000, 1000) ?? 0,
            effects.Bind(fields.Find("effects"), locals), _sentences.Bind(fields.Scalar("says"), locals), fields.Text("says"), entry.Key.Span)
        {
            Rare = fields.Text("rare"),
        };
        return from == 0 || to is null ? null : bound;
    }

    private LifecycleState? StateOf(Lifecycle lifecycle, YamlScalar name)
    {
        if (lifecycle.Find(name.Value) is { } state)
        {
            return state;
        }

        _found.Add(Rules.UnknownState.At(name.Source, name.Span, lifecycle.Name, name.Value) with { Hint = NearestName.Hint(name.Value, [.. lifecycle.States.Select(s => s.Name)]) });
        return null;
    }

    private static int DepthOf(Lifecycle lifecycle, LifecycleState state)
    {
        var depth = 0;
        for (var at = state.Parent; at is not null; at = lifecycle.Find(at)?.Parent)
        {
            depth++;
        }

        return depth;
    }

    private void CheckGraph(LifecycleDefinition definition, Fields fields)
    {
        var lifecycle = definition.Lifecycle;
        ulong reached = 0;
        foreach (var start in Starts(definition.Initial))
        {
            if (start.Type.IsError)
            {
                return;
            }

            reached |= 1UL << (int)((Constant)start).Value;
        }

        for (var before = 0UL; before != reached;)
        {
            before = reached;
            foreach (var transition in definition.Transitions.Where(t => (t.From & reached) != 0))
            {
                reached |= 1UL << transition.To;
            }
        }

        foreach (var leaf in lifecycle.Leaves)
        {
            if ((reached >> leaf.Leaf & 1) == 0)
            {
                var told = Rules.UnreachableState.At(SourceOf(fields, "states", leaf.Name), leaf.Span, leaf.Name, lifecycle.Name);
                _found.Add(told with { Hint = "add a transition to it, or take it out" });
            }
            else if (!leaf.Terminal && definition.Transitions.All(t => (t.From >> leaf.Leaf & 1) == 0))
            {
                _found.Add(Rules.DeadEnd.At(SourceOf(fields, "states", leaf.Name), leaf.Span, leaf.Name, lifecycle.Name) with { Hint = "say 'terminal: true' if that is meant" });
            }
        }
    }

    // The leaves that an initial expression names; its conditions name none.
    private static IEnumerable<BoundExpr> Starts(BoundExpr initial) =>
        initial is Choice choice ? Starts(choice.Then).Concat(Starts(choice.Else)) : [initial];

    // Documents are laid over each other key by key, so each key may come from a file of its own.
    private static SourceText SourceOf(Fields fields, string section, string name) =>
        ((YamlMapping)fields.Find(section)!).Entries.First(e => e.Key.Value == name).Key.Source;

    private void CheckTies(LifecycleDefinition definition, Fields fields)
    {
        var told = new HashSet<(string, string)>();
        foreach (var leaf in definition.Lifecycle.Leaves)
        {
            var leaving = definition.Transitions.Where(t => (t.From >> leaf.Leaf & 1) != 0).ToArray();
            foreach (var (one, other) in leaving.SelectMany((a, k) => leaving.Skip(k + 1).Select(b => (a, b))))
            {
                if (one.Priority == other.Priority && one.Depth[leaf.Leaf] == other.Depth[leaf.Leaf] && !Exclusive(one.When, other.When) && told.Add((one.Name, other.Name)))
                {
                    var tie = Rules.TransitionTie.At(SourceOf(fields, "transitions", other.Name), other.Span, one.Name, other.Name, leaf.Name);
                    _found.Add(tie with { Hint = $"give one a 'priority'; as it stands '{one.Name}' goes first" });
                }
            }
        }
    }

    // Two guards cannot both hold where each bounds the same cell by a constant from the other side.
    private static bool Exclusive(BoundExpr? one, BoundExpr? other) =>
        one is not null && other is not null
        && Conjuncts(one).Any(a => Conjuncts(other).Any(b => Apart(a, b) || a is Not n && n.Operand == b || b is Not m && m.Operand == a));

    private static IEnumerable<BoundExpr> Conjuncts(BoundExpr expr) =>
        expr is Binary { Operator: BinaryOperator.And } both ? Conjuncts(both.Left).Concat(Conjuncts(both.Right)) : [expr];

    private static bool Apart(BoundExpr a, BoundExpr b)
    {
        if (a is InState s && b is InState u)
        {
            return s.Lifecycle == u.Lifecycle && s.I == u.I && s.J == u.J && (s.Leaves & u.Leaves) == 0;
        }

        if (a is not Binary { Right: Constant x } left || b is not Binary { Right: Constant y } right || left.Left != right.Left)
        {
            return false;
        }

        return (Below(left) && Above(right) && x.Value <= y.Value && !(x.Value.Equals(y.Value) && Closed(left) && Closed(right)))
            || (Above(left) && Below(right) && x.Value >= y.Value && !(x.Value.Equals(y.Value) && Closed(left) && Closed(right)))
            || (left.Operator == BinaryOperator.Equal && right.Operator == BinaryOperator.Equal && !x.Value.Equals(y.Value));

        static bool Below(Binary e) => e.Operator is BinaryOperator.Less or BinaryOperator.LessOrEqual;
        static bool Above(Binary e) => e.Operator is BinaryOperator.Greater or BinaryOperator.GreaterOrEqual;
        static bool Closed(Binary e) => e.Operator is BinaryOperator.LessOrEqual or BinaryOperator.GreaterOrEqual;
    }
}
