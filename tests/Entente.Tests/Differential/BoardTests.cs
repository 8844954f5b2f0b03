using Entente.Cli;
using Entente.Execution;
using Entente.Experiments;
using Entente.Kernels;
using Entente.Planning;
using Entente.Scenarios;
using Entente.Tests.Conformance;
using Entente.Tests.Properties;
using Entente.Tests.Statistical;

namespace Entente.Tests.Differential;

/// <summary>Trials that start from what stands at a point of another: by the oracle and by kernels, and what they mean.</summary>
public sealed class BoardTests
{
    private const ulong Seed = 1;
    private const int Steps = 12;
    private const string Rich = "tests/Entente.Tests/Determinism/rich.yaml";

    // What a rule began goes on where it can begin no more, machines stand where nobody comes any more, and what never
    // fires again is remembered.
    private const string Switched = """
        sets: {towns: {members: [a, b, c]}}
        levers: {on: {range: [0, 1], default: 1}}
        uncertainties: {w: "uniform(0, 1)"}
        state:
          heat: {each: x in towns, initial: on, bounds: [0, 9]}
          glow: {initial: 0}
        rules:
          warm: {each: x in towns, rate: 4 per year * on, effects: ["heat[x] += 1 over 3 quarters", "glow += w fading 2 quarters"]}
          cool: {each: x in towns, when: "on < 0.5 and since(warm[x]) > 2 quarters and life[x] is gone", chance: 50%, effects: "heat[x] *= 0.5"}
        lifecycles:
          life:
            each: x in towns
            initial: "if on > 0.5 then up else down"
            states: {up: {}, down: {}, gone: {enter: "glow += 0.3 over 2 quarters"}}
            transitions: {go: {from: up, to: gone, rate: 2 per year}, stop: {from: up, to: down, when: on < 0.5, chance: 10%}}
        measures:
          heat: {is: "sum(heat[x] for x in towns)", at: each step}
          glow: {is: glow, at: each step}
          old: {is: "sum(min(since(warm[x]), 9 years) for x in towns)", at: mean, unit: year}
          gone: {is: "count(life[x] is gone for x in towns)", at: each step}
        """;

    public static TheoryData<string> Small =>
    [
        Rich, .. new[] { "clocks", "competing", "effects", "lasting", "links", "recursions", "cascade", "ruin" }.Select(f => $"tests/Entente.Tests/Statistical/{f}.yaml"),
    ];

    [Theory]
    [MemberData(nameof(Small))]
    public void Kernels_go_on_from_a_board_to_the_bit(string file)
    {
        var plan = PlanOf(file);
        var steps = plan.Scenario.Clock.Steps;
        KernelOptions[] options = [new() { Lanes = 8 }, new() { Lanes = 64 }, new() { Lanes = 16, Passes = Passes.None }];
        int[] points = [steps / 3, steps - 1, steps];
        foreach (var (one, point) in options.Zip(points).Append((options[0], Math.Min(1, steps - 1))))
        {
            Assert.Equal(0, new Twins(plan, 72, Seed, BoardOf(plan, trial: 5, point)).Agree(one));
        }
    }

    [Theory]
    [InlineData(0, 16, Passes.All)]
    [InlineData(7, 8, Passes.All)]
    [InlineData(20, 64, Passes.All)]
    [InlineData(39, 16, Passes.None)]
    public void Kernels_go_on_from_a_board_of_Europe_to_the_bit(int point, int lanes, Passes passes)
    {
        var plan = PlanOf("scenarios/us-drawdown.yaml");
        Assert.Equal(0, new Twins(plan, 32, Seed, BoardOf(plan, trial: 3, point)).Agree(new KernelOptions { Lanes = lanes, Passes = passes }));
    }

    [Fact]
    public void Kernels_for_boards_run_whole_trials_to_the_bit()
    {
        foreach (var options in Twins.Product([Passes.All, Passes.None], [8, 64], [256]))
        {
            Assert.Equal(0, new Twins(PlanOf(Rich), 72).Agree(options with { FromBoards = true }));
            Assert.Equal(0, new Twins(Written.Plan(Switched, Steps), 72).Agree(options with { FromBoards = true }));
        }
    }

    [Fact]
    public void Other_levers_go_on_from_the_same_board()
    {
        var other = PlanOf(Rich, ("pressure", "0.9"), ("posture", "leave"), ("pace", "fast"), ("schedule", "30%"));
        foreach (var point in new[] { 0, 4, 9 })
        {
            var board = BoardOf(PlanOf(Rich), trial: 11, point);
            Assert.Equal(0, new Twins(other, 72, Seed, board).Agree(new KernelOptions { Lanes = 16 }));
        }
    }

    [Theory]
    [InlineData(Passes.All)]
    [InlineData(Passes.None)]
    [InlineData(Passes.All & ~Passes.Sparse)]
    public void What_other_levers_would_never_have_begun_goes_on_from_a_board(Passes passes)
    {
        var (on, off) = (Written.Plan(Switched, Steps), Written.Plan(Switched.Replace("default: 1", "default: 0", StringComparison.Ordinal), Steps));

        // A variant may say it outright, and then the rule has no kernels.
        var never = Written.Plan(Switched.Replace("default: 1", "default: 0", StringComparison.Ordinal).Replace("4 per year * on", "0 per year", StringComparison.Ordinal), Steps);
        for (var point = 1; point < on.Scenario.Clock.Steps; point += 2)
        {
            var board = BoardOf(on, trial: 2, point);
            Assert.Contains(board.Begun, b => b != 0);
            Assert.Contains(board.Left, b => b != 0);
            Assert.Equal(0, new Twins(off, 72, Seed, board).Agree(new KernelOptions { Passes = passes }));
            Assert.Equal(0, new Twins(never, 72, Seed, board).Agree(new KernelOptions { Passes = passes }));
        }
    }

    [Theory]
    [InlineData(Rich)]
    [InlineData("tests/Entente.Tests/Statistical/clocks.yaml")]
    [InlineData("tests/Entente.Tests/Statistical/lasting.yaml")]
    public void From_a_board_at_the_start_a_trial_is_itself(string file)
    {
        var plan = PlanOf(file);
        var design = Design.For(plan, SamplerKind.MonteCarlo, Seed, 200);
        var oracle = new TrialRunner(plan, Seed);
        var kernels = KernelPlanner.TryPlan(plan, new KernelOptions { Lanes = 8, FromBoards = true }, out _)!;
        using var block = new Block(kernels, Seed);
        for (var trial = 0; trial < 200; trial++)
        {
            var (whole, started, lane) = (Drawn(plan, trial), Drawn(plan, trial), Drawn(plan, trial));
            oracle.Run(trial, whole);
            Assert.Null(whole.Failure);
            var board = oracle.RunTo(trial, started, 0)!;
            oracle.RunFrom(board, trial, started);
            Assert.Null(Twins.First(plan, whole, started));

            for (var k = 0; k < 8; k++)
            {
                design.Draw((trial & ~7) + k, block.Uncertain[k]);
            }

            block.RunFrom(board, trial & ~7);
            block.Read(trial & 7, lane);
            Assert.Null(Twins.First(plan, whole, lane));
        }
    }

    /// <summary>Where there are no clocks to wind, all that matters of a trial is on the board: it goes on as if nothing had been.</summary>
    [Fact]
    public void Without_clocks_a_trial_goes_on_from_its_own_board_as_it_did()
    {
        var text = System.Text.RegularExpressions.Regex.Replace(SourceTree.Text(Rich), @"\brate: (""[^""]*""|[^,}]*)", "chance: 15%");
        var folder = Path.GetDirectoryName(Rich)!;
        var files = MemoryFiles.Of([("rich.yaml", text), .. new[] { "rich.csv", "rich-ties.csv" }.Select(f => (f, SourceTree.Text(Path.Join(folder, f))))]);
        var plan = Planner.Plan(Pipeline.Load(files, "rich.yaml", ScenarioChoice.Default).Scenario!);
        Assert.DoesNotContain(plan.Lifecycles.SelectMany(l => l.Definition.Transitions), t => t.Rate is not null);
        var oracle = new TrialRunner(plan, Seed);
        var steps = plan.Scenario.Clock.Steps;
        for (var trial = 0; trial < 40; trial++)
        {
            var whole = Drawn(plan, trial);
            oracle.Run(trial, whole);
            Board? before = null;
            for (var point = 0; point <= steps; point++)
            {
                var rest = Drawn(plan, trial);
                var board = oracle.RunTo(trial, rest, point)!;
                AssertSame(board, oracle.RunTo(trial, rest, point, before)!);
                oracle.RunFrom(board, trial, rest);
                Assert.Equal(whole.Outcome, rest.Outcome);
                for (var m = 0; m < whole.Measures.Length; m++)
                {
                    if (plan.Scenario.Measures[m].At is MeasureTime.End or MeasureTime.EachStep)
                    {
                        Assert.Equal(whole.Measures[m], rest.Measures[m]);
                        Assert.Equal(whole.Series[m]?[point..], rest.Series[m]?[point..]);
                    }
                }

                Assert.Equal(whole.Counts.AtEnd, rest.Counts.AtEnd);
                before = board;
            }
        }
    }

    [Fact]
    public void Measures_from_a_board_look_at_what_follows()
    {
        var plan = Written.Plan("""
            state: {x: {initial: 0, next: "if x < 6 then x + 1 else 0"}}
            measures:
              x: {is: x, at: each step}
              most: {is: x, at: maximum}
              least: {is: x, at: minimum}
              usual: {is: x, at: mean}
              high: {time to: x > 2}
              low: {time to: x < 1}
            """, Steps);
        var steps = plan.Scenario.Clock.Steps;
        var board = BoardOf(plan, 0, 4);
        var values = Enumerable.Range(4, steps - 3).Select(p => (double)(p % 7)).ToArray();
        var (oracle, result) = (new TrialRunner(plan, Seed), Drawn(plan, 0));
        oracle.Run(0, result);
        oracle.RunFrom(board, 0, result);
        Assert.Equal([0, 0, 0, 0, .. values], result.Series[Measure("x")]!);
        Assert.Equal(values.Max(), result.Measures[Measure("most")]);
        Assert.Equal(values.Min(), result.Measures[Measure("least")]);
        Assert.Equal(values.Average(), result.Measures[Measure("usual")], 1e-12);
        Assert.Equal(4, result.Times[plan.Scenario.Times.ToList().FindIndex(t => t.Name == "high")]);
        Assert.Equal(7, result.Times[plan.Scenario.Times.ToList().FindIndex(t => t.Name == "low")]);
        Assert.Equal(0, new Twins(plan, 16, Seed, board).Agree(new KernelOptions()));

        int Measure(string name) => plan.Scenario.Measures.ToList().FindIndex(m => m.Name == name);
    }

    [Fact]
    public void A_board_of_another_scenario_is_refused()
    {
        var plan = Written.Plan(Switched, Steps);
        var board = BoardOf(plan, 0, 1);
        var other = Written.Plan(Switched.Replace("glow", "gleam", StringComparison.Ordinal), Steps);
        var refused = Assert.Throws<ArgumentException>(() => new TrialRunner(other, Seed).RunFrom(board, 0, new TrialResult(other)));
        Assert.Equal("the board is of another scenario: it has the state 'glow' where the plan has the state 'gleam'", refused.Message);
        Assert.Throws<ArgumentException>(() => Runner.Run(other, new RunOptions { From = board }, null, CancellationToken.None));

        var tighter = Written.Plan(Switched.Replace("[0, 9]", "[0, 0.5]", StringComparison.Ordinal).Replace("initial: on", "initial: on / 2", StringComparison.Ordinal), Steps);
        refused = Assert.Throws<ArgumentException>(() => new TrialRunner(tighter, Seed).RunFrom(board, 0, new TrialResult(tighter)));
        Assert.Contains("outside the bounds", refused.Message, StringComparison.Ordinal);

        using var block = new Block(KernelPlanner.TryPlan(plan, new KernelOptions(), out _)!, Seed);
        Assert.Throws<InvalidOperationException>(() => block.RunFrom(board, 0));
    }

    [Fact]
    public void A_trial_that_fails_on_the_way_gives_no_board()
    {
        var plan = Written.Plan("""
            state: {x: {initial: 0, next: x + 1 + 0 / (x - 3)}}
            measures: {x: {is: x}}
            """, Steps);
        var (oracle, result) = (new TrialRunner(plan, Seed), Drawn(plan, 0));
        Assert.NotNull(oracle.RunTo(0, result, 1));
        Assert.Equal(-1, result.Outcome);
        Assert.NotNull(oracle.RunTo(0, result, 3));
        Assert.Null(oracle.RunTo(0, result, 4));
        Assert.NotNull(result.Failure);
    }

    [Fact]
    public void A_run_from_a_board_gives_the_same_bits_whoever_runs_it()
    {
        var plan = PlanOf(Rich);
        var board = BoardOf(plan, 7, 4);
        var options = new RunOptions { Trials = 300, From = board };
        string Digest(RunOptions o) => Runner.Run(plan, o, null, CancellationToken.None).Digest.ToString();
        var digest = Digest(options with { Kernels = null, Threads = 1 });
        Assert.Equal(digest, Digest(options with { Threads = 2, BatchLength = 24 }));
        Assert.Equal(digest, Digest(options with { Kernels = new KernelOptions { Lanes = 64 }, Threads = 1, BatchLength = 100 }));
        Assert.NotEqual(digest, Digest(options with { From = null }));
        Assert.NotEqual(digest, Digest(options with { From = BoardOf(plan, 8, 4) }));
    }

    /// <summary>An exponential time has no memory: what remains of it at a board is exponential again.</summary>
    /// <remarks>Seed 1, 20,000 trials: false alarms at most 1e-6 each; a curve that is wrong by 0.04 is missed with a chance of at most 1e-6.</remarks>
    [Fact]
    public void What_remains_of_a_hazard_at_a_board_is_exponential_again()
    {
        const int trials = 20_000;
        var plan = Written.Plan("""
            lifecycles:
              life: {initial: up, states: {up: {}, down: {terminal: "true"}}, transitions: {fall: {from: up, to: down, rate: "0.3 per year * (1 + t / 1 year)"}}}
            rules: {hit: {rate: 0.8 per year, once: "true", effects: n += 1}}
            state: {n: {initial: 0}}
            measures: {down: {time to: life is down}, hit: {time to: n > 0}}
            """, Steps);
        const int point = 3;
        var board = Enumerable.Range(0, 100).Select(t => BoardOf(plan, t, point)).First(b => b.Machines[0] == Leaf("up") && b.Fired[0] < 0);
        var tally = Runner.Run(plan, new RunOptions { Trials = trials, From = board, Threads = 1 }, null, CancellationToken.None);
        AssertSurvival("hit", _ => 0.8);
        AssertSurvival("down", s => 0.3 * (1 + (s * 0.25)));

        // Played a step at a time, each from the board before, with every clock wound anew at each: no trial is the same, and all are alike.
        var oracle = new TrialRunner(plan, Seed);
        var result = Drawn(plan, 0);
        var down = new double[plan.Scenario.Clock.Steps + 1];
        for (var trial = 0; trial < trials; trial++)
        {
            Board? stepwise = null;
            for (var p = 0; p < down.Length; p++)
            {
                stepwise = oracle.RunTo(trial, result, p, stepwise)!;
                down[p] += stepwise.Machines[0] == Leaf("down") ? 1.0 / trials : 0;
            }
        }

        var sum = 0.0;
        for (var p = 0; p < down.Length; p++)
        {
            Chance.AssertNear(1 - Math.Exp(-sum), down[p], Chance.Curve(trials));
            sum += 0.3 * (1 + (p * 0.25)) * 0.25;
        }

        int Leaf(string name) => plan.Lifecycles[0].Definition.Lifecycle.Find(name)!.Leaf;

        void AssertSurvival(string time, Func<int, double> rate)
        {
            var reached = tally.Times[plan.Scenario.Times.ToList().FindIndex(t => t.Name == time)];
            var (hazard, so) = (0.0, 0L);
            for (var p = 0; p < reached.Length; p++)
            {
                so += reached[p];
                Chance.AssertNear(1 - Math.Exp(-hazard), so / (double)trials, Chance.Curve(trials));
                hazard += p < point ? 0 : rate(p) * 0.25;
            }
        }
    }

    // Arrays that cannot change are equal only to themselves.
    private static void AssertSame(Board one, Board other)
    {
        Assert.Equal(one.Point, other.Point);
        Assert.Equal<double>([.. one.States, .. one.Memories, .. one.Began, .. one.Before, .. one.Begun, .. one.Left], [.. other.States, .. other.Memories, .. other.Began, .. other.Before, .. other.Begun, .. other.Left]);
        Assert.Equal<int>([.. one.Machines, .. one.Entered, .. one.Fired, .. one.Held], [.. other.Machines, .. other.Entered, .. other.Fired, .. other.Held]);
        Assert.Equal<string>([.. one.Shape], [.. other.Shape]);
    }

    private static Board BoardOf(Plan plan, long trial, int point)
    {
        var result = Drawn(plan, trial);
        return new TrialRunner(plan, Seed).RunTo(trial, result, point) ?? throw new InvalidOperationException(result.Failure);
    }

    private static TrialResult Drawn(Plan plan, long trial)
    {
        var result = new TrialResult(plan);
        Design.For(plan, SamplerKind.MonteCarlo, Seed, 200).Draw(trial, result.Uncertain);
        return result;
    }

    private static Plan PlanOf(string file, params (string Lever, string Value)[] settings)
    {
        var (files, name) = DiskFiles.Of(Path.GetFileName(file), SourceTree.Folder(Path.GetDirectoryName(file)!));
        return Planner.Plan(Pipeline.Load(files, name, new ScenarioChoice(null, [.. settings])).Scenario!);
    }
}
