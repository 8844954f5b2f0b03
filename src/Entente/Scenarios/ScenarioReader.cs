using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Text;
using Entente.Yaml;

namespace Entente.Scenarios;

/// <summary>First stage: files to one document. Follows <c>extends</c>, applies <c>remove</c>, and lays the variant over it.</summary>
public static class ScenarioReader
{
    /// <summary>Reads a scenario; null where it cannot be read at all.</summary>
    public static ScenarioSyntax? Read(IScenarioFiles files, string fileName, ScenarioChoice choice, DiagnosticBag found)
    {
        var folder = new ScenarioFolder(files);
        var main = folder.Read(fileName, fileName, ScenarioFolder.DocumentLimit, SourceText.None, default, found);
        if (main is null || Document(folder, fileName, main, [fileName], [], found) is not { } root)
        {
            return null;
        }

        if (choice.Variant is { } name)
        {
            root = LayVariant(root, name, main, found);
        }

        if (choice.Expects is { } expects)
        {
            root = (YamlMapping)Overlay.Lay(root, new YamlMapping(expects.Source, expects.Span, [new YamlEntry(YamlText.Scalar("expect", expects.Source.Path), expects)]));
        }

        return new ScenarioSyntax(root, main, folder, choice);
    }

    // Each file is read once, however many name it as their base.
    private static YamlMapping? Document(
        ScenarioFolder folder, string path, SourceText source, ImmutableArray<string> chain, Dictionary<string, YamlMapping?> read, DiagnosticBag found)
    {
        if (!read.TryGetValue(path, out var document))
        {
            read[path] = document = Resolved(folder, path, source, chain, read, found);
        }

        return document;
    }

    private static YamlMapping? Resolved(
        ScenarioFolder folder, string path, SourceText source, ImmutableArray<string> chain, Dictionary<string, YamlMapping?> read, DiagnosticBag found)
    {
        var node = YamlReader.Read(source, found);
        if (node is null)
        {
            return null;
        }

        if (node is not YamlMapping top)
        {
            found.Add(Rules.WrongShape.At(source, new TextSpan(node.Span.Start, Math.Min(1, node.Span.Length)), "a scenario as a mapping", node.Shape));
            return null;
        }

        // Without a base nothing of the rest can be judged: what it lacks, the base may have.
        if (Paths(top, "extends", found) is not { } bases)
        {
            return null;
        }

        YamlNode? below = null;
        var complete = true;
        foreach (var basePath in bases)
        {
            var resolved = ScenarioFolder.Resolve(path, basePath.Value);
            if (resolved is not null && chain.Contains(resolved))
            {
                var cycle = string.Join(" -> ", chain.SkipWhile(p => p != resolved).Append(resolved));
                found.Add(Rules.CyclicExtends.At(source, basePath.Span, resolved, cycle));
                complete = false;
                continue;
            }

            if (folder.Read(resolved, basePath.Value, ScenarioFolder.DocumentLimit, source, basePath.Span, found) is { } text
                && Document(folder, resolved!, text, chain.Add(resolved!), read, found) is { } document)
            {
                below = below is null ? document : Overlay.Lay(below, Rebased(document));
            }
            else
            {
                complete = false;
            }
        }

        if (!complete)
        {
            return null;
        }

        foreach (var removed in Paths(top, "remove", found) ?? [])
        {
            if (below is null)
            {
                found.Add(Rules.NothingToRemove.At(source, removed.Span, removed.Value) with { Hint = "'remove' takes keys out of what 'extends' names" });
            }
            else
            {
                below = Overlay.Remove(below, removed, found);
            }
        }

        return below is null ? top : (YamlMapping)Overlay.Lay(below, top);
    }

    // A second base must not bring its own extends or remove along: they have been followed.
    private static YamlMapping Rebased(YamlMapping document) =>
        document with { Entries = [.. document.Entries.Where(e => e.Key.Value is not ("extends" or "remove"))] };

    // Null where it is neither a text nor a list of texts.
    private static ImmutableArray<YamlScalar>? Paths(YamlMapping document, string key, DiagnosticBag found)
    {
        switch (document.Find(key))
        {
            case null or YamlScalar { IsNull: true }:
                return [];
            case YamlScalar one:
                return [one];
            case YamlSequence many:
                foreach (var wrong in many.Items.Where(i => i is not YamlScalar))
                {
                    found.Add(Rules.WrongShape.At(wrong.Source, wrong.Span, "a text", wrong.Shape));
                }

                return [.. many.Items.OfType<YamlScalar>()];
            case var other:
                found.Add(Rules.WrongShape.At(other.Source, other.Span, "a text or a list", other.Shape));
                return null;
        }
    }

    private static YamlMapping LayVariant(YamlMapping root, string name, SourceText main, DiagnosticBag found)
    {
        var variants = root.Find("variants") as YamlMapping;
        if (variants?.Find(name) is not YamlMapping variant)
        {
            var known = variants?.Entries.Select(e => e.Key.Value).ToArray() ?? [];
            found.Add(Rules.UnknownVariant.At(main, default, name) with { Hint = NearestName.Hint(name, known) ?? "this scenario has no variants" });
            return root;
        }

        if (variant.Find("overrides") is YamlMapping overrides)
        {
            // A side is compared by the expectations of the scenario as it stands.
            if (overrides.Entries.FirstOrDefault(e => e.Key.Value == "expect") is { } expect)
            {
                found.Add(Rules.UnknownKey.At(expect.Key.Source, expect.Key.Span, "expect", "a variant's overrides") with { Hint = "an expectation names the variant it is about" });
            }

            root = (YamlMapping)Overlay.Lay(root, overrides);
        }

        return root;
    }
}
