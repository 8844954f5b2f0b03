using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Entente.Diagnostics;
using Entente.Execution;
using Entente.Language;
using Entente.Planning;
using Entente.Scenarios;

namespace Entente.Experiments;

/// <summary>What became of an expectation.</summary>
public enum Verdict
{
    /// <summary>The trials agree with it, and would hardly do so if it were false.</summary>
    Holds,

    /// <summary>The trials do not contradict it; nor do they contradict its opposite.</summary>
    NotSeparable,

    /// <summary>The trials contradict it.</summary>
    Fails,
}

/// <summary>A trial that contradicts a condition.</summary>
/// <param name="Trial">Its number.</param>
/// <param name="What">What happened in it.</param>
public sealed record Counterexample(long Trial, string What);

/// <summary>An expectation that was judged.</summary>
/// <param name="Expectation">What was expected.</param>
/// <param name="Trials">Trials, or pairs of trials, that were looked at.</param>
/// <param name="LeftOut">Trials left out because they failed, on one side at least.</param>
/// <param name="Estimate">The mean, share or difference; for conditions the share of trials in which it held. NaN without trials.</param>
/// <param name="Low">Low end of its 95% interval, or NaN.</param>
/// <param name="High">High end.</param>
/// <param name="Counterexample">The first trial that contradicts a condition, or null.</param>
public sealed record Expected(
    ExpectationDefinition Expectation, long Trials, long LeftOut, double Estimate, double Low, double High, Verdict Verdict, Counterexample? Counterexample);

/// <summary>Judges what a scenario expects of its results. Each side is run once; all sides with one seed, so that trials of one number are pairs.</summary>
public static class Expectations
{
    /// <summary>Judges every expectation.</summary>
    /// <param name="expectations">What is expected.</param>
    /// <param name="sideOf">The scenario of a choice.</param>
    /// <param name="options">Seed, trials and threads of each side.</param>
    /// <param name="level">The chance of failing by accident that is allowed to each expectation, in (0, 1).</param>
    /// <param name="stop">Ends early with an exception.</param>
    public static ImmutableArray<Expected> Judge(
        ImmutableArray<ExpectationDefinition> expectations, Func<ScenarioChoice, Scenario> sideOf, RunOptions options, double level, CancellationToken stop)
    {
        var sides = ChoicesOf(expectations).ToDictionary(choice => choice.Key, choice =>
        {
            var side = new Side(sideOf(choice), [.. expectations.Where(e => e.Side.Key == choice.Key || e.Against?.Key == choice.Key).Select(e => e.Name)], options, stop);
            stop.ThrowIfCancellationRequested();
            return side;
        }, StringComparer.Ordinal);
        return [.. expectations.Select(e => Judge(e, sides[e.Side.Key], e.Against is null ? null : sides[e.Against.Key], level))];
    }

    /// <summary>The sides to run, each once.</summary>
    internal static IEnumerable<ScenarioChoice> ChoicesOf(ImmutableArray<ExpectationDefinition> expectations) =>
        expectations.SelectMany(e => new[] { e.Side, e.Against }).OfType<ScenarioChoice>().DistinctBy(choice => choice.Key);

    /// <summary>A diagnostic for each that fails.</summary>
    /// <param name="judged">What was judged.</param>
    /// <param name="file">The scenario's file, as a command would name it.</param>
    /// <param name="options">What was run.</param>
    public static ImmutableArray<Diagnostic> Review(IEnumerable<Expected> judged, string file, RunOptions options) =>
    [
        .. judged.Where(e => e.Verdict == Verdict.Fails).Select(e =>
        {
            var expectation = e.Expectation;
            return Rules.ExpectationFailed.At(expectation.Source, expectation.Span, expectation.Name, Reason(e)) with
            {
                Hint = e.Counterexample is { } example ? $"replay it: {Replay(file, expectation.Side, options.Seed, example.Trial)}" : null,
            };
        }),
    ];

    /// <summary>The command that shows a trial of a side.</summary>
    public static string Replay(string file, ScenarioChoice side, ulong seed, long trial)
    {
        var command = new StringBuilder("entente run ").Append(Quoted(file));
        if (side.Variant is { } variant)
        {
            command.Append(" --variant ").Append(variant);
        }

        foreach (var (lever, value) in side.Settings)
        {
            command.Append(" --set ").Append(Quoted($"{lever}={value}"));
        }

        foreach (var (uncertainty, value) in side.Pins)
        {
            command.Append(" --pin ").Append(Quoted($"{uncertainty}={value}"));
        }

        return command.Append(CultureInfo.InvariantCulture, $" --seed {seed} --trial {trial}").ToString();
    }

    private static string Quoted(string word) => word.All(c => char.IsLetterOrDigit(c) || "=._-/\\:%".Contains(c, StringComparison.Ordinal)) ? word : $"\"{word}\"";

    private static string Reason(Expected e)
    {
        var expectation = e.Expectation;
        if (e.Counterexample is { } example)
        {
            return string.Create(CultureInfo.InvariantCulture, $"trial {example.Trial} {example.What}");
        }

        if (e.Trials == 0)
        {
            return "every trial failed";
        }

        var what = expectation.Against is not null ? "the difference" : expectation.Of == ExpectedOf.Outcome ? "the share" : "the mean";
        var strictly = expectation.Strictly ? "strictly " : "";
        return string.Create(CultureInfo.InvariantCulture, $"{what} is {e.Estimate:G4} in [{e.Low:G4}, {e.High:G4}], expected is {strictly}{expectation.Is}{(expectation.Against is null ? "" : " 0")}");
    }

    private static Expected Judge(ExpectationDefinition expectation, Side side, Side? against, double level)
    {
        var values = side.Values[expectation.Name];
        if (expectation.Condition is not null)
        {
            return Condition(expectation, values, side);
        }

        var others = against?.Values[expectation.Name];
        var numbers = values.Select((v, k) => others is null ? v : v - others[k]).Where(double.IsFinite).ToArray();
        var told = (expectation.Of, others) switch
        {
            (ExpectedOf.Outcome, null) when numbers.Length > 0 => Significance.OfShare(numbers.LongCount(v => v > 0), numbers.Length),
            (ExpectedOf.Outcome, not null) => Significance.OfPairs(numbers),
            _ => Significance.OfMean(numbers),
        };
        return new Expected(expectation, numbers.Length, values.Length - numbers.Length, told.Estimate, told.Low, told.High, Judge(expectation, told, numbers.Length, level), null);
    }

    private static Verdict Judge(ExpectationDefinition expectation, Significance told, long trials, double level)
    {
        var (low, high) = (expectation.Low, expectation.High);
        var (hasLow, hasHigh) = (double.IsFinite(low), double.IsFinite(high));

        // Two ends can each be missed by accident.
        var each = hasLow && hasHigh ? level / 2 : level;
        var contradicted = trials == 0 || (hasLow && told.Below(low) < each) || (hasHigh && told.Above(high) < each);
        var shown = (!hasLow || told.Above(low) < each) && (!hasHigh || told.Below(high) < each);
        return contradicted || (expectation.Strictly && !shown) ? Verdict.Fails : shown ? Verdict.Holds : Verdict.NotSeparable;
    }

    // A value is the point at which the condition was found wrong, or -1.
    private static Expected Condition(ExpectationDefinition expectation, double[] points, Side side)
    {
        var held = points.LongCount(p => p < 0);
        var told = Significance.OfShare(held, points.Length);
        var first = Array.FindIndex(points, p => !(p < 0));
        var example = first < 0 ? null : new Counterexample(first, double.IsNaN(points[first])
            ? $"failed: {side.Failure}"
            : $"does not meet '{expectation.Subject}' {(expectation.Of == ExpectedOf.Always ? "at the end" : $"in {side.Label((int)points[first])}")}");
        return new Expected(expectation, points.Length, 0, told.Estimate, told.Low, told.High, example is null ? Verdict.Holds : Verdict.Fails, example);
    }

    // The trials of a choice, and what each gave for the expectations that look at it; NaN where it failed.
    private sealed class Side
    {
        private readonly Clock _clock;

        public Side(Scenario scenario, ImmutableArray<string> names, RunOptions options, CancellationToken stop)
        {
            _clock = scenario.Clock;
            ImmutableArray<ExpectationDefinition> wanted = [.. scenario.Expectations.Where(e => names.Contains(e.Name))];
            var conditions = wanted.Where(e => e.Condition is not null).ToArray();
            scenario = scenario with
            {
                Times =
                [
                    .. scenario.Times,
                    .. conditions.Where(e => e.Of == ExpectedOf.Throughout).Select(e => new TimeDefinition(AddressOf(e), new Not(e.Condition!), false, null)),
                ],
                Measures =
                [
                    .. scenario.Measures,
                    .. conditions.Where(e => e.Of == ExpectedOf.Always).Select(e => new MeasureDefinition(
                        AddressOf(e), new Choice(ExprType.Plain, e.Condition!, new Constant(ExprType.Plain, 1), new Constant(ExprType.Plain, 0)), MeasureTime.End, e.Unit, false, null, null)),
                ],
            };
            Values = wanted.ToDictionary(e => e.Name, _ => new double[options.Trials], StringComparer.Ordinal);
            (double[] Values, Func<TrialResult, double> Read)[] columns = [.. wanted.Select(e => (Values[e.Name], Reader(e, scenario)))];

            // A trial writes to its own places, so threads do not meet.
            var tally = Runner.Run(Planner.Plan(scenario), options, null, stop, trial =>
            {
                foreach (var (values, read) in columns)
                {
                    values[trial.Trial] = trial.Failure is null ? read(trial) : double.NaN;
                }
            });
            Failure = tally.Failures.FirstOrDefault()?.Message;
        }

        public IReadOnlyDictionary<string, double[]> Values { get; }

        /// <summary>What went wrong in the first trial that failed.</summary>
        public string? Failure { get; }

        public string Label(int point) => _clock.Label(point);

        private static string AddressOf(ExpectationDefinition e) => $"expect.{e.Name}";

        private static Func<TrialResult, double> Reader(ExpectationDefinition e, Scenario scenario)
        {
            var clock = scenario.Clock;
            switch (e.Of)
            {
                case ExpectedOf.Outcome:
                    var outcome = IndexOf(scenario.Outcomes.Select(o => o.Name), e.Subject);
                    return trial => trial.Outcome == outcome ? 1 : 0;
                case ExpectedOf.Time:
                    var time = IndexOf(scenario.Times.Select(t => t.Name), e.Subject);
                    return trial => (trial.Times[time] < 0 ? clock.Steps : trial.Times[time]) * clock.YearsPerStep;
                case ExpectedOf.Always:
                    var end = IndexOf(scenario.Measures.Select(m => m.Name), AddressOf(e));
                    return trial => trial.Measures[end] > 0 ? -1 : clock.Steps;
                case ExpectedOf.Throughout:
                    var broken = IndexOf(scenario.Times.Select(t => t.Name), AddressOf(e));
                    return trial => trial.Times[broken];
                default:
                    var measure = IndexOf(scenario.Measures.Select(m => m.Name), e.Subject);
                    return trial => trial.Measures[measure];
            }
        }

        private static int IndexOf(IEnumerable<string> names, string name) => names.TakeWhile(n => n != name).Count();
    }
}
