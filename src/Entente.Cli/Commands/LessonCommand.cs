using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Entente.Diagnostics;
using Entente.Experiments;
using Entente.Reports;
using Entente.Scenarios;

namespace Entente.Cli.Commands;

/// <summary><c>entente lesson</c>: a class guesses the share of an outcome, then sees the trials and how good each guess was.</summary>
internal sealed class LessonCommand
{
    private const string UsualFile = "guesses.json";

    private readonly CommandHost _host;
    private readonly Argument<string> _scenario = Arguments.Scenario();
    private readonly Option<string?> _variant = Arguments.Variant();
    private readonly Option<ImmutableArray<(string Name, string Value)>> _settings = Arguments.Settings();
    private readonly Option<string> _outcome = new("--outcome") { Description = "The outcome whose share is guessed", HelpName = "NAME", Required = true };
    private readonly Option<ImmutableArray<(string Name, string Value)>> _guesses = Arguments.Pairs("--guess", "who", "A guess such as anna=30%; without any, lines such as 'anna 30%' are read from standard input");
    private readonly Option<string> _into = new("--into") { Description = "The file that collects the guesses", HelpName = "FILE", DefaultValueFactory = _ => UsualFile };
    private readonly Argument<string> _file = new("FILE") { Description = "The file with the guesses", DefaultValueFactory = _ => UsualFile };
    private readonly TrialArguments _trials = new();
    private readonly Option<string> _format = Arguments.Choice("--format", "How the result is printed", "text", "json");

    private LessonCommand(CommandHost host) => _host = host;

    public static Command Build(CommandHost host)
    {
        var lesson = new LessonCommand(host);
        var predict = new Command("predict", "Take guesses of an outcome's share, without running anything.")
        {
            lesson._scenario, lesson._outcome, lesson._guesses, lesson._into, lesson._variant, lesson._settings,
        };
        predict.SetAction(lesson.Predict);
        var reveal = new Command("reveal", "Run the trials and score the guesses.") { lesson._file, lesson._trials.Sizing, lesson._trials.Means, lesson._format };
        reveal.SetAction(lesson.Reveal);
        return new Command("lesson", "For a class: guess first, then see the trials and the Brier score of each guess.") { predict, reveal };
    }

    private int Predict(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(_scenario);
        var loaded = LoadedScenario.Load(path, new ScenarioChoice(parsed.GetValue(_variant), parsed.GetValue(_settings)), _host);
        LoadedScenario.Report(loaded.Diagnostics, quiet: false, _host);
        if (loaded.Scenario is not { } scenario)
        {
            return LoadedScenario.CodeOf(loaded.Diagnostics);
        }

        var outcome = parsed.GetRequiredValue(_outcome);
        if (scenario.Outcomes.All(o => o.Name != outcome))
        {
            var hint = NearestName.Hint(outcome, [.. scenario.Outcomes.Select(o => o.Name)]);
            return EntenteCommand.Refuse([$"there is no outcome '{outcome}'" + (hint is null ? "" : $"; {hint}")], parsed.CommandResult, _host);
        }

        var typed = parsed.GetRequiredValue(_into);
        var target = Path.GetFullPath(typed, _host.Folder);
        var file = new GuessFile(
            Path.GetRelativePath(Path.GetDirectoryName(target)!, Path.GetFullPath(path, _host.Folder)), parsed.GetValue(_variant), parsed.GetValue(_settings), scenario.Hash, outcome, []);
        if (File.Exists(target))
        {
            if (GuessFile.Read(File.ReadAllText(target), out var problem) is not { } before)
            {
                return EntenteCommand.Refuse([$"'{typed}' does not hold guesses: {problem}"], parsed.CommandResult, _host);
            }

            if (!before.AsksAs(file))
            {
                return EntenteCommand.Refuse([$"'{typed}' holds guesses of '{before.Outcome}' for another question; name another file with --into"], parsed.CommandResult, _host);
            }

            file = before;
        }

        var wrong = new List<string>();
        var given = parsed.GetValue(_guesses);
        foreach (var (who, text) in given.IsEmpty ? Lines(wrong) : given)
        {
            if (Arguments.ShareOf(text) is { } share)
            {
                file = file.With(new Guess(who, share));
            }
            else
            {
                wrong.Add($"a guess is a percent such as 30%, from 0% to 100%, not '{text}' ({who})");
            }
        }

        if (wrong.Count > 0 && !given.IsEmpty)
        {
            return EntenteCommand.Refuse(wrong, parsed.CommandResult, _host);
        }

        wrong.ForEach(_host.Say);
        if (file.Guesses.IsEmpty)
        {
            return EntenteCommand.Refuse(["there is no guess"], parsed.CommandResult, _host);
        }

        // Moved into place, so that guesses made before are not lost if the disk is full.
        File.WriteAllText(target + ".new", file.ToJson());
        File.Move(target + ".new", target, overwrite: true);
        var names = string.Join(", ", file.Guesses.Select(g => g.Who));
        _host.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file.Guesses.Length} guess{(file.Guesses.Length == 1 ? "" : "es")} of '{outcome}' in {typed}: {names}"));
        return ExitCode.Done;
    }

    // Lines of a name and a share, up to an empty one.
    private IEnumerable<(string Who, string Share)> Lines(List<string> wrong)
    {
        if (_host.InIsTerminal)
        {
            _host.Say("a name and a guess a line, such as: anna 30%   (an empty line ends)");
        }

        while (_host.In.ReadLine() is { } line && line.Trim() is { Length: > 0 } trimmed)
        {
            var gap = trimmed.LastIndexOfAny([' ', '\t', '=', ',', ';']);
            if (gap > 0)
            {
                yield return (trimmed[..gap].TrimEnd(' ', '\t', '=', ',', ';'), trimmed[(gap + 1)..]);
            }
            else
            {
                wrong.Add($"a line is a name and a percent, such as 'anna 30%', not '{trimmed}'");
            }
        }
    }

    private int Reveal(ParseResult parsed)
    {
        var typed = parsed.GetRequiredValue(_file);
        var path = Path.GetFullPath(typed, _host.Folder);
        if (!File.Exists(path))
        {
            return EntenteCommand.Refuse([$"there is no file '{typed}'; 'lesson predict' makes one"], parsed.CommandResult, _host);
        }

        if (GuessFile.Read(File.ReadAllText(path), out var problem) is not { Guesses.IsEmpty: false } file)
        {
            _host.Say($"'{typed}' does not hold guesses{(problem is null ? "" : $": {problem}")}");
            return ExitCode.ScenarioWrong;
        }

        var options = _trials.Options(parsed);
        var quiet = _trials.Quiet(parsed);
        var scenarioPath = Path.GetRelativePath(_host.Folder, Path.GetFullPath(file.Scenario, Path.GetDirectoryName(path)!));
        _host.Engine.Prepare();
        if (TrialArguments.Load(scenarioPath, new ScenarioChoice(file.Variant, file.Settings), options, quiet, _host, s => _host.Engine.CheckDesign(s, options), out var code) is not { } scenario)
        {
            return code;
        }

        if (scenario.Outcomes.All(o => o.Name != file.Outcome))
        {
            _host.Say($"the scenario has no outcome '{file.Outcome}' any more");
            return ExitCode.ScenarioWrong;
        }

        if (scenario.Hash != file.Hash)
        {
            _host.Say("the scenario has changed since the guesses were made");
        }

        using var watch = new RunWatch(null, keepsTrial: false, _host.Stop);
        var run = RunProgress.Show(_host, quiet, options.Trials, progress => _host.Engine.Run(scenario, options, watch.With(progress), watch.Stop));
        if (run.Failed == run.Trials)
        {
            _host.Say(run.Trials == 0 ? "interrupted before a trial was finished" : "every trial failed");
            return run.Trials == 0 ? ExitCode.Interrupted : ExitCode.RunFailed;
        }

        var result = GuessResult.Of(run, file.Outcome, file.Guesses);
        if (parsed.GetRequiredValue(_format) == "json")
        {
            _host.Out.Write(LessonReport.Json(result));
        }
        else
        {
            LessonReport.Write(result, _host.OutConsole());
        }

        return run.Trials < options.Trials ? ExitCode.Interrupted : ExitCode.Done;
    }
}
