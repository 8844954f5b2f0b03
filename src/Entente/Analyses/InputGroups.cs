using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Planning;
using Entente.Scenarios;

namespace Entente.Analyses;

/// <summary>An input of an analysis: one uncertain number, or several that are taken as one.</summary>
/// <param name="Name">Its name; names joined by <c>+</c> where correlated ones are taken as one.</param>
/// <param name="Numbers">Positions among the plan's uncertain numbers.</param>
public sealed record InputGroup(string Name, ImmutableArray<int> Numbers);

/// <summary>Takes uncertain numbers together.</summary>
public static class InputGroups
{
    /// <summary>What is left when some inputs are named.</summary>
    public const string Others = "(all others)";

    /// <summary>The inputs of a plan.</summary>
    /// <param name="each">Whether every number is an input of its own; otherwise those of one name are one.</param>
    /// <param name="wanted">Inputs to tell apart; the others become one. None for all.</param>
    /// <param name="joinCorrelated">Whether numbers that are correlated, directly or through others, are one input.</param>
    public static ImmutableArray<InputGroup> Of(Plan plan, bool each, ImmutableArray<string> wanted, bool joinCorrelated)
    {
        var names = plan.Uncertain.Select(u => each ? u.Name : BaseOf(u.Name)).ToArray();
        var heads = names.Distinct().ToDictionary(n => n, n => n, StringComparer.Ordinal);
        if (joinCorrelated)
        {
            foreach (var pair in plan.Scenario.Correlations.Where(c => c.Rank != 0))
            {
                var (a, b) = (heads[pair.A.Name], heads[pair.B.Name]);
                foreach (var member in heads.Where(h => h.Value == b).Select(h => h.Key).ToArray())
                {
                    heads[member] = a;
                }
            }
        }

        bool IsWanted(string head) => wanted.IsEmpty || heads.Any(h => h.Value == head && (wanted.Contains(h.Key) || wanted.Contains(BaseOf(h.Key))));
        return
        [
            .. names.Select((name, k) => (Head: IsWanted(heads[name]) ? heads[name] : Others, Name: name, k))
                .GroupBy(n => n.Head, StringComparer.Ordinal)
                .Select(g => new InputGroup(g.Key == Others ? Others : string.Join(" + ", g.Select(n => n.Name).Distinct()), [.. g.Select(n => n.k)]))
                .OrderBy(g => g.Name == Others).ThenBy(g => g.Numbers[0]),
        ];
    }

    /// <summary>The input to which each number belongs.</summary>
    public static ImmutableArray<int> Owners(ImmutableArray<InputGroup> groups)
    {
        var owners = new int[groups.Sum(g => g.Numbers.Length)];
        for (var g = 0; g < groups.Length; g++)
        {
            foreach (var number in groups[g].Numbers)
            {
                owners[number] = g;
            }
        }

        return [.. owners];
    }

    /// <summary>What is wrong with the names of wanted inputs.</summary>
    public static IEnumerable<Diagnostic> Check(Plan plan, ImmutableArray<string> wanted)
    {
        var known = plan.Uncertain.SelectMany(u => new[] { u.Name, BaseOf(u.Name) }).Distinct().ToArray();
        return wanted.Where(w => !known.Contains(w)).Select(w => Rules.UnknownName.Nowhere(w) with { Hint = NearestName.Hint(w, known) ?? "an uncertainty, or with --levers a lever" });
    }

    private static string BaseOf(string name) => name.IndexOfAny(['[', '@']) is var at and > 0 ? name[..at] : name;
}
