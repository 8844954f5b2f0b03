using System.Text;

namespace Entente.Reports;

/// <summary>Sentences of a scenario where there is no trial to fill their values in.</summary>
internal static class SentenceText
{
    /// <summary>A template with <c>…</c> for each value; doubled braces are braces.</summary>
    public static string WithoutValues(string template)
    {
        var text = new StringBuilder(template.Length);
        for (var at = 0; at < template.Length; at++)
        {
            var unit = template[at];
            if (unit is '{' or '}' && at + 1 < template.Length && template[at + 1] == unit)
            {
                text.Append(unit);
                at++;
            }
            else if (unit == '{' && template.IndexOf('}', at) is var end and > 0)
            {
                text.Append('…');
                at = end;
            }
            else
            {
                text.Append(unit);
            }
        }

        return text.ToString();
    }
}
