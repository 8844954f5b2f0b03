using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Scenarios;
using Entente.Text;
using Entente.Yaml;

namespace Entente.Evidence;

/// <summary>Reads seed files and checks them. A file that is wrong is reported whole, like a scenario.</summary>
public static class SeedReader
{
    /// <summary>Reads the seed files of a folder.</summary>
    /// <param name="files">The folder.</param>
    /// <param name="names">Names of the files in it; their order does not matter.</param>
    /// <param name="found">Takes the diagnostics.</param>
    public static Seeds Read(IScenarioFiles files, IEnumerable<string> names, DiagnosticBag found)
    {
        var folder = new ScenarioFolder(files);
        var seeds = ImmutableArray.CreateBuilder<SeedFile>();
        var claims = ImmutableSortedDictionary.CreateBuilder<string, Claim>(StringComparer.Ordinal);
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            if (folder.Read(name, name, ScenarioFolder.DocumentLimit, SourceText.None, default, found) is not { } source
                || YamlReader.Read(source, found) is not { } root || Fields.Read(root, SeedShapes.Seed, null, found) is not { } fields)
            {
                continue;
            }

            var id = fields.Scalar("id");
            var seed = new SeedFile(id?.Value ?? name, fields.Text("subject") ?? "", fields.Text("written"), fields.Text("bibliography"), source.Path);
            if (id is not null && seeds.FirstOrDefault(s => s.Id == id.Value) is { } twin)
            {
                Twice(id, twin.Path, found);
            }

            seeds.Add(seed);
            foreach (var entry in fields.Entries("claims"))
            {
                if (claims.TryGetValue(entry.Key.Value, out var other))
                {
                    Twice(entry.Key, other.Seed.Path, found);
                }
                else if (Fields.Read(entry.Value, SeedShapes.Claim, entry.Key, found) is { } claim)
                {
                    claims.Add(entry.Key.Value, Claim(entry.Key, claim, seed));
                }
            }
        }

        return new Seeds(seeds.ToImmutable(), claims.ToImmutable());
    }

    private static Claim Claim(YamlScalar key, Fields fields, SeedFile seed)
    {
        var word = fields.Text("claim");
        var sort = SeedShapes.Sorts.Where(s => s.Word == word).Select(s => (ClaimSort?)s.Sort).FirstOrDefault();
        return new Claim(key.Value, fields.Text("says") ?? "", sort, seed, key.Source, key.Span)
        {
            Date = fields.Text("date"),
            Figure = fields.Text("figure"),
            Kind = fields.Text("kind"),
            By = fields.Text("by"),
            Work = fields.Text("work"),
            Read = fields.Text("read"),
            Licence = fields.Text("licence"),
            UsedFor = fields.Text("used_for"),
            Disputed = fields.Text("disputed"),
            IsContext = fields.Flag("context"),
        };
    }

    private static void Twice(YamlScalar id, string path, DiagnosticBag found) =>
        found.Add(Rules.DuplicateKey.At(id.Source, id.Span, id.Value) with { Hint = $"it stands in {path} too" });
}
