using System.Diagnostics;
using System.Text;
using Entente.Diagnostics;
using Entente.Execution;
using Entente.Experiments;
using Entente.Planning;
using Entente.Scenarios;
using Entente.Tests.Conformance;
using Entente.Tests.Reports;

namespace Entente.Tests.Scenarios;

/// <summary>Broken scenarios: whatever somebody does to the shipped files, loading them tells and never throws, hangs or points at nothing.</summary>
public sealed class FuzzTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly (string Path, string Text)[] Shipped = Read();

    [Fact]
    public void Broken_scenarios_are_told_about() => Fuzz(seed: 20260401, cases: 250);

    [Fact]
    [Trait("Category", "Soak")]
    public void Thousands_of_broken_scenarios_are_told_about() => Fuzz(seed: 7, cases: 5000);

    [Fact]
    public void Shipped_scenarios_load()
    {
        foreach (var (path, _) in Shipped.Where(f => IsScenario(f.Path)))
        {
            var loaded = Pipeline.Load(MemoryFiles.Of(Shipped), path, ScenarioChoice.Default);
            Assert.True(loaded.Scenario is not null, string.Concat(loaded.Diagnostics.Select(DiagnosticText.Of)));
        }
    }

    [Fact]
    public void Broken_seed_files_are_told_about()
    {
        (string Path, string Text)[] seeds = [("a.yaml", Evidence.SampleSeeds.Article), ("b.yaml", Evidence.SampleSeeds.Sources)];
        for (var k = 0; k < 2000; k++)
        {
            var chance = new Random(20260401 + k);
            var files = ((string Path, string Text)[])seeds.Clone();
            ref var victim = ref files[chance.Next(files.Length)];
            for (var blows = chance.Next(1, 4); blows > 0; blows--)
            {
                victim.Text = Break(victim.Text, chance);
            }

            var loaded = Pipeline.LoadSeeds(MemoryFiles.Of(files), files.Select(f => f.Path));
            Assert.All(loaded.Diagnostics, Places.Check);
            Assert.Equal(loaded.Seeds is null, loaded.Diagnostics.Any(d => d.Severity == Severity.Error));
            Assert.All(Pipeline.CheckEvidence(SampleScenario.Bound, loaded.Seeds, always: true), Places.Check);
        }
    }

    private static void Fuzz(int seed, int cases)
    {
        for (var k = 0; k < cases; k++)
        {
            var chance = new Random(seed + k);
            var files = ((string Path, string Text)[])Shipped.Clone();
            var victim = chance.Next(files.Length);
            for (var blows = chance.Next(1, 4); blows > 0; blows--)
            {
                files[victim].Text = Break(files[victim].Text, chance);
            }

            var scenarios = Shipped.Where(f => IsScenario(f.Path)).ToArray();
            var main = IsScenario(files[victim].Path) ? files[victim].Path : scenarios[chance.Next(scenarios.Length)].Path;
            Try(MemoryFiles.Of(files), main, $"seed {seed + k}, {files[victim].Path}");
        }
    }

    private static void Try(MemoryFiles files, string main, string what)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            var loaded = Pipeline.Load(files, main, ScenarioChoice.Default);
            foreach (var diagnostic in loaded.Diagnostics)
            {
                Places.Check(diagnostic);
            }

            Assert.Equal(loaded.Scenario is null, loaded.Diagnostics.Any(d => d.Severity == Severity.Error));
            if (loaded.Scenario is { } scenario)
            {
                Assert.All(Pipeline.CheckEvidence(scenario, Evidence.SampleSeeds.Read, always: true), Places.Check);
                var plan = Planner.Plan(scenario with { Clock = scenario.Clock with { Steps = 1 } });
                var result = new TrialResult(plan);
                Design.For(plan, SamplerKind.MonteCarlo, 1, 1).Draw(0, result.Uncertain);
                new TrialRunner(plan, 1).Run(0, result);
            }
        }
        catch (Exception error)
        {
            throw new InvalidOperationException(what, error);
        }

        Assert.True(clock.Elapsed < Patience, $"{what} took {clock.Elapsed}");
    }

    private static string Break(string text, Random chance)
    {
        if (text.Length == 0)
        {
            return "x";
        }

        var lines = text.Split('\n').ToList();
        var line = chance.Next(lines.Count);
        var at = chance.Next(text.Length);
        switch (chance.Next(14))
        {
            case 0:
                lines.RemoveAt(line);
                return string.Join('\n', lines);
            case 1:
                lines.Insert(line, lines[line]);
                return string.Join('\n', lines);
            case 2:
                var other = chance.Next(lines.Count);
                (lines[line], lines[other]) = (lines[other], lines[line]);
                return string.Join('\n', lines);
            case 3:
                return text[..at];
            case 4:
                return text.Remove(at, 1);
            case 5:
                return text.Remove(at, 1).Insert(at, Rune(chance));
            case 6:
                return text.Insert(at, Rune(chance));
            case 7:
                return SwapWords(text, chance);
            case 8:
                return ChangeNumber(text, at, chance);
            case 9:
                lines[line] = new string(' ', chance.Next(1, 5)) + lines[line];
                return string.Join('\n', lines);
            case 10:
                lines[line] = lines[line].TrimStart();
                return string.Join('\n', lines);
            case 11:
                return text.Insert(at, Pieces[chance.Next(Pieces.Length)]);
            case 12:
                return RenameKey(lines, line, chance);
            default:
                var end = Math.Min(text.Length, at + chance.Next(1, 200));
                return text.Remove(at, end - at);
        }
    }

    private static readonly string[] Pieces =
    [
        "[", "]", "{", "}", "(", ")", ": ", "- ", "\"", "'", "|\n", ">\n", "&a ", "*a", "!!x ", "#", "%", "\t", "\r", "\0", "\uFEFF", "\u2028", "\u0085", " 1e999 ", " 0/0 ", " -1 ",
        " inf ", " per year ", " ^ ", " is ", " not ", " for a in actors ", "[a]", "[a, a]", " weighted by ", "{x}", "}}", "~", "null", "---\n", "...\n", "? ", "<<: ", " prev(", " since(",
        " smooth(x, 0)", "9999-99", "0000-01", "99999999999999999999", "\uD800", "\U0001F30D",
    ];

    private static string Rune(Random chance) => chance.Next(4) switch
    {
        0 => ((char)chance.Next(0, 32)).ToString(),
        1 => ((char)chance.Next(32, 127)).ToString(),
        2 => ((char)chance.Next(0x80, 0xFFFF)).ToString(),
        _ => char.ConvertFromUtf32(0x1F300 + chance.Next(256)),
    };

    private static string SwapWords(string text, Random chance)
    {
        var words = text.Split(' ');
        var (i, j) = (chance.Next(words.Length), chance.Next(words.Length));
        (words[i], words[j]) = (words[j], words[i]);
        return string.Join(' ', words);
    }

    private static string ChangeNumber(string text, int from, Random chance)
    {
        var at = text.IndexOfAny("0123456789".ToCharArray(), from);
        string[] numbers = ["0", "-1", "1e9", "1e-9", "1e308", "100000", "2147483648", "0.5", "99%", ""];
        return at < 0 ? text : text.Remove(at, 1).Insert(at, numbers[chance.Next(numbers.Length)]);
    }

    private static string RenameKey(List<string> lines, int line, Random chance)
    {
        var colon = lines[line].IndexOf(':', StringComparison.Ordinal);
        var text = new StringBuilder(lines[line]);
        if (colon > 0)
        {
            text[chance.Next(colon)] = (char)('a' + chance.Next(26));
        }

        lines[line] = text.ToString();
        return string.Join('\n', lines);
    }

    private static bool IsScenario(string path) => !path.Contains('/', StringComparison.Ordinal) && path != "europe.yaml";

    private static (string Path, string Text)[] Read()
    {
        var root = SourceTree.Folder("scenarios");
        return [.. Directory.GetFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => (Path.GetRelativePath(root, path).Replace('\\', '/'), File.ReadAllText(path)))];
    }
}
