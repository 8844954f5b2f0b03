using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;
using Entente.Diagnostics;
using Entente.Scenarios;
using Entente.Tests.Conformance;

namespace Entente.Tests.Architecture;

/// <summary>The drawing of the engine, kept true.</summary>
public sealed partial class ArchitectureTests
{
    // A folder uses only folders above it.
    private static readonly string[] Folders =
        ["Text", "Diagnostics", "Yaml", "Units", "Numerics", "Statistics", "Sampling", "Sensitivity", "Discovery", "Robustness", "Language", "Scenarios", "Evidence", "Planning", "Execution", "Kernels", "Experiments", "Differences", "Stories", "Analyses", "Play"];

    // Scratch space says so in its summary, and builders and bags by their name.
    private static readonly string[] ScratchNames = ["Builder", "Bag", "Batch"];

    [Fact]
    public void Folders_of_the_engine_are_a_straight_line()
    {
        var root = SourceTree.Folder("src/Entente");
        Assert.Equal(Folders.Order(StringComparer.Ordinal), Directory.GetDirectories(root).Select(Path.GetFileName).Where(f => f is not ("bin" or "obj")).Order(StringComparer.Ordinal));
        var wrong = new List<string>();
        foreach (var (path, text) in Sources("src/Entente"))
        {
            var own = Array.IndexOf(Folders, path.Split(Path.DirectorySeparatorChar)[0]);
            foreach (Match used in Using().Matches(text))
            {
                var folder = Array.IndexOf(Folders, used.Groups[1].Value);
                if (own >= 0 && folder >= own)
                {
                    wrong.Add($"{path} uses {used.Groups[1].Value}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void The_engine_reads_no_clock_no_console_and_no_files()
    {
        string[] banned = ["Console.", "DateTime.Now", "DateTime.UtcNow", "DateTimeOffset.Now", "DateTimeOffset.UtcNow", "new Random(", "Random.Shared", "File.", "Environment.Get"];
        var used = from source in Sources("src/Entente")
                   from word in banned
                   where Regex.IsMatch(source.Text, @"(?<![\w.])" + Regex.Escape(word))
                   select $"{source.Path}: {word}";
        Assert.Empty(used);
    }

    [Fact]
    public void Public_types_cannot_be_changed_or_are_scratch()
    {
        var scratch = Sources("src/Entente").SelectMany(s => Scratch().Matches(s.Text).Select(m => m.Groups[1].Value)).ToHashSet(StringComparer.Ordinal);
        var changeable = from type in typeof(Rules).Assembly.GetExportedTypes()
                         where !type.IsEnum && !scratch.Contains(type.Name.Split('`')[0]) && !ScratchNames.Any(n => type.Name.EndsWith(n, StringComparison.Ordinal))
                         from member in Changeable(type)
                         select $"{type.Name}.{member}";
        Assert.Empty(changeable);
    }

    [Fact]
    public void Every_code_is_given_once_and_by_its_stage()
    {
        Assert.Equal(Rules.All.Length, Rules.All.Select(r => r.Code).Distinct().Count());
        Assert.All(Rules.All, rule => Assert.Matches("^ENT[1-6][0-9]{3}$", rule.Code));
    }

    [Fact]
    public void Every_key_of_a_shape_says_what_it_is()
    {
        Assert.All(Shapes.Scenario.Keys, key => Assert.NotEmpty(key.Says));
        Assert.Equal(Shapes.Scenario.Keys.Length, Shapes.Scenario.Keys.Select(k => k.Name).Distinct().Count());
    }

    // Setters inside the assembly let the binder fill in what it learns; nobody outside can.
    private static IEnumerable<string> Changeable(Type type)
    {
        const BindingFlags own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var fields = type.GetFields(own).Where(f => !f.IsInitOnly && !f.IsLiteral).Select(f => f.Name);
        var properties = type.GetProperties(own)
            .Where(p => p.SetMethod is { IsPublic: true } set && !set.ReturnParameter.GetRequiredCustomModifiers().Any(m => m.Name == "IsExternalInit"))
            .Select(p => p.Name);
        return fields.Concat(properties);
    }

    private static IEnumerable<(string Path, string Text)> Sources(string folder)
    {
        var root = SourceTree.Folder(folder);
        return Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(root, path))
            .Where(path => !path.StartsWith("bin", StringComparison.Ordinal) && !path.StartsWith("obj", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(path => (path, File.ReadAllText(Path.Join(root, path))));
    }

    [GeneratedRegex(@"^using Entente\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"/// (?:<summary>)?\s*Scratch:.*?public sealed class (\w+)", RegexOptions.Singleline)]
    private static partial Regex Scratch();
}
