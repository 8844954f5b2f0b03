using System.Collections.Immutable;

namespace Entente.Language;

/// <summary>The variables in sight at a place, innermost last.</summary>
public sealed class Locals
{
    private readonly ImmutableArray<Local> _variables;

    private Locals(ImmutableArray<Local> variables, int nextSlot)
    {
        _variables = variables;
        NextSlot = nextSlot;
    }

    public static Locals None { get; } = new([], 0);

    /// <summary>The next free place in the frame.</summary>
    public int NextSlot { get; }

    public IEnumerable<string> Names => _variables.Select(v => v.Name);

    /// <summary>Whether there is room in the frame for two more.</summary>
    public bool HasRoom => NextSlot + 2 <= ReferenceEvaluator.FrameSize;

    public Local? Find(string name) => _variables.LastOrDefault(v => v.Name == name);

    public Locals With(string name, ExprType type) => new(_variables.Add(new Local(type, NextSlot, name)), NextSlot + 1);

    /// <summary>The variables of a scope: its members, in the first places of the frame.</summary>
    public static Locals Of(Scope scope, ImmutableArray<string> names)
    {
        var locals = None;
        foreach (var name in names.Take(scope.Indices))
        {
            locals = locals.With(name, ExprType.MemberOf(scope.Set!));
        }

        return locals;
    }
}
