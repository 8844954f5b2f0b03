namespace Entente.Tests.Differential;

/// <summary>Makes a text smaller while something stays true of it: without some lines, with less in its brackets.</summary>
internal static class Reduction
{
    /// <param name="text">A scenario whose named things stand on lines of their own, and whose expressions have brackets round their parts.</param>
    /// <param name="stays">What has to stay true.</param>
    /// <param name="tries">How often that is asked at most.</param>
    public static string Of(string text, Func<string, bool> stays, int tries)
    {
        for (var smaller = true; smaller && tries > 0;)
        {
            smaller = false;
            foreach (var one in Smaller(text))
            {
                if (tries-- <= 0)
                {
                    break;
                }

                if (stays(one))
                {
                    text = one;
                    smaller = true;
                    break;
                }
            }
        }

        return text;
    }

    private static IEnumerable<string> Smaller(string text)
    {
        var lines = text.Split('\n');
        for (var k = lines.Length - 1; k >= 0; k--)
        {
            yield return string.Join('\n', lines.Where((_, n) => n != k));
        }

        for (var open = text.IndexOf('(', StringComparison.Ordinal); open >= 0; open = text.IndexOf('(', open + 1))
        {
            if (Close(text, open) is not { } close || text[open..close].Contains('\n', StringComparison.Ordinal))
            {
                continue;
            }

            foreach (var instead in new[] { "1", "0", "true", "false" }.Concat(Inside(text, open, close)))
            {
                if (instead.Length < close + 1 - open)
                {
                    yield return text[..open] + instead + text[(close + 1)..];
                }
            }
        }

        // Items of a list of effects, and keys of a mapping.
        for (var comma = text.IndexOf(", ", StringComparison.Ordinal); comma >= 0; comma = text.IndexOf(", ", comma + 1, StringComparison.Ordinal))
        {
            var next = text.IndexOfAny([',', ']', '}'], comma + 1);
            if (next > 0)
            {
                yield return text[..comma] + text[next..];
            }
        }
    }

    private static IEnumerable<string> Inside(string text, int open, int close)
    {
        for (var k = open + 1; k < close; k++)
        {
            if (text[k] == '(' && Close(text, k) is { } end)
            {
                yield return text[k..(end + 1)];
            }
        }
    }

    private static int? Close(string text, int open)
    {
        var depth = 0;
        for (var k = open; k < text.Length; k++)
        {
            depth += text[k] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0)
            {
                return k;
            }
        }

        return null;
    }
}
