using System.Diagnostics;
using System.Globalization;
using System.Text;
using Entente.Execution;
using Entente.Experiments;
using Entente.Kernels;
using Entente.Planning;

namespace Entente.Benchmarks;

/// <summary>Runs trials on one thread as the peers under tests/peers do, and prints what they print: the processor time of the simulation and what the end measures came to.</summary>
internal static class PeerRun
{
    /// <param name="args">Scenario file, trials, seed; <c>--reference</c> for the evaluator in place of the kernels; <c>--lanes N</c>, <c>--bits N</c>.</param>
    public static int Run(string[] args)
    {
        var path = Path.GetFullPath(args[0]);
        var trials = long.Parse(args[1], CultureInfo.InvariantCulture);
        var seed = ulong.Parse(args[2], CultureInfo.InvariantCulture);
        var scenario = Pipeline.Load(new FolderFiles(Path.GetDirectoryName(path)!), Path.GetFileName(path), Shipped.Choice).Scenario ?? throw new InvalidOperationException($"{path} is wrong");
        var plan = Planner.Plan(scenario);
        var design = Design.For(plan, SamplerKind.MonteCarlo, seed, trials);
        var options = new KernelOptions { Lanes = (int?)Number(args, "--lanes"), VectorBits = (int?)Number(args, "--bits") };
        var sums = new double[plan.Scenario.Measures.Length];
        var squares = new double[sums.Length];
        var seconds = args.Contains("--reference") ? Oracle(plan, design, seed, trials, sums, squares) : Kernels(plan, options, design, seed, trials, sums, squares);
        Console.WriteLine(Json(plan, trials, seconds, sums, squares));
        return 0;
    }

    private static long? Number(string[] args, string name) => Array.IndexOf(args, name) is var at and >= 0 ? long.Parse(args[at + 1], CultureInfo.InvariantCulture) : null;

    private static double Kernels(Plan plan, KernelOptions options, Design design, ulong seed, long trials, double[] sums, double[] squares)
    {
        var kernels = KernelPlanner.TryPlan(plan, options, out var reason) ?? throw new InvalidOperationException(reason);
        using var block = new Block(kernels, seed);
        var result = new TrialResult(plan);
        WarmUp(() => Blocks(16 * kernels.Lanes, null, null));
        var before = ThreadClock.Seconds;
        Blocks(trials, sums, squares);
        return ThreadClock.Seconds - before;

        void Blocks(long end, double[]? to, double[]? toSquares)
        {
            for (var start = 0L; start < end; start += kernels.Lanes)
            {
                for (var lane = 0; lane < kernels.Lanes; lane++)
                {
                    design.Draw(start + lane, block.Uncertain[lane]);
                }

                block.Run(start);
                for (var lane = 0; lane < kernels.Lanes && start + lane < end; lane++)
                {
                    block.Read(lane, result);
                    Add(result, to, toSquares);
                }
            }
        }
    }

    private static double Oracle(Plan plan, Design design, ulong seed, long trials, double[] sums, double[] squares)
    {
        var runner = new TrialRunner(plan, seed);
        var result = new TrialResult(plan);
        WarmUp(() =>
        {
            design.Draw(0, result.Uncertain);
            runner.Run(0, result);
        });
        var before = ThreadClock.Seconds;
        for (var trial = 0L; trial < trials; trial++)
        {
            design.Draw(trial, result.Uncertain);
            runner.Run(trial, result);
            Add(result, sums, squares);
        }

        return ThreadClock.Seconds - before;
    }

    // Not counted: the runtime optimises what is used, as the peers' compilers did beforehand.
    private static void WarmUp(Action work)
    {
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began).TotalSeconds < 1;)
        {
            work();
        }
    }

    private static void Add(TrialResult result, double[]? sums, double[]? squares)
    {
        for (var m = 0; m < (sums?.Length ?? 0); m++)
        {
            sums![m] += result.Measures[m];
            squares![m] += result.Measures[m] * result.Measures[m];
        }
    }

    private static string Json(Plan plan, long trials, double seconds, double[] sums, double[] squares)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{{\"trials\": {trials}, \"seconds\": {seconds:R}, \"measures\": {{");
        for (var m = 0; m < sums.Length; m++)
        {
            var mean = sums[m] / trials;
            var sd = Math.Sqrt(Math.Max(0, (squares[m] - (trials * mean * mean)) / Math.Max(1, trials - 1)));
            text.Append(CultureInfo.InvariantCulture, $"{(m > 0 ? ", " : "")}\"{plan.Scenario.Measures[m].Name}\": [{mean:R}, {sd:R}]");
        }

        return text.Append("}}").ToString();
    }
}
