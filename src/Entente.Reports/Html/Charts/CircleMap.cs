using System.Collections.Immutable;

namespace Entente.Reports.Html.Charts;

/// <summary>A tie between two members.</summary>
/// <param name="I">Position of one.</param>
/// <param name="J">Position of the other.</param>
/// <param name="Weight">How thick it is drawn, in [0, 1].</param>
internal readonly record struct Tie(int I, int J, double Weight);

/// <summary>
/// Members on a circle and the ties between them as arcs through it. The order on the circle puts those who are tied near each other, so
/// that clusters show; no place on it means anything else.
/// </summary>
internal static class CircleMap
{
    private const double LabelRoom = 40;

    // Of swaps over all pairs; a few dozen members settle in fewer.
    private const int MostSweeps = 20;

    /// <summary>An order of members in which ties are short along the circle: pairs are swapped as long as that helps.</summary>
    public static ImmutableArray<int> Order(int members, IReadOnlyList<Tie> ties)
    {
        var order = Enumerable.Range(0, members).ToArray();
        var place = Enumerable.Range(0, members).ToArray();
        var of = ties.SelectMany(t => new[] { (Of: t.I, Other: t.J, t.Weight), (Of: t.J, Other: t.I, t.Weight) }).ToLookup(t => t.Of);
        double Length(int member, int at) => of[member].Sum(t => t.Weight * Around(at - place[t.Other]));
        double Around(int distance) => Math.Min(Math.Abs(distance), members - Math.Abs(distance));

        var isBetter = true;
        for (var sweep = 0; sweep < MostSweeps && isBetter; sweep++)
        {
            isBetter = false;
            for (var a = 0; a < members; a++)
            {
                for (var b = a + 1; b < members; b++)
                {
                    var (i, j) = (order[a], order[b]);
                    var before = Length(i, a) + Length(j, b);
                    (place[i], place[j]) = (b, a);
                    var after = Length(i, b) + Length(j, a);
                    if (after < before - 1e-9)
                    {
                        (order[a], order[b]) = (j, i);
                        isBetter = true;
                    }
                    else
                    {
                        (place[i], place[j]) = (a, b);
                    }
                }
            }
        }

        return [.. order];
    }

    /// <param name="labels">Short names of all members.</param>
    /// <param name="order">Who stands on the circle, clockwise from the top.</param>
    public static Drawn Draw(ImmutableArray<string> labels, ImmutableArray<int> order, IEnumerable<Tie> ties, double width)
    {
        var centre = width / 2;
        var radius = centre - LabelRoom;
        var place = order.Select((member, at) => (member, at)).ToDictionary(p => p.member, p => p.at);
        (double X, double Y) On(int member, double distance)
        {
            var (sin, cos) = Math.SinCos(2 * Math.PI * place[member] / order.Length);
            return (centre + (distance * sin), centre - (distance * cos));
        }

        var arcs = ties.Where(t => place.ContainsKey(t.I) && place.ContainsKey(t.J)).OrderBy(t => t.Weight).ThenBy(t => t.I).ThenBy(t => t.J).Select(t =>
        {
            var (from, to) = (On(t.I, radius), On(t.J, radius));
            var bend = (X: centre + (((from.X + to.X) / 2) - centre) * 0.25, Y: centre + (((from.Y + to.Y) / 2) - centre) * 0.25);
            return (Markup)Svg.Path($"M{Svg.Number(from.X)} {Svg.Number(from.Y)}Q{Svg.Number(bend.X)} {Svg.Number(bend.Y)} {Svg.Number(to.X)} {Svg.Number(to.Y)}", "link")
                .With("stroke-width", 0.4 + (3 * t.Weight)).With("stroke-opacity", 0.15 + (0.75 * t.Weight));
        });
        var members = order.Select(member =>
        {
            var (x, y) = On(member, radius);
            var (labelX, labelY) = On(member, radius + 7);
            var turn = 360.0 * place[member] / order.Length;
            var isRight = turn < 180;
            var label = Svg.Text(labelX, labelY + 3.5, Svg.Fit(labels[member], LabelRoom, 11), "t-small", isRight ? "start" : "end")
                .With("transform", $"rotate({Svg.Number(isRight ? turn - 90 : turn + 90)} {Svg.Number(labelX)} {Svg.Number(labelY)})");
            return Markup.Of(Svg.Circle(x, y, 3.5, "hub"), label);
        });
        return new Drawn(width, width, Markup.Of(Svg.Group(null, arcs), Svg.Group(null, members)));
    }
}
