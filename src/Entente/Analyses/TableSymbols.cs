using Entente.Language;
using Entente.Text;

namespace Entente.Analyses;

/// <summary>Scratch: names that stand for columns of numbers, for expressions over one row after another.</summary>
internal sealed class TableSymbols(int monthsPerStep) : ISymbols
{
    private readonly Dictionary<string, Symbol> _symbols = new(StringComparer.Ordinal);

    public int Cells { get; private set; }

    public IReadOnlyCollection<string> Names => _symbols.Keys;

    public int MonthsPerStep => monthsPerStep;

    public void Add(MemberSet set) => _symbols.TryAdd(set.Name, set);

    /// <summary>Adds a quantity and says where its cells begin. Of two with one name the first is meant.</summary>
    public int Add(string name, QuantityKind kind, Scope scope, ExprType type)
    {
        var at = Cells;
        Cells += scope.Cells;
        _symbols.TryAdd(name, new Quantity(name, SourceText.None, default, kind, scope, _symbols.Count, at) { Type = type });
        return at;
    }

    public World World() => new(Cells, 0, 0, 0, 0, _symbols.Count) { MonthsPerStep = monthsPerStep };

    public Symbol? Find(string name) => _symbols.GetValueOrDefault(name);

    public bool IsExcused(string name) => false;

    public void Settle(Quantity quantity, bool now, SourceText source, TextSpan span)
    {
    }

    public void Remember(Quantity quantity)
    {
    }

    public Memory MemoryOf(Quantity quantity, BoundExpr years) => new(quantity, years, 0);
}
