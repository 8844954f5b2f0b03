using System.Collections.Immutable;
using Entente.Text;

namespace Entente.Yaml;

/// <summary>A piece of a YAML document with its place. Documents laid over each other keep the places of their parts.</summary>
public abstract record YamlNode(SourceText Source, TextSpan Span)
{
    /// <summary>What diagnostics call this shape.</summary>
    public abstract string Shape { get; }
}

/// <summary>A scalar: text that the language gives a meaning.</summary>
public sealed record YamlScalar(EmbeddedText Embedded, TextSpan Span) : YamlNode(Embedded.Source, Span)
{
    public string Value => Embedded.Value;

    /// <summary>Whether it was written with nothing, <c>~</c> or <c>null</c>.</summary>
    public bool IsNull { get; init; }

    public override string Shape => IsNull ? "nothing" : $"'{(Value.Length > 40 ? Value[..40] + "…" : Value)}'";
}

/// <summary>A list.</summary>
public sealed record YamlSequence(SourceText Source, TextSpan Span, ImmutableArray<YamlNode> Items) : YamlNode(Source, Span)
{
    public override string Shape => "a list";
}

/// <summary>A mapping; keys are unique and keep the order of the file.</summary>
public sealed record YamlMapping(SourceText Source, TextSpan Span, ImmutableArray<YamlEntry> Entries) : YamlNode(Source, Span)
{
    public override string Shape => "a mapping";

    public YamlNode? Find(string key) => Entries.FirstOrDefault(e => e.Key.Value == key)?.Value;
}

/// <summary>One key of a mapping with its value.</summary>
public sealed record YamlEntry(YamlScalar Key, YamlNode Value);
