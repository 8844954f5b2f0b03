using Entente.Language;
using Entente.Planning;

namespace Entente.Kernels;

internal sealed partial class KernelBuilder
{
    private const int MostSpared = 40;

    private HappeningWork? Happening(PlannedHappening planned, int phase)
    {
        var happening = planned.Definition;
        var scope = happening.Symbol.Scope;
        var body = _cells.NewBody(happening.Symbol.Name, scope);
        var g = body.Graph;
        var guard = new Guard(_cells, body, NoDraws);
        RangeRows? range = null;
        var mask = new Lowered(g.True);
        if (happening.Range is not null)
        {
            range = new RangeRows(_cells, happening.Range, body, NoDraws);
            mask = range.Mask();
        }

        int CellOfFrame(int[] frame) => happening.Range is { } r ? (scope.Indices == 1 ? frame[r.Slot] : scope.CellOf(frame[r.Slot], frame[r.Slot + 1])) : 0;
        Column? fired = null;
        if (happening.Once || happening.CooldownSteps > 1)
        {
            fired = _cells.Fired(happening.Symbol);
            var last = g.Load(body.Address("fired", frame => fired.At(CellOfFrame(frame))), -1, 1 << 24, false);
            var lowering = new Lowering(_cells, body, NoDraws);
            var isWaiting = happening.Once ? g.True : g.Less(g.Subtract(lowering.Global(_cells.Step), last), g.Constant(happening.CooldownSteps));
            mask = mask with { Value = g.And(mask.Value, g.Not(g.And(g.LessOrEqual(g.Constant(0), last), isWaiting))) };
        }

        mask = guard.And(mask, happening.When);
        var frames = (range is null ? [CellMap.NewFrame()] : range.Frames(CellMap.NewFrame())).Where(guard.Passes).ToArray();
        var cells = frames.Select(CellOfFrame).ToArray();
        var rows = cells.Zip(frames).Select(r => (Cell: r.First, Frame: r.Second)).ToArray();
        var fires = _layout.Add("firings of " + happening.Symbol.Name, 1, 0, 1e15);
        EffectList? atOnce = null;
        Column? firedNow = null;
        var coming = ComesUp(body.Statements, body, guard.Lowering, mask, happening.Chance, happening.Rate, planned.Coming, happening.Symbol.Name, cells, planned.Entities, CellOfFrame, null, comes =>
        {
            // What comes often and changes little is done on the spot, for all lanes.
            if (happening.Rate is not null || happening.Draws.Length > 0 || happening.Effects.Any(e => e.Lasts) || !CanGatherAtOnce(happening.Effects, scope, [body]))
            {
                return [new Report(comes, 0)];
            }

            atOnce = new EffectList();
            Gather(atOnce, happening.Effects, happening.Priority, phase, body, guard.Lowering, comes, NoDraws);
            Put(atOnce.Statements, body, "firings", _ => fires.At(0), before => g.Add(before, g.Number(comes)));
            if (fired is not null || _asksSince.Contains(happening.Symbol))
            {
                fired ??= _cells.Fired(happening.Symbol);
                firedNow = _layout.Add("firing now " + happening.Symbol.Name, fired.Cells, -1, 1 << 24);
                Put(atOnce.Statements, body, "firing", frame => firedNow.At(CellOfFrame(frame)), before => g.Select(comes, guard.Lowering.Global(_cells.Step), before));
            }

            return IsCheap(atOnce.Statements, comes) ? atOnce.Statements : [new When(comes, atOnce.Statements)];
        });
        if (coming.Never)
        {
            return null;
        }

        var draws = new Dictionary<int, Column>();
        var drawWorks = happening.Draws.Select((d, k) => Draw(d, planned.Draws[k], draws, scope, rows)).ToArray();
        var effects = atOnce is null ? Effects(happening.Effects, happening.Priority, phase, scope, rows, draws) : null;
        return new HappeningWork(planned, Rows(body, frames), NeedsOf([body]), cells, coming.Clocks, coming.Uniforms, _cells.LeafOf(happening.Symbol), drawWorks, effects, fires)
        {
            Fired = fired,
            FiredNow = firedNow,
            AtOnce = atOnce is null ? null : [.. atOnce.Targets],
        };
    }

    // A branch that goes both ways costs more than a few operations for nothing: it is known only when the whole chance has been computed.
    private static bool IsCheap(List<Statement> statements, Node comes)
    {
        var known = new HashSet<Node>();
        Count(comes, known);
        var added = new HashSet<Node>(known);
        foreach (var statement in statements)
        {
            Count(((Store)statement).Value, added);
        }

        added.ExceptWith(known);
        return added.Count <= MostSpared && added.All(n => n.Op is not (Op.Divide or Op.Sqrt or Op.Logit or Op.Pow or Op.Gather) && !Recorded.Knows(n.Op));

        static void Count(Node node, HashSet<Node> seen)
        {
            if (seen.Add(node))
            {
                foreach (var part in new[] { node.A, node.B, node.C }.OfType<Node>())
                {
                    Count(part, seen);
                }
            }
        }
    }

    private DrawWork Draw(BoundDraw draw, DrawSource source, Dictionary<int, Column> draws, Scope scope, (int Cell, int[] Frame)[] rows)
    {
        var before = new Dictionary<int, Column>(draws);
        var column = draws[draw.Slot] = _layout.Add("draw " + draw.Name, 1, double.NegativeInfinity, double.PositiveInfinity);
        var body = _cells.NewBody("draw " + draw.Name, scope);
        var g = body.Graph;
        if (draw is NumberDraw number)
        {
            var parameters = (number.Distribution as FamilyDistribution)?.Parameters ?? [];
            var lowering = new Lowering(_cells, body, before);
            var columns = new List<Column>();
            foreach (var parameter in parameters)
            {
                var at = _layout.Add("parameter", 1, mayBeNaN: true);
                body.Statements.Add(new Store(body.Address($"parameter {columns.Count}", _ => at.At(0)), lowering.Poisoned(lowering.Number(parameter))));
                columns.Add(at);
            }

            return new DrawWork(draw, source.Index, column, Rows(body, rows.Select(r => r.Frame)), NeedsOf([body]), [.. columns], null, [.. Enumerable.Range(0, rows.Length + 1)], []);
        }

        var pick = (PickDraw)draw;
        var range = new RangeRows(_cells, pick.Range, body, before);
        var (mask, bad) = range.Mask();
        var weight = new Lowered(g.Constant(1));
        if (pick.Weight is not null)
        {
            weight = range.Lowering.Number(pick.Weight);
            var wrong = g.Or(g.Not(g.LessOrEqual(g.Constant(0), weight.Value)), g.IsNotFinite(weight.Value));
            bad = range.Lowering.Either(bad, range.Lowering.Within(mask, range.Lowering.Either(weight.Bad, wrong)));
        }

        var n = pick.Range.Set.Keys.Length;
        var weights = _layout.Add("weights", n, mayBeNaN: true);
        var slot = body.Address("weight", frame => weights.At(frame[pick.Range.Slot]));
        body.Statements.Add(new Store(slot, range.Lowering.Poisoned(new Lowered(g.Select(mask, weight.Value, g.Constant(0)), bad))));
        var candidates = rows.Select(r => range.Frames(r.Frame).ToArray()).ToArray();
        var firsts = candidates.Aggregate(new List<int> { 0 }, (list, c) => { list.Add(list[^1] + c.Length); return list; });
        var members = candidates.Select(c => c.Select(f => f[pick.Range.Slot]).ToArray()).ToArray();
        return new DrawWork(draw, source.Index, column, Rows(body, candidates.SelectMany(c => c)), NeedsOf([body]), [], weights, [.. firsts], members);
    }

    // Finishes an attempt: its chance comes up, its clock rings, or neither is asked for; it may be known never to come.
    private (bool Never, DrawnCells? Clocks, DrawnCells? Uniforms) ComesUp(
        List<Statement> statements, Body body, Lowering lowering, Lowered mask, BoundExpr? chance, BoundExpr? rate, DrawSource source, string name, int[] cells,
        IReadOnlyList<ulong> entities, Func<int[], int> cellOf, DrawnCells? clocks, Func<Node, IEnumerable<Statement>> then)
    {
        var g = body.Graph;
        var (holds, bad) = mask;
        if (chance is not null)
        {
            var (probability, its) = lowering.Number(chance);
            var inside = g.And(g.LessOrEqual(g.Constant(0), probability), g.LessOrEqual(probability, g.Constant(1)));
            Fail(statements, body, lowering.Either(bad, lowering.Within(holds, lowering.Either(its, g.Not(inside)))));
            var uniforms = Drawn("uniform " + name, source, cells, cells.Length, entities, 0, 1);
            var slot = body.Address("uniform " + name, frame => uniforms.Column.At(uniforms.PlaceOf[cellOf(frame)]));
            statements.AddRange(then(g.And(holds, g.Less(g.Load(slot, 0, 1, false), probability))));
            return (false, null, uniforms);
        }

        if (rate is null)
        {
            Fail(statements, body, bad);
            statements.AddRange(then(holds));
            return (false, null, null);
        }

        var (hazard, hazardBad) = lowering.Number(rate);
        bad = lowering.Either(bad, lowering.Within(holds, lowering.Either(hazardBad, g.Not(g.LessOrEqual(g.Constant(0), hazard)))));
        if (hazard is { Low: 0, High: 0, MayBeNaN: false } && bad is null && _cells.Passes.HasFlag(Passes.Sparse))
        {
            return (true, null, null);
        }

        Fail(statements, body, bad);
        var own = clocks ?? Drawn("clock " + name, source, cells, cells.Length, entities, double.NegativeInfinity, 800);
        var place = body.Address("clock " + name, frame => own.Column.At(PlaceIn(own, cellOf(frame))));
        var left = body.Fresh(place);
        var after = g.Subtract(left, g.Multiply(hazard, g.Constant(YearsPerStep(_plan))));
        var ticking = new List<Statement> { new Store(place, g.Select(holds, after, left)) };
        ticking.AddRange(then(g.And(holds, g.LessOrEqual(after, g.Constant(0)))));
        statements.Add(new When(holds, ticking));
        return (false, own, null);
    }

    // A cell that has no clock is never looked at; any place will do.
    private static int PlaceIn(DrawnCells cells, int cell) => cell < cells.PlaceOf.Length ? Math.Max(cells.PlaceOf[cell], 0) : 0;

    private static void Put(List<Statement> statements, Body body, string slot, Func<int[], long> address, Func<Node, Node> change)
    {
        var place = body.Address(slot, address);
        statements.Add(new Store(place, change(body.Fresh(place))));
    }

    private DrawnCells Drawn(string name, DrawSource source, int[] cells, int first, IReadOnlyList<ulong> entities, double low, double high) =>
        new(source.Index, Pinned(cells.Select(c => entities[c])), _layout.Add(name, cells.Length, low, high), first, Places(cells));
}
