using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Entente.Cli;

/// <summary>The jobs of a study on a Slurm cluster, found by the folder beside its store.</summary>
internal sealed class SlurmJob
{
    /// <summary>The file with the jobs' numbers, which submission writes.</summary>
    public const string JobsName = "jobs";

    private readonly string _folder;

    private SlurmJob(string folder) => _folder = folder;

    /// <summary>The jobs that make a store; null if none was asked for.</summary>
    public static SlurmJob? Find(string store) => Directory.Exists(SlurmScripts.FolderOf(store)) ? new SlurmJob(SlurmScripts.FolderOf(store)) : null;

    /// <summary>The parts that were begun, by their number.</summary>
    public IReadOnlyList<string> Parts() =>
    [
        .. Directory.GetFiles(_folder, "part-*.sqlite")
            .Select(path => (Path: path, Number: int.TryParse(Path.GetFileNameWithoutExtension(path)["part-".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1))
            .Where(p => p.Number > 0).OrderBy(p => p.Number).Select(p => p.Path),
    ];

    /// <summary>Prints what the cluster says of each job.</summary>
    public void WriteState(TextWriter text)
    {
        var jobs = Path.Join(_folder, JobsName);
        if (!File.Exists(jobs))
        {
            text.WriteLine($"slurm  not submitted: {Path.Join(_folder, SlurmScripts.Submit)}");
            return;
        }

        foreach (var line in File.ReadLines(jobs))
        {
            if (line.Split(' ') is [var name, var id] && id.Length > 0 && id.All(char.IsAsciiDigit))
            {
                text.WriteLine($"slurm  {name} {id}: {State(id)}");
            }
        }
    }

    /// <summary>Runs a program and gives what it printed; null where it is not there or failed.</summary>
    public static (int Code, string Out, string Error)? Start(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var said = process.StandardError.ReadToEndAsync();
            var printed = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, printed, said.Result);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    // The controller forgets jobs after some minutes; what it forgot the accounts may know.
    private static string State(string id)
    {
        var queue = Start("squeue", "--noheader", "--array", "--states=all", "--jobs=" + id, "--format=%T");
        var states = queue is { Code: 0, Out: var lines } ? Lines(lines) : [];
        if (states.Count == 0 && Start("sacct", "--noheader", "--allocations", "--parsable2", "--jobs=" + id, "--format=State") is { Code: 0, Out: var accounts })
        {
            states = [.. Lines(accounts).Select(l => l.Split(' ')[0])];
        }

        return states.Count > 0 ? string.Join(", ", states.GroupBy(s => s).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count()} {g.Key}")))
            : queue is null ? "unknown, there is no squeue here"
            : "unknown to the cluster";
    }

    private static List<string> Lines(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
