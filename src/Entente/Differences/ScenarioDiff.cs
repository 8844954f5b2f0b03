using System.Collections.Immutable;
using System.Globalization;
using Entente.Language;
using Entente.Scenarios;
using Entente.Yaml;

namespace Entente.Differences;

/// <summary>What two scenarios say differently, item by item, after everything was laid over everything.</summary>
/// <param name="Changes">By section, in the language's order, and by name.</param>
/// <param name="Draws">Which draws are others.</param>
public sealed record ScenarioDiff(Scenario Before, Scenario After, ImmutableArray<Change> Changes, DrawDifferences Draws)
{
    /// <summary>The section under which lever settings are listed.</summary>
    public const string Settings = "settings";

    // They have no part in a trial.
    private static readonly ImmutableArray<string> Words = ["says", "evidence", "judgement", "source", "title", "rare"];
    private static readonly ImmutableArray<string> Silent =
        ["format", "id", "title", "summary", "extends", "remove", "observed", "variants", "expect", "play", "seats", "injects", "votes"];

    // A set's table and its members are told by the data they give.
    private static readonly ImmutableArray<string> Hidden = ["format", "extends", "remove"];

    /// <summary>Compares two scenarios.</summary>
    public static ScenarioDiff Of(Scenario before, Scenario after)
    {
        var (a, b) = (before.Syntax.Root, after.Syntax.Root);
        var changes = Shapes.Scenario.Keys.Where(k => !Hidden.Contains(k.Name)).SelectMany(k => Section(k, a.Find(k.Name), b.Find(k.Name)))
            .Concat(SettingsOf(before, after)).ToList();
        if (TablesDiffer(before, after))
        {
            changes.AddRange(Tables(before, after));
        }

        return new ScenarioDiff(before, after, [.. changes], DrawDifferences.Of(before, after));
    }

    private static IEnumerable<Change> Section(Key section, YamlNode? before, YamlNode? after)
    {
        if (section.Value != ValueShape.Map || before is not (null or YamlMapping) || after is not (null or YamlMapping))
        {
            return Item(section.Name, "", before, after);
        }

        var (one, other) = ((YamlMapping?)before, (YamlMapping?)after);
        return (one?.Entries ?? []).Concat(other?.Entries ?? []).Select(e => e.Key.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .SelectMany(name => Item(section.Name, name, one?.Find(name), other?.Find(name)));
    }

    private static IEnumerable<Change> Item(string section, string name, YamlNode? before, YamlNode? after)
    {
        if (before is null && after is null)
        {
            yield break;
        }

        ImmutableArray<ChangedPart> parts = before is null || after is null
            ? [new ChangedPart("", before is null ? null : YamlText.Inline(before), after is null ? null : YamlText.Inline(after))]
            : [.. Parts("", before, after)];
        if (before is not null && after is not null && parts.IsEmpty)
        {
            yield break;
        }

        var kind = before is null ? ChangeKind.Added : after is null ? ChangeKind.Removed : ChangeKind.Changed;
        yield return new Change(section, name, kind, parts)
        {
            MovesTrials = !Silent.Contains(section) && (kind != ChangeKind.Changed || parts.Any(p => !Words.Contains(p.Path.Split('.')[^1]))),
        };
    }

    // Mappings are gone through key by key; everything else is one part.
    private static IEnumerable<ChangedPart> Parts(string path, YamlNode before, YamlNode after)
    {
        if (before is YamlMapping one && after is YamlMapping other)
        {
            return one.Entries.Concat(other.Entries).Select(e => e.Key.Value).Distinct(StringComparer.Ordinal).SelectMany(key =>
            {
                var inner = path.Length == 0 ? key : $"{path}.{key}";
                return (one.Find(key), other.Find(key)) switch
                {
                    ({ } x, { } y) => Parts(inner, x, y),
                    (var x, var y) => [new ChangedPart(inner, x is null ? null : YamlText.Inline(x), y is null ? null : YamlText.Inline(y))],
                };
            });
        }

        var (was, becomes) = (YamlText.Inline(before), YamlText.Inline(after));
        return was == becomes && before.GetType() == after.GetType() ? [] : [new ChangedPart(path, was, becomes)];
    }

    // A lever's setting is the variant's or the command line's, where its definition is the same.
    private static IEnumerable<Change> SettingsOf(Scenario before, Scenario after) =>
        from lever in before.Levers
        join other in after.Levers on lever.Quantity.Name equals other.Quantity.Name
        where (lever.Setting != lever.Default || other.Setting != other.Default) && (lever.Setting != other.Setting || !lever.Knots.SequenceEqual(other.Knots))
        orderby lever.Quantity.Name
        select new Change(Settings, lever.Quantity.Name, ChangeKind.Changed, [new ChangedPart("", lever.Setting, other.Setting)]) { MovesTrials = true };

    private static bool TablesDiffer(Scenario before, Scenario after)
    {
        var (own, theirs) = (before.Syntax.Folder.Files, after.Syntax.Folder.Files);
        return own.Keys.Where(p => !p.EndsWith(".yaml", StringComparison.Ordinal)).Any(p => theirs.TryGetValue(p, out var other) && other.Content != own[p].Content);
    }

    // What comes from tables can differ where the documents do not.
    private static IEnumerable<Change> Tables(Scenario before, Scenario after) =>
        from quantity in before.Quantities
        where quantity.Sort == QuantityKind.Data
        join other in after.Quantities.Where(q => q.Sort == QuantityKind.Data) on quantity.Name equals other.Name
        let cells = Cells(before, quantity)
        let others = Cells(after, other)
        let differing = cells.Keys.Union(others.Keys).Count(k => !(cells.TryGetValue(k, out var x) && others.TryGetValue(k, out var y) && x.Equals(y)))
        where differing > 0
        orderby quantity.Name
        select new Change(
            "data", quantity.Name, ChangeKind.Changed,
            [new ChangedPart("", string.Create(CultureInfo.InvariantCulture, $"{cells.Count} values"), string.Create(CultureInfo.InvariantCulture, $"{others.Count} values, {differing} of them others"))])
        { MovesTrials = true };

    private static Dictionary<string, double> Cells(Scenario scenario, Quantity quantity) =>
        quantity.Scope.All().ToDictionary(c => quantity.Scope.Suffix(c.I, c.J), c => scenario.Constants[quantity.Offset + c.Cell], StringComparer.Ordinal);
}
