using System.Collections.Immutable;

namespace Entente.Reports.Html.Charts;

/// <summary>A state of a lifecycle to be drawn.</summary>
/// <param name="AtEnd">Share of machines in it at the end, NaN where it is not known.</param>
/// <param name="IsStart">Whether a machine can begin in it.</param>
/// <param name="IsFinal">Whether nothing leaves it.</param>
internal sealed record DiagramState(string Name, double AtEnd, bool IsStart, bool IsFinal);

/// <summary>A transition between two states, by position.</summary>
internal sealed record DiagramEdge(string Name, int From, int To);

/// <summary>
/// Draws a small state machine: states in rows from the start downwards, each filled as far as machines end in it, and transitions as
/// arrows with their names.
/// </summary>
internal sealed class LifecycleDiagram
{
    private const double BoxHeight = 38;
    private const double RowGap = 58;
    private const double Top = 18;
    private const double Bottom = 20;
    private const double LabelSize = 10.5;

    private readonly ImmutableArray<DiagramState> _states;
    private readonly double _width;
    private readonly Box[] _boxes;
    private readonly List<Box> _labels = [];

    private LifecycleDiagram(ImmutableArray<DiagramState> states, ImmutableArray<DiagramEdge> edges, double width)
    {
        _states = states;
        _width = width;
        _boxes = new Box[states.Length];
        var widest = states.Max(s => Math.Max(Svg.WidthOf(s.Name), Svg.WidthOf(Share(s), LabelSize))) + 22;
        var rows = LayeredLayout.Rows(
            states.Length, [.. Enumerable.Range(0, states.Length).Where(i => states[i].IsStart)], [.. edges.Select(e => (e.From, e.To)).Distinct()], Math.Clamp((int)(width / (widest + 24)), 1, 4));
        for (var r = 0; r < rows.Length; r++)
        {
            for (var k = 0; k < rows[r].Length; k++)
            {
                var state = states[rows[r][k]];
                var boxWidth = Math.Min(width - 4, Math.Max(64, Math.Max(Svg.WidthOf(state.Name), Svg.WidthOf(Share(state), LabelSize)) + 22));
                var middle = width * (k + 0.5) / rows[r].Length;
                _boxes[rows[r][k]] = new Box(Math.Clamp(middle - (boxWidth / 2), 2, width - 2 - boxWidth), Top + (r * (BoxHeight + RowGap)), boxWidth, BoxHeight);
            }
        }

        Height = Top + (rows.Length * BoxHeight) + ((rows.Length - 1) * RowGap) + Bottom;
    }

    private double Height { get; }

    public static Drawn Draw(ImmutableArray<DiagramState> states, ImmutableArray<DiagramEdge> edges, double width)
    {
        var diagram = new LifecycleDiagram(states, edges, width);
        var arrows = edges.Where(e => e.From != e.To).GroupBy(e => (e.From, e.To)).OrderBy(g => Math.Abs(diagram._boxes[g.Key.From].Y - diagram._boxes[g.Key.To].Y))
            .Select(g => diagram.Arrow(g.Key.From, g.Key.To, string.Join(", ", g.Select(e => e.Name)))).ToList();
        return new Drawn(width, diagram.Height, Markup.Of(
            Svg.Group(null, arrows.Select(a => a.Line)), Svg.Group(null, states.Select((_, i) => diagram.State(i))), Svg.Group(null, arrows.Select(a => a.Label))));
    }

    private static string Share(DiagramState state) => double.IsNaN(state.AtEnd) ? "" : NumberStyle.RoughShare(state.AtEnd);

    private Markup State(int index)
    {
        var (state, box) = (_states[index], _boxes[index]);
        var middle = box.X + (box.Width / 2);
        var hasShare = !double.IsNaN(state.AtEnd);
        return Markup.Of(
            state.IsFinal ? Svg.Rectangle(box.X - 3, box.Y - 3, box.Width + 6, box.Height + 6, "final", 8) : Markup.None,
            Svg.Rectangle(box.X, box.Y, box.Width, box.Height, "node", 6),
            hasShare && state.AtEnd > 0 ? Svg.Rectangle(box.X + 0.7, box.Y + 0.7, (box.Width - 1.4) * Math.Min(1, state.AtEnd), box.Height - 1.4, "node-full", 5.3) : Markup.None,
            state.IsStart ? Markup.Of(Svg.Circle(middle, box.Y - 11, 3, "arrow"), Svg.Line(middle, box.Y - 8, middle, box.Y - 1, "edge")) : Markup.None,
            Svg.Text(middle, box.Y + (hasShare ? 16 : 23), Svg.Fit(state.Name, box.Width - 8), "t-strong", "middle"),
            hasShare ? Svg.Text(middle, box.Y + 30, Share(state), "t-small t-quiet", "middle") : Markup.None);
    }

    /// <summary>Of several bends, the one whose line and label run into least.</summary>
    private (Markup Line, Markup Label) Arrow(int from, int to, string name)
    {
        var (a, b) = (_boxes[from], _boxes[to]);
        var reach = Math.Abs(a.Y - b.Y) <= BoxHeight + RowGap + 1 ? new[] { 16.0, 28, -16, -28, 46, -46, 70, -70 } : [60, -60, 95, -95, 130, -130, 170, -170, 30, -30];
        var text = Svg.Fit(name, _width * 0.45, LabelSize);
        var best = reach.SelectMany(bend => new[] { 0.5, 0.4, 0.6, 0.32, 0.68 }.Select(at => Try(from, to, bend, at, text))).MinBy(t => t.Cost)!;
        _labels.Add(best.Label);
        return (
            Markup.Of(Svg.Path(best.Curve.ToString(), "edge"), Svg.Path(best.Curve.Head(), "arrow")),
            Markup.Of(
                Svg.Rectangle(best.Label.X, best.Label.Y, best.Label.Width, best.Label.Height, "plate", 2),
                Svg.Text(best.Label.X + (best.Label.Width / 2), best.Label.Y + 10.5, text, "t-small", "middle")));
    }

    private Attempt Try(int from, int to, double bend, double at, string text)
    {
        var curve = Curve.Between(_boxes[from], _boxes[to], bend);
        var (x, y) = curve.At(at);
        var width = Svg.WidthOf(text, LabelSize) + 6;
        var label = new Box(x - (width / 2), y - 7, width, 14);
        var through = Enumerable.Range(1, 19).Select(k => curve.At(k / 20.0)).Sum(p => _boxes.Where((_, i) => i != from && i != to).Count(b => b.Grown(4).Holds(p.X, p.Y)) + (p.X < 2 || p.X > _width - 2 || p.Y < 2 || p.Y > Height - 2 ? 2 : 0)
            + (_labels.Any(l => l.Holds(p.X, p.Y)) ? 0.5 : 0));
        var covered = _boxes.Count(b => b.Overlaps(label)) + (1.5 * _labels.Count(l => l.Overlaps(label))) + (label.X < 0 || label.X + label.Width > _width || label.Y < 0 || label.Y + label.Height > Height ? 3 : 0);
        return new Attempt(curve, label, (through * 8) + (covered * 20) + (Math.Abs(bend) / 20) + Math.Abs(at - 0.5));
    }

    private sealed record Attempt(Curve Curve, Box Label, double Cost);

    private readonly record struct Box(double X, double Y, double Width, double Height)
    {
        public Box Grown(double by) => new(X - by, Y - by, Width + (2 * by), Height + (2 * by));

        public bool Holds(double x, double y) => x >= X && x <= X + Width && y >= Y && y <= Y + Height;

        public bool Overlaps(Box other) => X < other.X + other.Width && other.X < X + Width && Y < other.Y + other.Height && other.Y < Y + Height;
    }

    /// <summary>A quadratic Bézier curve.</summary>
    private readonly record struct Curve(double X0, double Y0, double X1, double Y1, double X2, double Y2)
    {
        /// <summary>From border to border, bent to the right of its direction so that there and back part.</summary>
        public static Curve Between(Box a, Box b, double bend)
        {
            var (ax, ay, bx, by) = (a.X + (a.Width / 2), a.Y + (a.Height / 2), b.X + (b.Width / 2), b.Y + (b.Height / 2));
            var length = Math.Max(1, Math.Sqrt(((bx - ax) * (bx - ax)) + ((by - ay) * (by - ay))));
            var (x1, y1) = (((ax + bx) / 2) - ((by - ay) / length * bend * 2), ((ay + by) / 2) + ((bx - ax) / length * bend * 2));
            var (x0, y0) = Border(a, x1, y1, 0);
            var (x2, y2) = Border(b, x1, y1, 5);
            return new Curve(x0, y0, x1, y1, x2, y2);
        }

        public (double X, double Y) At(double t)
        {
            var s = 1 - t;
            return ((s * s * X0) + (2 * s * t * X1) + (t * t * X2), (s * s * Y0) + (2 * s * t * Y1) + (t * t * Y2));
        }

        public string Head()
        {
            var length = Math.Max(0.1, Math.Sqrt(((X2 - X1) * (X2 - X1)) + ((Y2 - Y1) * (Y2 - Y1))));
            var (dx, dy) = ((X2 - X1) / length, (Y2 - Y1) / length);
            var (tipX, tipY) = (X2 + (dx * 4), Y2 + (dy * 4));
            return Svg.LineThrough([(tipX, tipY), (tipX - (dx * 8) - (dy * 4), tipY - (dy * 8) + (dx * 4)), (tipX - (dx * 8) + (dy * 4), tipY - (dy * 8) - (dx * 4))]) + "Z";
        }

        public override string ToString() => $"M{Svg.Number(X0)} {Svg.Number(Y0)}Q{Svg.Number(X1)} {Svg.Number(Y1)} {Svg.Number(X2)} {Svg.Number(Y2)}";

        // Where the straight line from the middle of a box to a point leaves it.
        private static (double X, double Y) Border(Box box, double x, double y, double gap)
        {
            var (cx, cy) = (box.X + (box.Width / 2), box.Y + (box.Height / 2));
            var (dx, dy) = (x - cx, y - cy);
            var scale = Math.Min(((box.Width / 2) + gap) / Math.Max(1e-9, Math.Abs(dx)), ((box.Height / 2) + gap) / Math.Max(1e-9, Math.Abs(dy)));
            return (cx + (dx * scale), cy + (dy * scale));
        }
    }
}
