using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Entente.Diagnostics;
using Entente.Experiments;
using Entente.Reports;
using Entente.Sampling;
using Entente.Scenarios;
using Entente.Studies;

namespace Entente.Cli;

/// <summary>Holds a folder of <c>run --out</c> against its manifest and against trials that are run anew.</summary>
internal static class FolderVerifier
{
    /// <exception cref="StoreException">It is no such folder, or its scenario cannot be loaded.</exception>
    public static (ImmutableArray<string> Differences, int Trials) Verify(string folder, int trials, ulong pick, CommandHost host)
    {
        var path = Path.Join(folder, Manifest.FileName);
        if (!File.Exists(path))
        {
            throw new StoreException($"'{folder}' has no {Manifest.FileName}: it is no folder of results, or the run did not end");
        }

        try
        {
            using var manifest = JsonDocument.Parse(File.ReadAllText(path));
            return Verify(folder, manifest.RootElement, trials, pick, host);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new StoreException($"'{path}' is no manifest that this version reads: {e.Message}", e);
        }
    }

    private static (ImmutableArray<string> Differences, int Trials) Verify(string folder, JsonElement manifest, int trials, ulong pick, CommandHost host)
    {
        if (manifest.GetProperty("format").GetString() is var format && format != Manifest.Format)
        {
            throw new StoreException($"the manifest has the format '{format}', and this version reads '{Manifest.Format}'");
        }

        var wrong = ImmutableArray.CreateBuilder<string>();
        foreach (var (file, inputs) in Files(manifest, "files").Select(f => (f, false)).Concat(Files(manifest, "inputs").Select(f => (f, true))))
        {
            var path = Path.Join(folder, inputs ? ResultFolder.InputsName : "", file.Name);
            if (!File.Exists(path))
            {
                wrong.Add($"the file '{file.Name}' is missing");
            }
            else if (Hash(path) != file.Sha256)
            {
                wrong.Add($"the file '{file.Name}' is not the one whose hash was noted");
            }
        }

        if (manifest.GetProperty("version").GetString() is var version && version != EngineVersion.Current)
        {
            wrong.Add($"it was made by version {version}, and this is {EngineVersion.Current}");
        }

        if (wrong.Count > 0)
        {
            return (wrong.ToImmutable(), 0);
        }

        var name = manifest.GetProperty("file").GetString()!;
        var (files, _) = DiskFiles.Of(Path.Join(folder, ResultFolder.InputsName, name), folder);
        var choice = new ScenarioChoice(manifest.GetProperty("variant").GetString(), Pairs(manifest, "settings", "lever")) { Pins = Pairs(manifest, "pins", "uncertainty") };
        var loaded = host.Engine.Load(files, name, choice);
        if (loaded.Scenario is not { } scenario)
        {
            throw new StoreException($"the scenario in '{folder}' cannot be loaded: {loaded.Diagnostics.FirstOrDefault(d => d.Severity == Severity.Error)?.Message}");
        }

        if (manifest.GetProperty("hash").GetString() is var hash && hash != scenario.Hash)
        {
            wrong.Add($"its scenario has the hash {scenario.Hash}, and the manifest says {hash}");
            return (wrong.ToImmutable(), 0);
        }

        return Rerun(folder, manifest, scenario, trials, pick, host, wrong);
    }

    private static (ImmutableArray<string> Differences, int Trials) Rerun(
        string folder, JsonElement manifest, Scenario scenario, int trials, ulong pick, CommandHost host, ImmutableArray<string>.Builder wrong)
    {
        var asked = manifest.GetProperty("asked");
        var options = new RunOptions
        {
            Seed = manifest.GetProperty("seed").GetUInt64(),
            Sampler = Commands.Arguments.SamplerOf(manifest.GetProperty("sampler").GetString()!),
            Trials = asked.GetProperty("trials").GetInt64(),
            Replications = asked.TryGetProperty("replications", out var replications) ? replications.GetInt32() : 1,
        };
        var columns = host.Engine.Columns(scenario);
        var header = TrialsCsv.Header(columns).ToArray();
        var all = manifest.GetProperty("trials").GetInt64();
        var stream = DrawStream.Named(pick, "verify");
        var rows = new HashSet<long>();
        for (long draw = 0; rows.Count < Math.Min(trials, all) && draw < 100L * trials; draw++)
        {
            rows.Add((long)(stream.Uniform(draw, 0, 0) * all));
        }

        var run = 0;
        foreach (var (row, line) in File.ReadLines(Path.Join(folder, ResultFolder.TrialsName)).Skip(1).Index().Where(l => rows.Contains(l.Index)))
        {
            host.Stop.ThrowIfCancellationRequested();
            var written = line.Split(',');
            if (!long.TryParse(written[0], NumberStyles.None, CultureInfo.InvariantCulture, out var trial))
            {
                wrong.Add(string.Create(CultureInfo.InvariantCulture, $"line {row + 2} of {ResultFolder.TrialsName} is no trial"));
                continue;
            }

            using var text = new StringWriter(CultureInfo.InvariantCulture);
            using (var csv = new TrialsCsv(text, columns))
            {
                using var watch = new RunWatch(csv, keepsTrial: false, host.Stop);
                host.Engine.Run(scenario, options with { OnlyTrial = trial, Threads = 1 }, watch, host.Stop);
            }

            run++;
            var again = text.ToString().Split('\n')[1].Split(',');
            var differs = Enumerable.Range(0, Math.Max(written.Length, again.Length)).Where(k => written.ElementAtOrDefault(k) != again.ElementAtOrDefault(k)).ToArray();
            if (differs.Length > 0)
            {
                var k = differs[0];
                wrong.Add(string.Create(CultureInfo.InvariantCulture, $"trial {trial}: {header.ElementAtOrDefault(k) ?? "a column"} is {written.ElementAtOrDefault(k)}, and run again {again.ElementAtOrDefault(k)}"));
            }
        }

        return (wrong.ToImmutable(), run);
    }

    private static IEnumerable<(string Name, string Sha256)> Files(JsonElement manifest, string key) =>
        manifest.GetProperty(key).EnumerateArray().Select(f => (f.GetProperty("name").GetString()!, f.GetProperty("sha256").GetString()!));

    private static ImmutableArray<(string, string)> Pairs(JsonElement manifest, string key, string name) => manifest.TryGetProperty(key, out var pairs)
        ? [.. pairs.EnumerateArray().Select(p => (p.GetProperty(name).GetString()!, p.GetProperty("value").GetString()!))]
        : [];

    private static string Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
