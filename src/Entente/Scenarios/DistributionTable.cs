using System.Globalization;
using System.Text;
using Entente.Sampling;

namespace Entente.Scenarios;

/// <summary>Prints the distributions as the table of the language reference.</summary>
public static class DistributionTable
{
    /// <summary>A Markdown table, lines ended by <c>\n</c>.</summary>
    public static string Text()
    {
        var text = new StringBuilder("| distribution | what it is | parameters |\n|---|---|---|\n");
        foreach (var family in Distributions.All)
        {
            var parameters = string.Join("; ", family.Parameters.Select(p => $"`{p.Name}`: {p.Description}"));
            text.Append(CultureInfo.InvariantCulture, $"| `{family.Example}` | {family.Summary} | {parameters} |\n");
        }

        foreach (var (_, says, example) in DistributionBinder.Special)
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{example}` | {char.ToUpperInvariant(says[0]) + says[1..]}. | |\n");
        }

        return text.ToString();
    }
}
