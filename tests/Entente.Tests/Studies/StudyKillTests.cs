using System.Diagnostics;
using System.Globalization;

namespace Entente.Tests.Studies;

/// <summary>Processes of their own, killed at moments that nobody chooses.</summary>
public sealed class StudyKillTests : IDisposable
{
    private readonly StudyFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Starts and kills until sixty were killed in the middle; each goes on where the one before was ended.</summary>
    [Fact]
    [Trait("Category", "Soak")]
    public void Kills_at_any_moment_lose_at_most_the_block_in_hand()
    {
        const string study = "format: entente-study/1\nid: s\nscenario: models/rich.yaml\ndesign:\n  - {lhs: {points: 40, over: {PLACE}}}\ntrials: 10000\nblock: 500\nkeep: {uncertainties: all}\n";
        var lever = Pipeline.Load(Entente.Cli.DiskFiles.Of(_folder.PathOf("models/rich.yaml"), _folder.Root).Files, "rich.yaml", Entente.Scenarios.ScenarioChoice.Default).Scenario!
            .Levers.First(l => l.Quantity.Type.Options is null && double.IsFinite(l.Quantity.Range.High)).Quantity.Name;
        _folder.Write("s.yaml", study.Replace("{PLACE}", $"[{lever}]", StringComparison.Ordinal));
        var kills = 0;
        var random = new Entente.Sampling.MonteCarlo(20261125, ["wait"]);
        long before = 0;
        for (var round = 0; round < 200 && kills < 60; round++)
        {
            using var process = Start("study", "s.yaml", "--out", "killed.sqlite", "--threads", "2", "--quiet");

            // Once it has written something it is killed at a moment of the next half second: while it computes, writes or sums up.
            while (!process.WaitForExit(30) && Written() <= before)
            {
            }

            if (process.WaitForExit((int)(500 * random.Uniform(round, 0))))
            {
                Assert.True(process.ExitCode == 0, process.StandardError.ReadToEnd());
                File.Move(_folder.PathOf("killed.sqlite"), _folder.PathOf("done.sqlite"), overwrite: true);
                before = 0;
                continue;
            }

            process.Kill();
            process.WaitForExit();
            kills++;

            // Whole blocks, and nothing beside them.
            var now = Written();
            Assert.True(now > before && now % 500 == 0, $"{before} then {now}");
            Assert.Equal(now.ToString(CultureInfo.InvariantCulture), _folder.Query("killed.sqlite", "SELECT count(*) FROM trials").Single());
            before = now;
        }

        Assert.True(kills >= 50, $"{kills} kills");
        _folder.Do("study", "s.yaml", "--out", "killed.sqlite", "--quiet");
        _folder.Do("study", "s.yaml", "--out", "whole.sqlite", "--quiet");
        Assert.Equal(_folder.DigestOf("whole.sqlite"), _folder.DigestOf("killed.sqlite"));
        Assert.Empty(_folder.Differences("whole.sqlite", "killed.sqlite"));
    }

    /// <summary>A hundred times the trials of a point, in the same memory. The bound catches what grows with 20 bytes a trial or more.</summary>
    [Fact]
    [Trait("Category", "Soak")]
    public void Memory_does_not_grow_with_the_trials()
    {
        const string study = "format: entente-study/1\nid: s\nscenario: models/growth.yaml\ndesign: [{list: [{}]}]\nkeep: {uncertainties: all}\ntrials: ";
        _folder.Write("few.yaml", study + "10000\n");
        _folder.Write("many.yaml", study + "1000000\n");
        var few = Peak("few.yaml");
        var many = Peak("many.yaml");
        Assert.True(many - few < 20_000, $"{few} kB for 10^4 trials, {many} kB for 10^6");
    }

    private long Written() => !File.Exists(_folder.PathOf("killed.sqlite"))
        ? 0
        : long.Parse(_folder.Query("killed.sqlite", "SELECT coalesce(sum(trials), 0) FROM blocks").Single(), CultureInfo.InvariantCulture);

    private long Peak(string study)
    {
        using var process = Start("study", study, "--threads", "2", "--quiet");
        long peak = 0;
        while (!process.WaitForExit(20))
        {
            // The kernel's own high-water mark, as long as there is a process to ask.
            try
            {
                var line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
                peak = line is null ? peak : Math.Max(peak, long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));
            }
            catch (IOException)
            {
                break;
            }
        }

        process.WaitForExit();
        Assert.True(process.ExitCode == 0 && peak > 0, process.StandardError.ReadToEnd());
        return peak;
    }

    private Process Start(params string[] args)
    {
        var program = Path.Join(AppContext.BaseDirectory, "Entente.Cli.dll");
        var start = new ProcessStartInfo(Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet")
        {
            WorkingDirectory = _folder.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(program);
        foreach (var arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        return Process.Start(start)!;
    }
}
