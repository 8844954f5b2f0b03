using System.CommandLine;
using System.Globalization;
using Entente.Experiments;
using Entente.Kernels;
using Entente.Studies;

namespace Entente.Cli.Commands;

/// <summary><c>entente study</c>: many points of a scenario in one file, resumable, in parts if need be.</summary>
internal sealed class StudyCommand
{
    private readonly Argument<string> _study = new("STUDY") { Description = "The study's YAML file" };
    private readonly Option<string?> _out = OutOption();
    private readonly Option<Shard?> _shard = ShardOption();
    private readonly Option<long?> _threads = Arguments.Whole("--threads", "Threads to use; changes no number [default: all]", 1);
    private readonly Option<bool> _reference = new("--reference") { Description = "Run trials one by one by the reference evaluator: slow; changes no number" };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "No progress and no warnings" };
    private readonly CommandHost _host;
    private readonly bool _extends;

    private StudyCommand(CommandHost host, bool extends) => (_host, _extends) = (host, extends);

    public static Command Build(CommandHost host)
    {
        var study = new StudyCommand(host, extends: false);
        var command = new Command("study", "Run a study: points of a scenario's levers and uncertainties, with the trials of each, into one SQLite file. What is there already is not run again.")
        {
            study._study, study._out, study._shard, study._threads, study._reference, study._quiet,
            Extend(host), StudyStatusCommand.Build(host), StudyMergeCommand.Build(host), StudyExportCommand.Build(host), StudyRobustnessCommand.Build(host), StudySlurmCommand.Build(host),
        };
        command.SetAction(study.Run);
        return command;
    }

    private static Command Extend(CommandHost host)
    {
        var study = new StudyCommand(host, extends: true);
        var command = new Command("extend", "Go on with a store after its study got more trials or points; nothing is run again.") { study._study, study._out, study._threads, study._reference, study._quiet };
        command.SetAction(study.Run);
        return command;
    }

    /// <summary>Where a study's store is, if nothing else is said: beside the working folder's other files, under the study's name.</summary>
    public static string StoreOf(string study, string? typed, CommandHost host) =>
        Path.GetFullPath(typed ?? Path.GetFileNameWithoutExtension(study) + ".sqlite", host.Folder);

    public static Option<string?> OutOption() => new("--out") { Description = "The SQLite file of results [default: the study's name with .sqlite]", HelpName = "FILE" };

    private static Option<Shard?> ShardOption() => new("--shard")
    {
        Description = "Run one of n parts, to be joined by 'study merge'",
        HelpName = "i/n",
        CustomParser = result =>
        {
            var text = result.Tokens.Count > 0 ? result.Tokens[^1].Value : "";
            if (Shard.Read(text) is { } shard)
            {
                return shard;
            }

            result.AddError($"--shard takes a part and how many there are, such as 2/7, not '{text}'");
            return null;
        },
    };

    private int Run(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(_study);
        var quiet = parsed.GetValue(_quiet);
        var shard = _extends ? null : parsed.GetValue(_shard);
        var options = new RunOptions { Kernels = parsed.GetValue(_reference) ? null : new KernelOptions() };
        options = options with { Threads = (int)Math.Min(parsed.GetValue(_threads) ?? options.Threads, 1024) };
        _host.Engine.Prepare();
        if (StudyFile.Read(path, quiet, _host, out var code) is not { } file)
        {
            return code;
        }

        _host.Subject = string.Create(CultureInfo.InvariantCulture, $"{path}, hash {file.Study.Scenario.Hash}, seed {file.Study.Options.Seed}");
        try
        {
            using var store = Open(StoreOf(path, parsed.GetValue(_out), _host), file.Study, shard);
            return Run(file, store, shard, options, quiet);
        }
        catch (StoreException wrong)
        {
            _host.Say(wrong.Message);
            return ExitCode.RunFailed;
        }
        catch (PointRefusedException refused)
        {
            _host.Say(refused.Message);
            LoadedScenario.Report(refused.Diagnostics, quiet, _host);
            return ExitCode.ScenarioWrong;
        }
    }

    private StudyStore Open(string path, Study study, Shard? shard)
    {
        if (!File.Exists(path))
        {
            return _extends ? throw new StoreException($"there is no '{path}' to extend") : StudyStore.Create(path, study, shard);
        }

        var store = StudyStore.OpenWrite(path);
        try
        {
            if (StoreManifest.Difference(store.Manifest, StoreManifest.Of(study, shard), _extends) is { } difference)
            {
                throw new StoreException($"'{path}' is not of this study: {difference}");
            }

            if (_extends)
            {
                StudyExtension.Apply(study, store);
            }

            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private int Run(StudyFile file, StudyStore store, Shard? shard, RunOptions options, bool quiet)
    {
        var started = _host.Time.GetUtcNow();
        var clock = _host.Time.GetTimestamp();
        StudyRunResult result;
        store.BeginRun(started, () => _host.Time.GetElapsedTime(clock).TotalSeconds, options.Threads, Machine.Runtime, Machine.Processor);
        StudyProgress last = default;
        try
        {
            result = StudyProgressDisplay.Show(_host, quiet, show => StudyRun.Run(file.Study, store, shard, file.Load, options, p => Note(p, show), _host.Stop));
        }
        catch (StoreException wrong)
        {
            throw new StoreException(string.Create(CultureInfo.InvariantCulture, $"{wrong.Message}; {last.Done:#,0} of {last.Planned:#,0} trials are kept, and the same command goes on from there"), wrong);
        }

        var took = _host.Time.GetElapsedTime(clock);
        Report(file.Study, store, shard, result, took);
        if (!result.Complete)
        {
            _host.Say("interrupted; the same command goes on from here");
            return ExitCode.Interrupted;
        }

        return ExitCode.Done;

        void Note(StudyProgress progress, Action<StudyProgress>? show)
        {
            last = progress;
            show?.Invoke(progress);
        }
    }

    private void Report(Study study, StudyStore store, Shard? shard, StudyRunResult result, TimeSpan took)
    {
        var (done, planned, written) = result.Progress;
        var bytes = new FileInfo(store.FilePath).Length;
        var rate = written > 0 ? string.Create(CultureInfo.InvariantCulture, $", {written:#,0} of them now in {StudyProgressDisplay.Time(took.TotalSeconds)}, {written / Math.Max(1e-3, took.TotalSeconds):#,0} a second") : "";
        var part = shard is null ? "" : $", shard {shard}";
        _host.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"study {study.Id}{part}: {study.Points.Length:#,0} points, {done:#,0} of {planned:#,0} trials{rate}"));
        _host.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"store  {Path.GetFileName(store.FilePath)}, {bytes / 1048576.0:0.0} MB, {(done == 0 ? 0 : bytes / done):#,0} bytes a trial"));
        _host.Out.WriteLine($"digest {store.Digest()}");
    }
}
