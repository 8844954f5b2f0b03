using System.Text;
using Entente.Diagnostics;
using Entente.Text;
using Entente.Yaml;
using FsCheck;
using FsCheck.Fluent;

namespace Entente.Tests.Text;

/// <summary>From a place in a value back to the place in the file, in every way YAML can write it.</summary>
public sealed class EmbeddedTextTests
{
    private static readonly string[] Pieces = ["a", "b", "+", " ", "x1", "é", "力", "🌍", "'", "\"", "\\", "0.5", "(", "#x", ":", "{y}", "%"];

    [Fact]
    public void Places_in_quotes_lead_to_the_same_characters()
    {
        Check(value => "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'");
        Check(value => "\"" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"");
    }

    [Fact]
    public void Places_in_blocks_lead_to_the_same_characters()
    {
        Check(value => "|-\n    " + value);
        Check(value => ">-\n    " + value);
        Check(value => "|2- # a | comment\n    " + value, indent: "  ");
    }

    [Fact]
    public void Places_in_escapes_lead_to_the_escape()
    {
        Check(value => "\"" + string.Concat(value.EnumerateRunes().Select(Escaped)) + "\"", areEscaped: true);
    }

    [Fact]
    public void Places_in_folded_lines_lead_to_the_same_characters()
    {
        Check(value => "\"" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("+a", "+\\\n      a", StringComparison.Ordinal) + "\"");
        Check(value => "'" + value.Replace("'", "''", StringComparison.Ordinal).Replace("a b", "a\r\n     b", StringComparison.Ordinal) + "'");
    }

    private static string Escaped(Rune rune) => rune.Value switch
    {
        < 0x80 => $"\\x{rune.Value:x2}",
        < 0x10000 => $"\\u{rune.Value:x4}",
        _ => $"\\U{rune.Value:x8}",
    };

    private static void Check(Func<string, string> write, string indent = "", bool areEscaped = false)
    {
        var values = Gen.Elements(Pieces).NonEmptyListOf().Select(string.Concat).Where(v => v.Trim() == v);
        var law = Prop.ForAll(values.ToArbitrary(), value =>
        {
            var source = new SourceText("a.yaml", $"# 🌍\nkey:\n  - {write(value)}\n");
            var found = new DiagnosticBag();
            var scalar = (YamlScalar)((YamlSequence)((YamlMapping)YamlReader.Read(source, found)!).Entries[0].Value).Items[0];
            var read = indent + value;
            Assert.Equal(read.Trim(), scalar.Value.Trim());
            for (var at = 0; at < scalar.Value.Length; at++)
            {
                var start = scalar.Embedded.ToFile(new(at, 1)).Start;
                var there = source.Content[start];
                Assert.True(there == scalar.Value[at] || there == '\\' || (char.IsWhiteSpace(there) && char.IsWhiteSpace(scalar.Value[at])), $"{scalar.Value[at]} is not {there} at {at} of {source.Content}");
                Assert.True(!areEscaped || there == '\\');
            }

            var whole = scalar.Embedded.ToFile(new(0, scalar.Value.Length));
            Assert.InRange(whole.End, whole.Start, source.Content.Length);
        });
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithReplay(20260401, 3).WithMaxTest(200), law);
    }
}
