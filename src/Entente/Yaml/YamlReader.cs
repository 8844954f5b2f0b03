using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Entente.Yaml;

/// <summary>Reads YAML text into nodes with places. Walks the parser's events, so nothing is deserialised and no alias is expanded.</summary>
public static class YamlReader
{
    /// <summary>The deepest nesting that is read.</summary>
    public const int MaxDepth = 64;

    /// <summary>The document's root, or null where the text is not one YAML document; the bag then says why.</summary>
    public static YamlNode? Read(SourceText source, DiagnosticBag found)
    {
        var walk = new Walk(source, found);
        try
        {
            return walk.Document();
        }
        catch (YamlException error)
        {
            found.Add(Rules.BadYaml.At(source, Place(source, error), Plain(error.Message)) with { Hint = Advice(error.Message) });
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or FormatException or IndexOutOfRangeException or OverflowException)
        {
            // The library throws these without a position for some broken input; the last good event says roughly where.
            found.Add(Rules.BadYaml.At(source, Point(source, walk.LastGood), "it breaks off near here") with { Hint = Unclosed });
        }
        catch (StopReading)
        {
            // The reason is in the bag already.
        }

        return null;
    }

    private const string Unclosed = "is a bracket, a brace or a quote not closed?";

    // The library tells of a tab where the text before it began; people look for the tab.
    private static TextSpan Place(SourceText source, YamlException error)
    {
        var tab = error.Message.Contains("tab character", StringComparison.Ordinal) ? source.Content.IndexOf('\t', StringComparison.Ordinal) : -1;
        return Point(source, tab >= 0 ? tab : error.Start.Index);
    }

    private static string? Advice(string message) => message switch
    {
        _ when message.Contains("tab character", StringComparison.Ordinal) => "YAML is indented with spaces",
        _ when message.Contains("flow", StringComparison.Ordinal) => "inside { } and [ ], put quotes around an expression that has brackets, commas or a colon",
        _ when message.Contains("expected key", StringComparison.Ordinal) => "is this line indented like its neighbours, and does a list item have its dash?",
        _ when message.Contains("invalid mapping", StringComparison.Ordinal) => "put quotes around a text that has a colon with a space",
        _ when message.Contains("quoted scalar", StringComparison.Ordinal) || message.Contains("indentation", StringComparison.Ordinal) => Unclosed,
        _ => null,
    };

    private static TextSpan Point(SourceText source, long index) => new(Clamp(source, index), Math.Min(1, source.Content.Length));

    private static int Clamp(SourceText source, long index) => (int)Math.Clamp(index, 0, Math.Max(0, source.Content.Length - 1));

    private static string Plain(string message)
    {
        var colon = message.StartsWith('(') ? message.IndexOf("): ", StringComparison.Ordinal) : -1;
        var text = (colon >= 0 ? message[(colon + 3)..] : message).Trim().TrimEnd('.');
        return text.Length > 1 ? char.ToLowerInvariant(text[0]) + text[1..] : text;
    }

    private sealed class StopReading : Exception;

    private sealed class Walk(SourceText source, DiagnosticBag found)
    {
        private readonly Parser _parser = new(new StringReader(source.Content));

        public long LastGood { get; private set; }

        public YamlNode? Document()
        {
            Next<StreamStart>();
            if (_parser.Current is StreamEnd)
            {
                found.Add(Rules.EmptyFile.At(source, default, source.Path));
                return null;
            }

            Next<DocumentStart>();
            var root = Node(0);
            Next<DocumentEnd>();
            if (_parser.Current is not StreamEnd)
            {
                found.Add(Rules.BadYaml.At(source, Span(_parser.Current!), "a file holds one document"));
                return null;
            }

            if (root is YamlScalar { IsNull: true })
            {
                found.Add(Rules.EmptyFile.At(source, default, source.Path));
                return null;
            }

            return root;
        }

        private YamlNode Node(int depth)
        {
            var current = _parser.Current ?? throw new InvalidOperationException();
            if (depth > MaxDepth)
            {
                found.Add(Rules.TooDeep.At(source, Point(source, current.Start.Index), MaxDepth));
                throw new StopReading();
            }

            if (current is AnchorAlias || (current is NodeEvent { Anchor.IsEmpty: false } or NodeEvent { Tag.IsEmpty: false }))
            {
                found.Add(Rules.AliasRefused.At(source, Span(current)) with { Hint = "write the value out, or use 'extends'" });
                throw new StopReading();
            }

            switch (current)
            {
                case Scalar scalar:
                    Next<Scalar>();
                    var span = Span(scalar);
                    return new YamlScalar(EmbeddedText.Align(source, span, scalar.Value), span)
                    {
                        IsNull = scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null",
                    };
                case SequenceStart start:
                    return Sequence(start, depth);
                case MappingStart start:
                    return Mapping(start, depth);
                default:
                    throw new InvalidOperationException();
            }
        }

        private YamlSequence Sequence(SequenceStart start, int depth)
        {
            Next<SequenceStart>();
            var items = ImmutableArray.CreateBuilder<YamlNode>();
            while (_parser.Current is not SequenceEnd)
            {
                items.Add(Node(depth + 1));
            }

            var end = Next<SequenceEnd>();
            return new YamlSequence(source, Whole(start, end, start.Style == SequenceStyle.Flow), items.ToImmutable());
        }

        private YamlMapping Mapping(MappingStart start, int depth)
        {
            Next<MappingStart>();
            var entries = ImmutableArray.CreateBuilder<YamlEntry>();
            var keys = new HashSet<string>(StringComparer.Ordinal);
            while (_parser.Current is not MappingEnd)
            {
                var key = Node(depth + 1);
                var value = Node(depth + 1);
                if (key is not YamlScalar scalar)
                {
                    found.Add(Rules.WrongShape.At(source, key.Span, "a key", key.Shape));
                }
                else if (!keys.Add(scalar.Value))
                {
                    found.Add(Rules.DuplicateKey.At(source, key.Span, scalar.Value));
                }
                else
                {
                    entries.Add(new YamlEntry(scalar, value));
                }
            }

            var end = Next<MappingEnd>();
            return new YamlMapping(source, Whole(start, end, start.Style == MappingStyle.Flow), entries.ToImmutable());
        }

        private T Next<T>()
            where T : ParsingEvent
        {
            if (_parser.Current is null)
            {
                _parser.MoveNext();
            }

            var current = _parser.Current as T ?? throw new InvalidOperationException();
            LastGood = current.End.Index;
            _parser.MoveNext();
            return current;
        }

        private TextSpan Span(ParsingEvent e) => TextSpan.FromBounds(Clamp(source, e.Start.Index), (int)Math.Min(e.End.Index, source.Content.Length));

        // A flow ends with its bracket, a block where the next thing begins.
        private TextSpan Whole(ParsingEvent start, ParsingEvent end, bool isFlow)
        {
            var from = Clamp(source, start.Start.Index);
            var to = (int)Math.Min(Math.Max(isFlow ? end.Start.Index + 1 : end.Start.Index, start.End.Index), source.Content.Length);
            return TextSpan.FromBounds(from, from + source.Content.AsSpan(from, Math.Max(0, to - from)).TrimEnd().Length);
        }
    }
}
