using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text;

namespace Entente.Cli.Commands;

/// <summary><c>entente study slurm</c>: the batch scripts that run a study as an array of shards.</summary>
internal sealed class StudySlurmCommand
{
    private readonly Argument<string> _study = new("STUDY") { Description = "The study's YAML file" };
    private readonly Option<long?> _tasks = Arguments.Whole("--tasks", "Shards: tasks of the array (required)", 1);
    private readonly Option<long?> _cpus = Arguments.Whole("--cpus", "Processors of a task [default: 1]", 1);
    private readonly Option<long?> _atOnce = Arguments.Whole("--at-once", "The most tasks that run at the same time", 1);
    private readonly Option<string?> _memory = Resource("--mem", "Memory of a task", "4G");
    private readonly Option<string?> _time = Resource("--time", "Time limit of a task; one that is cut off goes on later", "2:00:00");
    private readonly Option<string?> _partition = Resource("--partition", "The partition", "NAME");
    private readonly Option<string?> _account = Resource("--account", "The account", "NAME");
    private readonly Option<string?> _qos = Resource("--qos", "The quality of service", "NAME");
    private readonly Option<string[]> _more = new("--sbatch") { Description = "A further option of sbatch, such as --sbatch=--constraint=avx2; may be given several times", HelpName = "OPTION" };
    private readonly Option<string?> _scratch = new("--scratch") { Description = "A folder of the node to work in; parts are copied back when they end", HelpName = "DIR" };
    private readonly Option<string?> _command = new("--command") { Description = "The program to start there [default: this one]", HelpName = "FILE" };
    private readonly Option<bool> _submit = new("--submit") { Description = "Submit the jobs" };
    private readonly Option<string?> _out = StudyCommand.OutOption();
    private readonly CommandHost _host;

    private StudySlurmCommand(CommandHost host) => _host = host;

    public static Command Build(CommandHost host)
    {
        var slurm = new StudySlurmCommand(host);
        var command = new Command("slurm", "Write the batch scripts that run a study on a Slurm cluster: an array of shards, and a job that merges them.")
        {
            slurm._study, slurm._tasks, slurm._out, slurm._cpus, slurm._memory, slurm._time, slurm._partition, slurm._account, slurm._qos, slurm._atOnce, slurm._more, slurm._scratch, slurm._command, slurm._submit,
        };
        command.SetAction(slurm.Run);
        return command;
    }

    private static Option<string?> Resource(string name, string description, string example) => new(name) { Description = description, HelpName = example };

    private int Run(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(_study);
        ImmutableArray<string> lines =
        [
            .. new[] { _memory, _time, _partition, _account, _qos }.Where(o => parsed.GetValue(o) is not null).Select(o => $"{o.Name}={parsed.GetValue(o)}"),
            .. parsed.GetValue(_more) ?? [],
        ];
        string[] wrong =
        [
            .. parsed.GetValue(_tasks) is null ? ["--tasks is missing: how many shards?"] : Array.Empty<string>(),
            .. lines.Where(l => l.Any(char.IsControl) || !l.StartsWith("--", StringComparison.Ordinal)).Select(l => $"an option of sbatch is one line that begins with --, not '{l.ReplaceLineEndings(" ")}'"),
        ];
        if (wrong.Length > 0)
        {
            return EntenteCommand.Refuse(wrong, parsed.CommandResult, _host);
        }

        // What is wrong with a study is said here, and not in a hundred logs.
        if (StudyFile.Read(path, quiet: false, _host, out var code) is not { } file)
        {
            return code;
        }

        var store = StudyCommand.StoreOf(path, parsed.GetValue(_out), _host);
        if (store.Any(char.IsControl) || path.Any(char.IsControl))
        {
            return EntenteCommand.Refuse(["batch scripts cannot have a path with a line break"], parsed.CommandResult, _host);
        }

        if (File.Exists(store))
        {
            _host.Say($"'{store}' is there already; a merge makes a new store");
            return ExitCode.RunFailed;
        }

        var request = new SlurmRequest(
            file.Study.Id, Path.GetFullPath(path, _host.Folder), store, (int)Math.Min(parsed.GetValue(_tasks)!.Value, int.MaxValue), (int)Math.Min(parsed.GetValue(_cpus) ?? 1, 4096),
            parsed.GetValue(_command) is { } command ? [command] : Self(), lines, (int?)parsed.GetValue(_atOnce), parsed.GetValue(_scratch));
        var folder = SlurmScripts.FolderOf(store);
        Directory.CreateDirectory(folder);
        Write(folder, SlurmScripts.Shards, SlurmScripts.ShardsOf(request));
        Write(folder, SlurmScripts.Merge, SlurmScripts.MergeOf(request));
        Write(folder, SlurmScripts.Submit, SlurmScripts.SubmitOf(request));
        _host.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"wrote {request.Tasks} shards of {file.Study.Points.Length:#,0} points as {Path.Join(folder, SlurmScripts.Shards)}"));
        if (!parsed.GetValue(_submit))
        {
            _host.Out.WriteLine($"submit with {SlurmScripts.Quoted(Path.Join(folder, SlurmScripts.Submit))}");
            return ExitCode.Done;
        }

        switch (SlurmJob.Start("bash", Path.Join(folder, SlurmScripts.Submit)))
        {
            case { Code: 0, Out: var printed }:
                _host.Out.Write(printed);
                return ExitCode.Done;
            case { Error: var said }:
                _host.Say($"the jobs were not submitted: {said.Trim()}");
                return ExitCode.RunFailed;
            default:
                _host.Say("the jobs were not submitted: there is no bash here");
                return ExitCode.RunFailed;
        }
    }

    // The command of the tool, or the runtime with our assembly.
    private static IReadOnlyList<string> Self() => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet"
        ? [path, Path.Join(AppContext.BaseDirectory, "Entente.Cli.dll")]
        : [Environment.ProcessPath ?? "entente"];

    private static void Write(string folder, string name, string text)
    {
        var path = Path.Join(folder, name);
        File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute);
        }
    }
}
