using System.Diagnostics;
using System.Globalization;
using System.Text;
using Entente.Execution;
using Entente.Experiments;
using Entente.Kernels;
using Entente.Planning;
using Entente.Scenarios;

namespace Entente.Benchmarks;

/// <summary>Measures what docs/performance.md states beside the peers: kernels against the evaluator, threads, how cost grows, a changed lever, memory. Ratios are of one run.</summary>
internal static class RatioTable
{
    private const string BaseScenario = "europe.yaml";

    public static int Run(string[] args)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5;
        Console.WriteLine($"{Environment.ProcessorCount} cores, vectors of {(System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? 512 : System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated ? 256 : 128)} bits, {Environment.Version}, {rounds} rounds");
        Shipped.Check(BaseScenario);
        Console.WriteLine("\n| what | value |\n|---|---|");
        AgainstEvaluator(rounds);
        Threads(rounds);
        ChangedLever(rounds);
        Console.WriteLine("\n| grows with | smaller | larger | cost a unit, larger against smaller |\n|---|---|---|---|");
        Growth("trials", [1_000, 10_000, 100_000], n => (Synthetic(20, 20, false), n), (n, seconds) => seconds / n);
        Growth("steps", [10, 100, 1_000], n => (Synthetic(20, n, false), 4_000), (n, seconds) => seconds / n);
        Growth("actors", [10, 100, 1_000], n => (Synthetic(n, 20, false), 4_000), (n, seconds) => seconds / n);
        Growth("actors, with a state for each pair", [10, 30, 100], n => (Synthetic(n, 20, true), 2_000), (n, seconds) => seconds / n / n);
        return 0;
    }

    private static void AgainstEvaluator(int rounds)
    {
        foreach (var name in new[] { BaseScenario, "us-drawdown.yaml" })
        {
            var plan = Shipped.Plan(name);
            var kernels = KernelPlanner.TryPlan(plan, new KernelOptions(), out _)!;
            var design = Design.For(plan, SamplerKind.MonteCarlo, 1, 10_000);
            using var block = new Block(kernels, 1);
            var runner = new TrialRunner(plan, 1);
            var result = new TrialResult(plan);
            Fast(2_000);
            Slow(60);
            var times = Enumerable.Range(0, rounds).Select(_ => (Fast: Time(() => Fast(2_000)) / 2_000, Slow: Time(() => Slow(60)) / 60)).ToArray();
            Row(string.Create(CultureInfo.InvariantCulture, $"{name}, a trial by kernels / by the evaluator, one thread"), string.Create(
                CultureInfo.InvariantCulture,
                $"{Median(times.Select(t => t.Fast)) * 1e6:0} us / {Median(times.Select(t => t.Slow)) * 1e6:0} us = {Median(times.Select(t => t.Slow / t.Fast)):0}x"));

            void Fast(int trials)
            {
                for (var start = 0; start < trials; start += kernels.Lanes)
                {
                    for (var lane = 0; lane < kernels.Lanes; lane++)
                    {
                        design.Draw(start + lane, block.Uncertain[lane]);
                    }

                    block.Run(start);
                    for (var lane = 0; lane < kernels.Lanes; lane++)
                    {
                        block.Read(lane, result);
                    }
                }
            }

            void Slow(int trials)
            {
                for (var trial = 0; trial < trials; trial++)
                {
                    design.Draw(trial, result.Uncertain);
                    runner.Run(trial, result);
                }
            }
        }
    }

    private static void Threads(int rounds)
    {
        var scenario = Shipped.Scenario(BaseScenario);
        ExperimentResult Run(int threads) => Pipeline.Run(scenario, new RunOptions { Trials = 20_000, Threads = threads }, null, CancellationToken.None);
        var same = Run(1).Digest == Run(2).Digest;
        var ratios = Enumerable.Range(0, rounds).Select(_ => Wall(() => Run(1)) / Wall(() => Run(2))).ToArray();
        Row($"{BaseScenario}, two threads against one, 20,000 trials, from plan to summary", string.Create(CultureInfo.InvariantCulture, $"{Median(ratios):0.00}x (best {ratios.Max():0.00}), {(same ? "same digest" : "DIGESTS DIFFER")}"));
    }

    // What a workshop waits for: the scenario is bound anew with the lever, planned, and its remaining steps run.
    private static void ChangedLever(int rounds)
    {
        var (files, name) = Shipped.Files(BaseScenario);
        var times = new List<(double All, double Before)>();
        var plan = Shipped.Plan(BaseScenario);
        var start = new TrialResult(plan);
        Design.For(plan, SamplerKind.MonteCarlo, 1, 1).Draw(0, start.Uncertain);
        var board = new TrialRunner(plan, 1).RunTo(0, start, 8);
        for (var round = 0; round < rounds + 3; round++)
        {
            var setting = (0.3 + (0.01 * round)).ToString(CultureInfo.InvariantCulture);
            var clock = Stopwatch.GetTimestamp();
            var scenario = Pipeline.Load(files, name, new ScenarioChoice(null, [("escape_clause", setting)])).Scenario!;
            var before = Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
            Pipeline.Run(scenario, new RunOptions { Trials = 2_000, From = board }, null, CancellationToken.None);
            times.Add((Stopwatch.GetElapsedTime(clock).TotalMilliseconds, before));
        }

        var warm = times.Skip(3).ToArray();
        Row($"{BaseScenario}, from a changed lever to 2,000 trials of the 32 steps that remain from a board, warm, all threads", string.Create(
            CultureInfo.InvariantCulture, $"{Median(warm.Select(t => t.All)):0} ms (best {warm.Min(t => t.All):0}), of which reading and binding {Median(warm.Select(t => t.Before)):0} ms"));
    }

    private static void Growth(string what, int[] sizes, Func<int, (string Text, int Trials)> make, Func<int, double, double> unit)
    {
        var costs = sizes.Select(size =>
        {
            var (text, trials) = make(size);
            var loaded = Pipeline.Load(new OneFile(text), "", Shipped.Choice);
            var plan = Planner.Plan(loaded.Scenario ?? throw new InvalidOperationException(loaded.Diagnostics[0].Message));
            var kernels = KernelPlanner.TryPlan(plan, new KernelOptions(), out _)!;
            using var block = new Block(kernels, 1);
            void Run(int end)
            {
                for (var start = 0; start < end; start += kernels.Lanes)
                {
                    block.Run(start);
                }
            }

            Run(Math.Min(trials, 500));
            return unit(size, Enumerable.Range(0, 3).Min(_ => Time(() => Run(trials))));
        }).ToArray();
        for (var k = 1; k < sizes.Length; k++)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {sizes[k - 1]} | {sizes[k]} | {costs[k] / costs[k - 1]:0.00} |"));
        }
    }

    // Actors with a noisy state each, a rule and a lifecycle; on request a state for each pair.
    private static string Synthetic(int actors, int steps, bool pairs)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"format: entente/1\nid: grown\ntitle: Grown\nclock: {{start: 2025-01, step: year, steps: {steps}}}\nsets: {{actors: {{members: [{string.Join(", ", Enumerable.Range(0, actors).Select(k => $"a{k:0000}"))}]}}}}\n");
        text.Append("state:\n  x: {each: a in actors, bounds: [0, 1], initial: 0.5, drift: \"0.5 per year * (mean_x - x[a])\", noise: 0.2}\n");
        text.Append(pairs ? "  r: {each: \"(a, b) in pairs(actors)\", bounds: [-1, 1], initial: 0, next: \"clamp(0.98 * r[a, b] + 0.01 * (x[a] - x[b]), -1, 1)\"}\n" : "");
        text.Append("derive: {mean_x: \"mean(x[a] for a in actors)\"}\n");
        text.Append("rules: {shock: {each: a in actors, rate: 0.2 per year, effects: [\"x[a] -= 0.1\"]}}\n");
        text.Append("lifecycles: {mood: {each: a in actors, initial: calm, states: {calm: {}, upset: {}}, transitions: {up: {from: calm, to: upset, when: \"x[a] < 0.3\"}, down: {from: upset, to: calm, rate: 1 per year}}}}\n");
        text.Append(pairs ? "measures: {end: mean_x, spread: \"mean(r[a, b] for (a, b) in pairs(actors))\"}\n" : "measures: {end: mean_x}\n");
        return text.Append("outcomes: [{name: done, otherwise: true}]\n").ToString();
    }

    private static double Time(Action work)
    {
        var before = ThreadClock.Seconds;
        work();
        return ThreadClock.Seconds - before;
    }

    private static double Wall(Action work)
    {
        var before = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(before).TotalSeconds;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private static void Row(string what, string value) => Console.WriteLine($"| {what} | {value} |");

    private sealed class OneFile(string text) : IScenarioFiles
    {
        public FileContent Read(string path, long limit) => path == "" ? new FileContent.Found(path, text) : new FileContent.Missing();
    }
}
