using System.Globalization;
using System.Text;
using Entente.Language;

namespace Entente.Kernels;

/// <summary>Texts that are equal only for expressions that mean the same, the names of their free variables aside.</summary>
internal static class ExprKey
{
    /// <summary>The key of an expression, and the frame's places of its free variables in the order in which they occur in it.</summary>
    public static (string Key, int[] Free) Of(BoundExpr expr)
    {
        var writer = new Writer();
        writer.Write(expr);
        return (writer.Text.ToString(), [.. writer.Free]);
    }

    /// <summary>Tells an expression from others in one frame: its key, and the places of its variables.</summary>
    public static string InFrame(BoundExpr? expr) => expr is null ? "" : Of(expr) is var (key, free) ? $"{key}/{string.Join(',', free)}" : "";

    private sealed class Writer
    {
        private readonly Dictionary<int, string> _bound = [];

        public StringBuilder Text { get; } = new();

        public List<int> Free { get; } = [];

        public void Write(BoundExpr? expr)
        {
            if (expr is null)
            {
                Text.Append('-');
                return;
            }

            Text.Append('(').Append(Head(expr));
            switch (expr)
            {
                case Aggregate e:
                    Range(e.Range, () => { Write(e.Element); Write(e.Weight); });
                    Write(e.Otherwise);
                    break;
                case Network e:
                    Range(e.Range, () => Write(e.Tie));
                    Write(e.Subject);
                    break;
                default:
                    foreach (var child in BoundTree.Children(expr))
                    {
                        Write(child);
                    }

                    break;
            }

            Text.Append(')');
        }

        private void Range(BoundRange range, Action within)
        {
            var before = new Dictionary<int, string>(_bound);
            for (var k = range.Slot; k < range.Slot + (range.Kind == RangeKind.Members ? 1 : 2); k++)
            {
                _bound[k] = $"b{_bound.Count}";
            }

            Text.Append(range.Kind).Append(range.Set.Name).Append(' ');
            Write(range.Filter);
            within();
            _bound.Clear();
            foreach (var (slot, name) in before)
            {
                _bound[slot] = name;
            }
        }

        private string Head(BoundExpr expr) => expr switch
        {
            Constant e => BitConverter.DoubleToInt64Bits(e.Value).ToString("x", CultureInfo.InvariantCulture),
            Local e => Variable(e.Slot),
            Cell e => $"q{e.Quantity.Id}{(e.J is not null ? "2" : e.I is not null ? "1" : "")}",
            OptionValue e => "option " + string.Join(',', e.Values.Select(v => v.ToString("R", CultureInfo.InvariantCulture))),
            Previous e => $"before{e.Cell.Quantity.Id}",
            Smoothed e => $"memory{e.Memory.Offset}",
            SinceFired e => $"fired{e.Happening.Offset}",
            SinceEntered e => $"entered{e.Lifecycle.Id}.{e.State}",
            InState e => $"in{e.Lifecycle.Id}.{e.Leaves:x}",
            InSet e => "of " + e.Set.Name,
            Binary e => e.Operator.ToString(),
            Call e => e.Function.Name,
            Lookup e => $"lookup{e.X.Length}",
            Aggregate e => e.Kind.ToString(),
            Network e => e.Kind.ToString(),
            _ => expr.GetType().Name,
        };

        private string Variable(int slot)
        {
            if (_bound.TryGetValue(slot, out var name))
            {
                return name;
            }

            if (!Free.Contains(slot))
            {
                Free.Add(slot);
            }

            return $"f{Free.IndexOf(slot)}";
        }
    }
}
