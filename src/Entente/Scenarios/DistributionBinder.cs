using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Language;
using Entente.Sampling;
using Entente.Text;
using Entente.Yaml;

namespace Entente.Scenarios;

/// <summary>Binds distributions, which are written like calls: <c>normal(0, 0.1)</c>, <c>categorical(hawk: 30%, dove: 70%)</c>.</summary>
internal sealed class DistributionBinder(BindingContext context)
{
    /// <summary>The names of the distributions that are no row of the table of families.</summary>
    public static readonly ImmutableArray<(string Name, string Says, string Example)> Special =
    [
        ("discrete", "values with weights", "discrete(1: 20%, 2: 80%)"),
        ("categorical", "named options with weights", "categorical(hawk: 30%, dove: 70%)"),
        ("empirical", "each of some points, equally likely", "empirical(1, 2, 2, 5)"),
        ("mixture", "distributions with weights", "mixture(0.3: normal(0, 1), 0.7: uniform(2, 3))"),
        ("quantiles", "an expert's quantiles; between and beyond them linear in the normal score", "quantiles(5%: 1, 50%: 2, 95%: 4)"),
    ];

    private readonly DiagnosticBag _found = context.Found;

    public static bool IsName(string name) => Distributions.ByName.GetValueOrDefault(name) is not null || Special.Any(s => s.Name == name);

    /// <summary>Binds a distribution; null where it is wrong.</summary>
    public BoundDistribution? Bind(Expr expr, SourceText source, Locals locals)
    {
        if (expr is not CallExpr call)
        {
            if (expr is not ErrorExpr)
            {
                Report(Rules.WrongType, source, expr.Span, "such as uniform(0, 1)", "a distribution", "an expression");
            }

            return null;
        }

        var name = call.Function.Name;
        if (Distributions.ByName.GetValueOrDefault(name) is { } family)
        {
            return Family(call, family, source, locals);
        }

        return name switch
        {
            "discrete" => Labelled(call, source) is { } d ? Make(call, source, DiscreteDistribution.Check(d.Labels, d.Values), () => new DiscreteDistribution(d.Labels, d.Values)) : null,
            "categorical" => Categorical(call, source)?.Distribution,
            "empirical" => Plain(call, source) is { } points ? Make(call, source, EmpiricalDistribution.Check(points), () => new EmpiricalDistribution(points)) : null,
            "mixture" => Mixture(call, source),
            "quantiles" => Quantiles(call, source),
            _ => Unknown(call, source),
        };
    }

    /// <summary>Binds a categorical distribution with its options.</summary>
    public (OptionList Options, BoundDistribution Distribution)? Categorical(CallExpr call, SourceText source)
    {
        if (call.Arguments.IsEmpty || call.Arguments.Any(a => a.Label is not NameExpr))
        {
            Report(Rules.WrongArguments, source, call.Span, "categorical(hawk: 30%, dove: 70%)", "categorical", "options with weights");
            return null;
        }

        // In the order of their names, so that the order in which they are written does not matter.
        var sorted = call.Arguments.OrderBy(a => ((NameExpr)a.Label!).Name, StringComparer.Ordinal).ToArray();
        foreach (var (one, next) in sorted.Zip(sorted.Skip(1)).Where(p => ((NameExpr)p.First.Label!).Name == ((NameExpr)p.Second.Label!).Name))
        {
            Report(Rules.DuplicateKey, source, next.Label!.Span, null, ((NameExpr)one.Label!).Name);
            return null;
        }

        if (Numbers(sorted.Select(a => a.Value), source) is not { } weights)
        {
            return null;
        }

        var indices = Enumerable.Range(0, weights.Length).Select(i => (double)i).ToImmutableArray();
        var distribution = Make(call, source, DiscreteDistribution.Check(indices, weights), () => DiscreteDistribution.Categorical(weights));
        return distribution is null ? null : (new OptionList([.. sorted.Select(a => ((NameExpr)a.Label!).Name)], []), distribution);
    }

    private FamilyDistribution? Family(CallExpr call, DistributionFamily family, SourceText source, Locals locals)
    {
        if (call.Arguments.Length != family.Parameters.Length || call.Arguments.Any(a => a.Label is not null))
        {
            Report(Rules.WrongArguments, source, call.Span, "such as " + family.Example, family.Name, string.Join(", ", family.Parameters.Select(p => p.Name)));
            return null;
        }

        var binder = context.Binder(source);
        var parameters = call.Arguments.Select(a => binder.Number(a.Value, locals)).ToImmutableArray();
        if (parameters.Any(p => p.Type.IsError))
        {
            return null;
        }

        if (parameters.All(p => p is Constant) && family.Check([.. parameters.Select(p => ((Constant)p).Value)]) is { } problem)
        {
            Report(Rules.BadParameter, source, call.Span, null, family.Name, problem);
            return null;
        }

        return new FamilyDistribution(family, parameters);
    }

    private FixedDistribution? Mixture(CallExpr call, SourceText source)
    {
        if (call.Arguments.IsEmpty || call.Arguments.Any(a => a.Label is null))
        {
            Report(Rules.WrongArguments, source, call.Span, Special[3].Example, "mixture", "weights with distributions");
            return null;
        }

        var parts = call.Arguments.Select(a => Fixed(a.Value, source)).ToArray();
        if (parts.Any(p => p is null) || Numbers(call.Arguments.Select(a => a.Label!), source) is not { } weights)
        {
            return null;
        }

        ImmutableArray<Distribution> components = [.. parts.OfType<Distribution>()];
        return Make(call, source, MixtureDistribution.Check(weights, components), () => new MixtureDistribution(weights, components));
    }

    private Distribution? Fixed(Expr expr, SourceText source)
    {
        switch (Bind(expr, source, Locals.None))
        {
            case FixedDistribution f:
                return f.Distribution;
            case FamilyDistribution f when Numbers(((CallExpr)expr).Arguments.Select(a => a.Value), source) is { } values:
                if (f.Family.Check(values.AsSpan()) is { } problem)
                {
                    Report(Rules.BadParameter, source, expr.Span, null, f.Family.Name, problem);
                    return null;
                }

                return new ParametricDistribution(f.Family, values);
            default:
                return null;
        }
    }

    private FixedDistribution? Quantiles(CallExpr call, SourceText source)
    {
        if (Labelled(call, source) is not { } points)
        {
            return null;
        }

        ImmutableArray<(double P, double X)> pairs = [.. points.Labels.Zip(points.Values).OrderBy(p => p.First)];
        return Make(call, source, QuantileDistribution.Check(pairs), () => new QuantileDistribution(pairs));
    }

    private (ImmutableArray<double> Labels, ImmutableArray<double> Values)? Labelled(CallExpr call, SourceText source)
    {
        if (call.Arguments.IsEmpty || call.Arguments.Any(a => a.Label is null))
        {
            Report(Rules.WrongArguments, source, call.Span, Special.First(s => s.Name == call.Function.Name).Example, call.Function.Name, "pairs of numbers with a colon between");
            return null;
        }

        return Numbers(call.Arguments.Select(a => a.Label!), source) is { } labels && Numbers(call.Arguments.Select(a => a.Value), source) is { } values
            ? (labels, values)
            : null;
    }

    private ImmutableArray<double>? Plain(CallExpr call, SourceText source)
    {
        if (call.Arguments.IsEmpty || call.Arguments.Any(a => a.Label is not null))
        {
            Report(Rules.WrongArguments, source, call.Span, Special[2].Example, call.Function.Name, "numbers");
            return null;
        }

        return Numbers(call.Arguments.Select(a => a.Value), source);
    }

    private ImmutableArray<double>? Numbers(IEnumerable<Expr> expressions, SourceText source)
    {
        var values = ImmutableArray.CreateBuilder<double>();
        foreach (var expr in expressions)
        {
            var bound = context.Binder(source).Number(expr, Locals.None);
            var place = new YamlScalar(EmbeddedText.Align(source, expr.Span, ""), expr.Span);
            if (bound.Type.IsError || context.Constant(bound, place, "a parameter") is not { } value)
            {
                return null;
            }

            values.Add(value);
        }

        return values.ToImmutable();
    }

    private FixedDistribution? Make(CallExpr call, SourceText source, string? problem, Func<Distribution> make)
    {
        if (problem is null)
        {
            return new FixedDistribution(make());
        }

        Report(Rules.BadParameter, source, call.Span, null, call.Function.Name, problem);
        return null;
    }

    private FixedDistribution? Unknown(CallExpr call, SourceText source)
    {
        var known = Distributions.All.Select(f => f.Name).Concat(Special.Select(s => s.Name)).ToArray();
        Report(Rules.UnknownFunction, source, call.Function.Span, NearestName.Hint(call.Function.Name, known), call.Function.Name);
        return null;
    }

    private void Report(DiagnosticRule rule, SourceText source, TextSpan span, string? hint, params object?[] arguments) =>
        _found.Add(rule.At(source, span, arguments) with { Hint = hint });
}
