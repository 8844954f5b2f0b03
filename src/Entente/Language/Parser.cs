using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Text;
using Entente.Units;

namespace Entente.Language;

/// <summary>Reads expressions, range clauses and effects by recursive descent.</summary>
/// <remarks>From loosest to tightest: if; or; and; not; comparison, is, in; + -; * /; unary -; ^; per; call and index.</remarks>
public sealed class Parser
{
    /// <summary>How deep brackets, choices and signs may nest.</summary>
    public const int MaxDepth = 100;

    /// <summary>How many operators and arguments an expression may have. Long chains make deep trees, so this bounds their depth.</summary>
    public const int MaxLength = 1000;

    private static readonly string[] Comparisons = ["<", "<=", ">", ">=", "==", "!="];
    private static readonly HashSet<string> Reserved =
        ["if", "then", "else", "and", "or", "not", "is", "in", "for", "where", "weighted", "by", "per", "true", "false", "over", "fading", "fire"];

    private readonly EmbeddedText _text;
    private readonly DiagnosticBag _found;
    private readonly ImmutableArray<Token> _tokens;
    private int _at;
    private int _depth;
    private int _length;
    private bool _failed;

    private Parser(EmbeddedText text, DiagnosticBag found)
    {
        _text = text;
        _found = found;
        var inLexer = new DiagnosticBag();
        _tokens = Lexer.Lex(text, inLexer);
        foreach (var diagnostic in inLexer.ToSorted())
        {
            found.Add(diagnostic);
        }

        _failed = inLexer.HasErrors;
    }

    private Token Current => _tokens[_at];

    /// <summary>The names that cannot be used for things, because expressions use them.</summary>
    public static IReadOnlyCollection<string> ReservedWords => Reserved;

    /// <summary>Reads a whole text as one expression.</summary>
    public static Expr Expression(EmbeddedText text, DiagnosticBag found) => new Parser(text, found).Whole(p => p.Expression());

    /// <summary>Reads a whole text as a range clause, such as the value of <c>each:</c>; null where it is none.</summary>
    public static RangeClause? Range(EmbeddedText text, DiagnosticBag found) => new Parser(text, found).WholeOrNull(p => p.Range());

    /// <summary>Reads a whole text as an effect; null where it is none.</summary>
    public static EffectSyntax? Effect(EmbeddedText text, DiagnosticBag found) => new Parser(text, found).WholeOrNull(p => p.Effect());

    private Expr Whole(Func<Parser, Expr> read)
    {
        var result = WholeOrNull(read);
        return result ?? new ErrorExpr(_text.ToFile(new(0, _text.Value.Length)));
    }

    private T? WholeOrNull<T>(Func<Parser, T?> read)
        where T : class
    {
        try
        {
            var result = read(this);
            if (!_failed && Current.Kind != TokenKind.End)
            {
                Expected(Comparisons.Contains(Current.Text) ? "one comparison" : "the end of the expression");
            }

            return _failed ? null : result;
        }
        catch (GiveUp)
        {
            return null;
        }
    }

    private Expr Expression()
    {
        using var level = Deeper();
        if (!Current.Is("if"))
        {
            return Or();
        }

        var start = Take().Span;
        var condition = Expression();
        Need("then");
        var then = Expression();
        Need("else");
        var otherwise = Expression();
        return new IfExpr(Join(start, otherwise.Span), condition, then, otherwise);
    }

    private Expr Or() => LeftToRight(And, "or");

    private Expr And() => LeftToRight(Not, "and");

    private Expr Not()
    {
        if (!Current.Is("not"))
        {
            return Comparison();
        }

        using var level = Deeper();
        var start = Take().Span;
        var operand = Not();
        return new UnaryExpr(Join(start, operand.Span), "not", operand);
    }

    private Expr Comparison()
    {
        var left = Sum();
        if (Current.Is("is"))
        {
            Take();
            var negated = TakeIf("not");
            var state = Name("the name of a state or option");
            return new IsExpr(Join(left.Span, state.Span), left, state, negated);
        }

        if (Current.Is("in") || (Current.Is("not") && _tokens[Math.Min(_at + 1, _tokens.Length - 1)].Is("in")))
        {
            var negated = TakeIf("not");
            Take();
            var set = Name("the name of a set");
            return new InExpr(Join(left.Span, set.Span), left, set, negated);
        }

        if (Current.Kind != TokenKind.Symbol || !Comparisons.Contains(Current.Text))
        {
            return left;
        }

        var op = Take();
        var right = Sum();
        if (Current.Kind == TokenKind.Symbol && Comparisons.Contains(Current.Text))
        {
            Report(Rules.ChainedComparison, Current.Span, "join two comparisons with 'and'");
        }

        return new BinaryExpr(Join(left.Span, right.Span), op.Text, op.Span, left, right);
    }

    private Expr Sum() => LeftToRight(Product, "+", "-");

    private Expr Product() => LeftToRight(Signed, "*", "/");

    private Expr Signed()
    {
        if (!Current.Is("-"))
        {
            return Power();
        }

        using var level = Deeper();
        var start = Take().Span;
        var operand = Signed();
        return new UnaryExpr(Join(start, operand.Span), "-", operand);
    }

    private Expr Power()
    {
        var left = Per();
        if (!Current.Is("^"))
        {
            return left;
        }

        using var level = Deeper();
        var op = Take();
        var right = Signed();
        return new BinaryExpr(Join(left.Span, right.Span), "^", op.Span, left, right);
    }

    private Expr Per()
    {
        var operand = Primary();
        while (Current.Is("per"))
        {
            Take();
            var unit = Current;
            if (unit.Kind != TokenKind.Name || Unit.YearsIn(unit.Text) is not { } years)
            {
                throw Expected("a unit of time: year, quarter, month, week or day");
            }

            Longer(Take());
            operand = new PerExpr(Join(operand.Span, unit.Span), operand, years);
        }

        return operand;
    }

    private Expr Primary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                return Number();
            case TokenKind.Date:
                Take();
                return new DateExpr(token.Span, (int)token.Value);
            case TokenKind.Symbol when token.Text == "(":
                Take();
                var inner = Expression();
                Need(")");
                return inner;
            case TokenKind.Name when token.Text is "true" or "false" || !Reserved.Contains(token.Text):
                return Named();
            default:
                throw Expected("a value");
        }
    }

    private Expr Number()
    {
        var token = Take();
        var value = token.Value;
        var span = token.Span;
        if (Current.Is("%"))
        {
            span = Join(span, Take().Span);
            value /= 100;
        }

        if (Current.Kind == TokenKind.Name && (Unit.YearsIn(Current.Text) is not null || Current.Text is "step" or "steps"))
        {
            var unit = Take();
            return new DurationExpr(Join(span, unit.Span), value, Unit.YearsIn(unit.Text));
        }

        return new NumberExpr(span, value);
    }

    private Expr Named()
    {
        var token = Take();
        var name = new NameExpr(token.Span, token.Text);
        if (Current.Is("["))
        {
            Take();
            var indices = ImmutableArray.CreateBuilder<Expr>();
            do
            {
                indices.Add(Expression());
            }
            while (TakeIf(","));
            var end = Need("]");
            return new IndexExpr(Join(token.Span, end.Span), name, indices.ToImmutable());
        }

        return Current.Is("(") ? Call(name) : name;
    }

    private Expr Call(NameExpr name)
    {
        Take();
        var arguments = ImmutableArray.CreateBuilder<Argument>();
        if (Current.Is(")"))
        {
            return new CallExpr(Join(name.Span, Take().Span), name, []);
        }

        do
        {
            if (StartsRange())
            {
                return Aggregate(name, arguments, null);
            }

            var value = Expression();
            if (Current.Is("for"))
            {
                Take();
                return Aggregate(name, arguments, value);
            }

            if (TakeIf(":"))
            {
                arguments.Add(new Argument(value, Expression()));
            }
            else
            {
                arguments.Add(new Argument(null, value));
            }
        }
        while (Current.Is(",") && Longer(Take()));
        var end = Need(")");
        return new CallExpr(Join(name.Span, end.Span), name, arguments.ToImmutable());
    }

    // "a in s where …" as an argument is a range, not a question whether a is in s, where it is followed by what only a range has
    // or where it is the only argument; "(a, b) in pairs(s)" always is one.
    private bool StartsRange()
    {
        if (Current.Is("("))
        {
            return At(1).Kind == TokenKind.Name && At(2).Is(",") && At(3).Kind == TokenKind.Name && At(4).Is(")") && At(5).Is("in");
        }

        return Current.Kind == TokenKind.Name && !Reserved.Contains(Current.Text) && At(1).Is("in") && At(2).Kind == TokenKind.Name
            && (At(3).Is("where") || At(3).Is("weighted") || At(3).Is("else") || At(3).Is(")"));

        Token At(int ahead) => _tokens[Math.Min(_at + ahead, _tokens.Length - 1)];
    }

    private AggregateExpr Aggregate(NameExpr name, ImmutableArray<Argument>.Builder before, Expr? element)
    {
        var range = Range();
        Expr? weight = null;
        Expr? otherwise = null;
        if (TakeIf("weighted"))
        {
            Need("by");
            weight = Expression();
        }

        if (TakeIf("else"))
        {
            otherwise = Expression();
        }

        var end = Need(")");
        if (before.Count > 1 || (before.Count == 1 && before[0].Label is not null))
        {
            Report(Rules.UnexpectedText, before[^1].Value.Span, null, "one subject", "another argument");
        }

        return new AggregateExpr(Join(name.Span, end.Span), name, before.Count > 0 ? before[0].Value : null, element, range, weight, otherwise);
    }

    private RangeClause Range()
    {
        var start = Current.Span;
        var variables = ImmutableArray.CreateBuilder<NameExpr>();
        if (TakeIf("("))
        {
            variables.Add(Name("a variable"));
            Need(",");
            variables.Add(Name("a variable"));
            Need(")");
        }
        else
        {
            variables.Add(Name("a variable"));
        }

        Need("in");
        var set = Name(variables.Count == 1 ? "the name of a set" : "'pairs' or 'links'");
        var kind = RangeKind.Members;
        var end = set.Span;
        if (variables.Count == 2)
        {
            if (set.Name is not ("pairs" or "links"))
            {
                throw Expected("'pairs(…)' or 'links(…)' for two variables", set.Span, set.Name);
            }

            kind = set.Name == "pairs" ? RangeKind.Pairs : RangeKind.Links;
            Need("(");
            set = Name("the name of a set");
            end = Need(")").Span;
        }

        Expr? filter = null;
        if (TakeIf("where"))
        {
            filter = Expression();
            end = filter.Span;
        }

        return new RangeClause(Join(start, end), kind, variables.ToImmutable(), set, filter);
    }

    private EffectSyntax Effect()
    {
        var start = Current.Span;
        if (TakeIf("fire"))
        {
            var machine = Target();
            Need(".");
            var transition = Name("the name of a transition");
            return new EffectSyntax(Join(start, transition.Span), machine, "fire", null, transition, null, null);
        }

        var target = Target();
        if (!(Current.Kind == TokenKind.Symbol && Current.Text is "=" or "+=" or "-=" or "*="))
        {
            throw Expected("'=', '+=', '-=' or '*='");
        }

        var op = Take();
        var value = Expression();
        var end = value.Span;
        string? shape = null;
        Expr? duration = null;
        if (Current.Is("over") || Current.Is("fading"))
        {
            shape = Take().Text;
            duration = Expression();
            end = duration.Span;
        }

        return new EffectSyntax(Join(start, end), target, op.Text, value, null, shape, duration);
    }

    private Expr Target()
    {
        if (Current.Kind != TokenKind.Name || Reserved.Contains(Current.Text))
        {
            throw Expected("the name of a state");
        }

        var target = Named();
        return target is NameExpr or IndexExpr ? target : throw Expected("the name of a state", target.Span, "a call");
    }

    private Expr LeftToRight(Func<Expr> operand, params string[] operators)
    {
        var left = operand();
        while (Current.Kind is TokenKind.Symbol or TokenKind.Name && operators.Contains(Current.Text))
        {
            var op = Take();
            Longer(op);
            var right = operand();
            left = new BinaryExpr(Join(left.Span, right.Span), op.Text, op.Span, left, right);
        }

        return left;
    }

    private NameExpr Name(string what)
    {
        if (Current.Kind != TokenKind.Name || Reserved.Contains(Current.Text))
        {
            throw Expected(what);
        }

        var token = Take();
        return new NameExpr(token.Span, token.Text);
    }

    private Token Take() => _tokens[_at < _tokens.Length - 1 ? _at++ : _at];

    private bool TakeIf(string text)
    {
        if (!Current.Is(text))
        {
            return false;
        }

        Take();
        return true;
    }

    private Token Need(string text) => Current.Is(text) ? Take() : throw Expected($"'{text}'");

    private GiveUp Expected(string what) => Expected(what, Current.Span, Current.Kind == TokenKind.End ? null : Current.Text);

    private GiveUp Expected(string what, TextSpan span, string? foundText)
    {
        if (!_failed)
        {
            Report(Rules.UnexpectedText, span, Slip(foundText), what, foundText is null ? "the end" : $"'{foundText}'");
        }

        return new GiveUp();
    }

    // What people write who come from another language.
    private static string? Slip(string? foundText) => foundText switch
    {
        "=" => "a comparison is written '=='",
        "==" => "an effect sets with '='",
        "," or ";" => "several effects are a list: [\"x += 1\", \"y += 1\"]; a decimal has a point",
        "percent" => "write 2%",
        "in" or "where" or "weighted" => "an aggregate is written sum(x[a] for a in a_set where … weighted by …)",
        _ => null,
    };

    private void Report(DiagnosticRule rule, TextSpan span, string? hint, params object?[] arguments)
    {
        _failed = true;
        _found.Add(rule.At(_text.Source, span, arguments) with { Hint = hint });
    }

    private Level Deeper() => ++_depth > MaxDepth ? throw TooComplex(Current) : new Level(this);

    private bool Longer(Token at) => ++_length > MaxLength ? throw TooComplex(at) : true;

    private GiveUp TooComplex(Token at)
    {
        Report(Rules.TooComplex, at.Span, "name a part of it under 'derive:'");
        return new GiveUp();
    }

    private static TextSpan Join(TextSpan first, TextSpan last) => TextSpan.FromBounds(first.Start, last.End);

    private sealed class GiveUp : Exception;

    private readonly struct Level(Parser parser) : IDisposable
    {
        public void Dispose() => parser._depth--;
    }
}
