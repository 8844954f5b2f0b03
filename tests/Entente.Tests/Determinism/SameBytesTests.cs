using System.Text.Json;
using Entente.Tests.Golden;
using Entente.Tests.Statistical;

namespace Entente.Tests.Determinism;

/// <summary>The promise: same scenario, seed, sampler and trials give the same bytes.</summary>
public sealed class SameBytesTests : IDisposable
{
    private readonly ScenarioCopy _copy = ScenarioCopy.OfTests();

    public void Dispose() => _copy.Dispose();

    public static TheoryData<string> Shipped => [.. Directory.EnumerateFiles(ScenarioCopy.Shipped, "*.yaml").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [InlineData("mc")]
    [InlineData("lhs")]
    [InlineData("sobol")]
    public void Threads_and_batches_change_no_byte(string sampler)
    {
        var expected = _copy.Json("rich.yaml", $"--trials 60 --sampler {sampler} --threads 1 --batch 60");
        foreach (var threads in new[] { 1, 2, 3, 7 })
        {
            foreach (var batch in new[] { 1, 2, 7, 16, 1000 })
            {
                Assert.Equal(expected, _copy.Json("rich.yaml", $"--trials 60 --sampler {sampler} --threads {threads} --batch {batch}"));
            }
        }

        Assert.DoesNotContain("thread", expected, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("batch", expected, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Of_shipped_scenarios_neither(string file)
    {
        using var copy = ScenarioCopy.OfShipped();
        var brief = copy.Extend(file, "clock: {start: 2025-Q2, step: quarter, steps: 5}");
        var expected = copy.Json(brief, "--trials 7 --threads 1 --batch 7");
        Assert.Equal(expected, copy.Json(brief, "--trials 7 --threads 3 --batch 2"));
        Assert.Equal(expected, Culture.In("tr-TR", () => copy.Json(brief, "--trials 7 --threads 2 --batch 1")));
        using var json = JsonDocument.Parse(expected);
        Assert.Equal(0, json.RootElement.GetProperty("failed").GetInt32());
    }

    [Fact]
    public void Trials_and_summaries_on_disk_are_the_same_too()
    {
        string Written(string options, string name)
        {
            Assert.Equal(0, ExactRun.Invoke(_copy.Folder, ["run", "rich.yaml", "--quiet", "--trials", "50", "--out", name, .. options.Split(' ')]).Code);
            return string.Join('\n', new[] { "trials.csv", "result.json", "summary.csv" }.Select(f => _copy.Read($"{name}/{f}")));
        }

        Assert.Equal(Written("--threads 1 --batch 50", "one"), Written("--threads 7 --batch 3", "two"));
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void A_culture_changes_no_byte(string culture)
    {
        foreach (var format in new[] { "json", "csv", "text" })
        {
            string Print() => ExactRun.Invoke(_copy.Folder, ["run", "rich.yaml", "--trials", "20", "--threads", "1", "--format", format]).Printed;
            Assert.Equal(WithoutTiming(Culture.In("", Print)), WithoutTiming(Culture.In(culture, Print)));
        }
    }

    [Theory]
    [InlineData("mc")]
    [InlineData("sobol")]
    public void The_first_trials_of_a_longer_run_are_the_shorter_run(string sampler)
    {
        var brief = _copy.Trials("rich.yaml", $"--trials 40 --sampler {sampler}");
        var full = _copy.Trials("rich.yaml", $"--trials 80 --sampler {sampler}");
        Assert.Equal(brief.Rows, full.Rows[..40]);
        Assert.NotEqual(brief.Rows, full.Rows[40..]);
    }

    [Theory]
    [InlineData("mc")]
    [InlineData("lhs")]
    [InlineData("sobol")]
    public void A_trial_can_be_replayed(string sampler)
    {
        var all = _copy.Trials("rich.yaml", $"--trials 40 --sampler {sampler}");
        foreach (var trial in new[] { 0, 17, 39 })
        {
            Assert.Equal(all.Rows[trial], Assert.Single(_copy.Trials("rich.yaml", $"--trials 40 --sampler {sampler} --trial {trial}").Rows));
        }
    }

    [Fact]
    public void Seeds_differ_and_samplers_share_the_chance_of_the_steps()
    {
        Assert.NotEqual(_copy.Trials("rich.yaml", "--trials 5 --seed 1").Rows, _copy.Trials("rich.yaml", "--trials 5 --seed 2").Rows);
        string[] Tide(string sampler) => Column(_copy.Trials("members.yaml", $"--trials 20 --sampler {sampler}"), "tide");
        Assert.Equal(Tide("mc"), Tide("lhs"));
        Assert.Equal(Tide("mc"), Tide("sobol"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void The_order_of_keys_and_of_rows_changes_no_byte(int seed)
    {
        var expected = _copy.Json("rich.yaml", "--trials 30 --variant poor");
        var random = new Random(seed);
        _copy.Write("rich.yaml", Shuffling.Document(_copy.Read("rich.yaml"), random));
        _copy.Write("rich.csv", Shuffling.Table(_copy.Read("rich.csv"), random));
        _copy.Write("rich-ties.csv", Shuffling.Table(_copy.Read("rich-ties.csv"), random));
        Assert.Equal(expected, _copy.Json("rich.yaml", "--trials 30 --variant poor"));
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void The_order_of_keys_and_of_rows_of_shipped_scenarios_changes_no_byte(string file)
    {
        using var copy = ScenarioCopy.OfShipped();
        var brief = copy.Extend(file, "clock: {start: 2025-Q2, step: quarter, steps: 4}");
        var expected = copy.Json(brief, "--trials 4");
        var random = new Random(6);
        foreach (var path in Directory.EnumerateFiles(copy.Folder, "*.*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray())
        {
            var text = File.ReadAllText(path);
            File.WriteAllText(path, Path.GetExtension(path) == ".csv" ? Shuffling.Table(text, random) : Shuffling.Document(text, random));
        }

        Assert.Equal(expected, copy.Json(brief, "--trials 4"));
    }

    internal static string[] Column((string[] Header, string[][] Rows) table, string name)
    {
        var at = Array.IndexOf(table.Header, name);
        Assert.True(at >= 0, $"there is no column {name} among {string.Join(" ", table.Header)}");
        return [.. table.Rows.Select(r => r[at])];
    }

    // The last line says how long it took.
    private static string WithoutTiming(string text) => string.Join('\n', text.Split('\n').Where(l => !l.StartsWith("seed ", StringComparison.Ordinal)));
}
