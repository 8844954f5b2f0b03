using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Entente.Diagnostics;
using Entente.Experiments;
using Entente.Kernels;
using Entente.Play;
using Entente.Reports;
using Entente.Scenarios;

namespace Entente.Cli.Commands;

/// <summary><c>entente play</c>: a game at a table, by hand or by a script.</summary>
internal sealed class PlayCommand
{
    private readonly Argument<string?> _scenario = new("SCENARIO") { Description = "The scenario's YAML file; with --replay, by default the one that was played", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _variant = Arguments.Variant();
    private readonly Option<ImmutableArray<(string Name, string Value)>> _settings = Arguments.Settings();
    private readonly Option<ImmutableArray<(string Name, string Value)>> _pins = Arguments.Pins();
    private readonly Option<string?> _journal = new("--journal") { Description = "Keep the game in this file; a game that is in it goes on", HelpName = "FILE" };
    private readonly Option<string?> _replay = new("--replay") { Description = "Play the game of a journal again and print it", HelpName = "FILE" };
    private readonly Option<long?> _seed = Arguments.Whole("--seed", "The seed of all draws, kept secret until the end [default: by chance]", 0);
    private readonly Option<string?> _salt = new("--salt") { Description = "What is hashed along with the seed", HelpName = "TEXT", Hidden = true };
    private readonly Option<long?> _trials = Arguments.Whole("--trials", "Trials for each answer about odds [default: as many as 300 ms allow]", 1);
    private readonly Option<long?> _threads = Arguments.Whole("--threads", "Threads to use; changes no number [default: all]", 1);
    private readonly Option<bool> _reference = new("--reference") { Description = "Run trials one by one by the reference evaluator: slow; changes no number" };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "No notices and no warnings" };
    private readonly CommandHost _host;

    private PlayCommand(CommandHost host) => _host = host;

    public static Command Build(CommandHost host)
    {
        var play = new PlayCommand(host);
        var command = new Command("play", "Play a scenario at a table: seats and levers, injects, votes, odds from where the game stands.")
        {
            play._scenario, play._journal, play._replay, play._variant, play._settings, play._pins, play._seed, play._salt, play._trials, play._threads, play._reference, play._quiet,
        };
        command.SetAction(play.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var journal = parsed.GetValue(_journal);
        var replay = parsed.GetValue(_replay);
        if (journal is not null && replay is not null)
        {
            return EntenteCommand.Refuse(["--journal and --replay do not go together"], parsed.CommandResult, _host);
        }

        if (replay is null && parsed.GetValue(_scenario) is null)
        {
            return EntenteCommand.Refuse(["a scenario is missing"], parsed.CommandResult, _host);
        }

        JournalFile? file = null;
        Journal? kept = null;
        try
        {
            if (replay is not null)
            {
                kept = JournalText.Read(replay, File.ReadAllBytes(Path.GetFullPath(replay, _host.Folder)));
            }
            else if (journal is not null)
            {
                file = JournalFile.Open(Path.GetFullPath(journal, _host.Folder));
                kept = JournalText.Read(journal, file.Read());
            }
        }
        catch (JournalDamagedException damaged)
        {
            file?.Dispose();
            _host.Say(damaged.Message);
            return ExitCode.ScenarioWrong;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return EntenteCommand.Refuse([$"cannot open '{replay ?? journal}': {e.Message}"], parsed.CommandResult, _host);
        }

        using (file)
        {
            return Run(parsed, file, kept, (replay ?? journal) ?? "");
        }
    }

    private int Run(ParseResult parsed, JournalFile? file, Journal? kept, string name)
    {
        var isReplay = file is null && kept is not null;
        var quiet = parsed.GetValue(_quiet);
        if (isReplay && kept!.Head is null)
        {
            _host.Say($"{name}: there is no game in it");
            return ExitCode.ScenarioWrong;
        }

        var asked = new ScenarioChoice(parsed.GetValue(_variant), parsed.GetValue(_settings)) { Pins = parsed.GetValue(_pins) };
        var seed = parsed.GetValue(_seed) is { } given ? (ulong)given : (ulong?)null;
        if (kept?.Head is { } before && (asked.Key != ScenarioChoice.Default.Key || seed is not null)
            && (asked.Key != before.Choice.Key && asked.Key != ScenarioChoice.Default.Key || seed is { } other && other != before.Pledge.Seed))
        {
            _host.Say($"{name}: the game in it was begun with another {(seed is { } s && s != before.Pledge.Seed ? "seed" : "variant, settings or pins")}; leave them out to go on with it");
            return ExitCode.CommandLineWrong;
        }

        var path = parsed.GetValue(_scenario) ?? kept!.Head!.File;
        _host.Subject = path;
        _host.Engine.Prepare();
        var pledge = kept?.Head?.Pledge ?? new SeedPledge(
            seed ?? BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)), parsed.GetValue(_salt) ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        var (files, fileName) = DiskFiles.Of(path, _host.Folder);
        var bench = new Workbench(files, fileName, kept?.Head?.Choice ?? asked, pledge, parsed.GetValue(_reference) ? null : new KernelOptions { LeastTrials = 1 });
        var loaded = bench.Start();
        LoadedScenario.Report(loaded.Diagnostics, quiet || isReplay, _host);
        if (loaded.Scenario is not { } scenario)
        {
            return LoadedScenario.CodeOf(loaded.Diagnostics);
        }

        if (kept?.Head?.DifferenceFrom(scenario) is { } difference)
        {
            _host.Say($"{name}:1: {difference}");
            return ExitCode.ScenarioWrong;
        }

        var head = kept?.Head ?? JournalHead.Of(path, scenario, pledge);
        if (!quiet && head.Version != EngineVersion.Current)
        {
            _host.Say($"{name}: the game was begun with version {head.Version}, this is {EngineVersion.Current}");
        }

        var table = new GameTable(bench, (int)Math.Min(parsed.GetValue(_threads) ?? Environment.ProcessorCount, int.MaxValue));
        var session = new PlaySession(_host, table, head, parsed.GetValue(_trials), name, quiet);
        return isReplay ? session.Replay(kept!) : session.Play(file, kept);
    }
}
