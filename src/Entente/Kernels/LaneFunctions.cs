using Entente.Language;

namespace Entente.Kernels;

/// <summary>Scratch: lets the rows of <see cref="Functions"/> make nodes, and keeps the lanes in which an argument lies outside the domain.</summary>
internal sealed class LaneFunctions(Graph graph) : ILaneOperations
{
    /// <summary>The lanes in which the function has no value; null for none.</summary>
    public Node? Outside { get; private set; }

    /// <summary>Whether a function has no value for some numbers.</summary>
    public static bool HasDomain(Function function)
    {
        var graph = new Graph(share: true);
        var functions = new LaneFunctions(graph);
        function.Lanes(functions, [.. function.Parameters.Select((_, k) => graph.Row(k, double.NegativeInfinity, double.PositiveInfinity, false))]);
        return functions.Outside is not null;
    }

    public LaneValue Number(double value) => graph.Constant(value);

    public LaneValue Min(LaneValue a, LaneValue b) => graph.Min((Node)a, (Node)b);

    public LaneValue Max(LaneValue a, LaneValue b) => graph.Max((Node)a, (Node)b);

    public LaneValue Abs(LaneValue x) => graph.Abs((Node)x);

    public LaneValue Sqrt(LaneValue x) => graph.Sqrt((Node)x);

    public LaneValue Floor(LaneValue x) => graph.Floor((Node)x);

    public LaneValue Ceiling(LaneValue x) => graph.Ceiling((Node)x);

    public LaneValue Round(LaneValue x) => graph.Round((Node)x);

    public LaneValue Exp(LaneValue x) => graph.Exp((Node)x);

    public LaneValue Log(LaneValue x) => graph.Log((Node)x);

    public LaneValue Logistic(LaneValue x) => graph.Logistic((Node)x);

    public LaneValue Logit(LaneValue x) => graph.Logit((Node)x);

    public LaneValue IsLess(LaneValue a, LaneValue b) => graph.Less((Node)a, (Node)b);

    public LaneValue IsAtMost(LaneValue a, LaneValue b) => graph.LessOrEqual((Node)a, (Node)b);

    public void Require(LaneValue condition)
    {
        if (condition is Node { Op: not Op.True } inside)
        {
            Outside = Outside is null ? graph.Not(inside) : graph.Or(Outside, graph.Not(inside));
        }
    }
}
