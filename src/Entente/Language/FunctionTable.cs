using System.Text;

namespace Entente.Language;

/// <summary>Prints the rows of <see cref="Functions"/> as the table of the language reference.</summary>
public static class FunctionTable
{
    /// <summary>A Markdown table, lines ended by <c>\n</c>.</summary>
    public static string Text()
    {
        var text = new StringBuilder("| function | gives | units | for example |\n|---|---|---|---|\n");
        foreach (var function in Functions.All)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{function.Signature}` | {function.Says} | {Words(function.Units)} | `{function.Example}` |\n");
        }

        return text.ToString();
    }

    private static string Words(UnitRule rule) => rule switch
    {
        UnitRule.Same => "all the same, and so is the value's",
        UnitRule.Root => "the value has the square root of the unit",
        _ => "arguments without dimension, a plain value",
    };
}
