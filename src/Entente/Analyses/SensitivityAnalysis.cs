using System.Collections.Immutable;
using System.Globalization;
using Entente.Diagnostics;
using Entente.Experiments;
using Entente.Planning;
using Entente.Sampling;
using Entente.Scenarios;
using Entente.Sensitivity;

namespace Entente.Analyses;

/// <summary>Runs a scenario's trials where a method wants them, and says what drives one of their numbers.</summary>
/// <remarks>
/// Chance within trials is an input of its own: the variance is that of whole trials, an input's index is its share of it,
/// and what chance does alone and with the inputs is told beside them. To tell the inputs apart, trials that differ in one
/// input only have the same chance.
/// </remarks>
public static class SensitivityAnalysis
{
    /// <summary>What stands for chance among the inputs.</summary>
    public const string Chance = "(chance)";

    /// <summary>Beyond this many numbers kept, an analysis is refused.</summary>
    public const long MostKept = 100_000_000;

    private const int FewRows = 128;

    /// <summary>What speaks against an analysis; empty if nothing.</summary>
    public static ImmutableArray<Diagnostic> Check(Scenario scenario, string of, SensitivityOptions options, RunOptions run)
    {
        var found = new DiagnosticBag();
        var plan = PlanOf(scenario);
        if (Subject.Find(scenario, of, out var problem) is null)
        {
            found.Add(problem!);
        }

        foreach (var unknown in InputGroups.Check(plan, options.Inputs))
        {
            found.Add(unknown);
        }

        if (options.Given is { } condition)
        {
            GivenCondition.Bind(plan, condition, found);
        }

        if (plan.Uncertain.IsEmpty)
        {
            found.Add(Rules.NotForMethod.Nowhere("the scenario has no uncertainty that is drawn") with { Hint = "with --levers, levers are inputs too" });
        }

        if (options.Given is not null && NeedsOwnTrials(options))
        {
            found.Add(Rules.NotForMethod.Nowhere("a condition leaves no sample for sobol, morris or the walks of shapley") with { Hint = "use --method pawn or binned with --given" });
        }

        var dimensions = plan.Uncertain.Length * (NeedsOwnTrials(options) ? 2 : 1);
        if (run.Sampler == SamplerKind.Sobol && dimensions > Sobol.MaxDimensions)
        {
            found.Add(Rules.TooManyDimensions.Nowhere(Sobol.MaxDimensions, dimensions) with { Hint = "use --sampler lhs" });
        }

        if (!found.HasErrors)
        {
            var (groups, blocks) = Layout(plan, options);
            var kept = run.Trials * (NeedsOwnTrials(options) ? 1 + (2.0 * plan.Uncertain.Length / blocks) : plan.Uncertain.Length + 1);
            if (kept > MostKept)
            {
                found.Add(Rules.NotForMethod.Nowhere(string.Create(CultureInfo.InvariantCulture, $"{run.Trials} trials are too many to keep their {groups.Length} inputs")) with { Hint = "use fewer --trials" });
            }
        }

        return found.ToSorted();
    }

    /// <summary>The trials that will be run: as many as the blocks of a method allow, at least the fewest it can do with.</summary>
    public static long Trials(Scenario scenario, SensitivityOptions options, long asked)
    {
        var (_, blocks) = Layout(PlanOf(scenario), options);
        return blocks == 0 ? asked : RowsOf(asked, blocks) * (long)blocks;
    }

    /// <summary>Runs the trials and analyses them.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static SensitivityResult Run(Scenario scenario, string of, SensitivityOptions options, RunOptions run, IRunObserver? observer, CancellationToken stop)
    {
        var plan = PlanOf(scenario);
        var subject = Subject.Find(plan.Scenario, of, out _)!;
        return NeedsOwnTrials(options)
            ? OfOwnTrials(plan, subject, options, run, observer, stop)
            : OfOrdinaryTrials(plan, subject, options, run, observer, stop);
    }

    /// <summary>The plan of a scenario whose levers are drawn where it was loaded so.</summary>
    internal static Plan PlanOf(Scenario scenario) => Planner.Plan(scenario.Choice.FreesLevers ? FreeLevers.Free(scenario) : scenario);

    private static bool NeedsOwnTrials(SensitivityOptions options) => options.Method is SensitivityMethod.Sobol or SensitivityMethod.Morris or SensitivityMethod.Shapley;

    private static int RowsOf(long asked, int blocks) => (int)Math.Clamp(asked / blocks / IPairedSampler.Grain * IPairedSampler.Grain, IPairedSampler.Grain, int.MaxValue / blocks / 2);

    // Inputs, and trials of a row; chance is an input too, but for Morris.
    private static (ImmutableArray<InputGroup> Groups, int Blocks) Layout(Plan plan, SensitivityOptions options)
    {
        var groups = InputGroups.Of(plan, options.Each, options.Inputs, joinCorrelated: options.Method is SensitivityMethod.Sobol or SensitivityMethod.Morris);
        return (groups, options.Method switch
        {
            SensitivityMethod.Sobol => 2 + ((options.SecondOrder ? 2 : 1) * (groups.Length + 1)),
            SensitivityMethod.Morris => groups.Length + 1,
            SensitivityMethod.Shapley => groups.Length + 2,
            _ => 0,
        });
    }

    private static SensitivityResult OfOwnTrials(Plan plan, Subject subject, SensitivityOptions options, RunOptions run, IRunObserver? observer, CancellationToken stop)
    {
        var (groups, blocks) = Layout(plan, options);
        var rows = RowsOf(run.Trials, blocks);
        var owners = InputGroups.Owners(groups);
        var names = plan.Uncertain.Select(u => "uncertainties." + u.Name).ToArray();
        var points = Points(run, [.. names, .. names.Select(n => "other/" + n)], rows);
        var (copula, correlated) = Design.Dependence(plan);
        IPairedSampler sampler = options.Method switch
        {
            SensitivityMethod.Sobol => new SaltelliDesign(points, owners, groups.Length + 1, rows, options.SecondOrder),
            SensitivityMethod.Morris => new MorrisDesign(run.Seed, owners, names, groups.Length, rows),
            _ => new ShapleyDesign(run.Seed, points, owners, groups.Length + 1, copula, correlated, rows),
        };

        // Worlds of the first and the last block are independent in Sobol's and Shapley's samples.
        var last = options.Method == SensitivityMethod.Sobol ? 1 : blocks - 1;
        long[] independent = options.Method == SensitivityMethod.Morris ? [] : [0, last];
        var trials = run with { Trials = (long)rows * blocks };
        var sample = Sample.Run(plan, subject, trials, Design.Of(plan, sampler, areIndependent: options.Method != SensitivityMethod.Shapley), t => independent.Contains(t / rows), null, observer, stop);
        var outputs = sample.Outputs;
        var chance = new InputGroup(Chance, []);
        string Explained(double total) => string.Create(CultureInfo.InvariantCulture, $"The inputs alone, over all chance, account for {Math.Clamp(1 - total, 0, 1) * 100:0}% of the variance.");
        var notes = new List<string>();
        ImmutableArray<string> told;
        IEnumerable<(InputGroup Group, ImmutableArray<Estimate> Values)> values;
        ImmutableArray<PairEffect> pairs = [];
        var used = rows;
        switch (sampler)
        {
            case SaltelliDesign saltelli:
                var indices = saltelli.Indices(outputs, options.Resamples, run.Seed, run.Threads);
                ImmutableArray<InputGroup> all = [.. groups, chance];
                told = ["total", "first"];
                values = all.Select((g, k) => (g, ImmutableArray.Create(indices.Total[k], indices.First[k])));
                pairs = [.. indices.Second.Select(p => new PairEffect(all[p.I].Name, all[p.J].Name, p.Index)).OrderByDescending(p => Rank(p.Index))];
                used = indices.Rows;
                notes.Add("First order by Saltelli (2010), total by Jansen (1999)" + (options.SecondOrder ? ", second order by Saltelli (2002)." : "."));
                notes.Add(Explained(indices.Total[^1].Value));
                break;
            case MorrisDesign morris:
                var effects = morris.Effects(outputs);
                var summary = ElementaryEffects.Of(effects, options.Resamples, run.Seed, run.Threads);
                told = ["mu*", "mu", "sigma"];
                values = groups.Select((g, k) => (g, g.Numbers.Length > 1
                    ? ImmutableArray.Create(summary.MuStar[k], Estimate.None, Estimate.None)
                    : [summary.MuStar[k], summary.Mu[k], summary.Sigma[k]]));
                used = Enumerable.Range(0, rows).Count(t => effects.Any(e => double.IsFinite(e[t])));
                notes.Add("Effects are per whole range of an input's quantiles, from steps of a half on four levels; all trials of a trajectory have one chance.");
                break;
            default:
                var walks = (ShapleyDesign)sampler;
                var shapley = ShapleyEffects.Of(walks.Along(outputs), [.. walks.Orders], options.Resamples, run.Seed, run.Threads);
                told = ["share"];
                values = groups.Append(chance).Select((g, k) => (g, ImmutableArray.Create(shapley.Shares[k])));
                used = shapley.Walks;
                notes.Add("Shapley effects by walks from world to world (Goda 2021); correlated inputs are drawn given those before them, and all shares add up to 1.");
                break;
        }

        if (options.Method != SensitivityMethod.Morris)
        {
            notes.Add("Chance is an input: what it has is what other dice would change, alone and with the inputs.");
        }

        if (groups.Any(g => g.Name.Contains(" + ", StringComparison.Ordinal)))
        {
            notes.Add($"Correlated inputs are taken as one, since {options.Method.ToString().ToLowerInvariant()} needs independent ones; --method shapley tells them apart.");
        }

        if (rows < FewRows)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"Only {rows} rows: take more --trials, or name what to tell apart with --inputs."));
        }

        Failures(notes, sample.Tally, options.Method switch
        {
            SensitivityMethod.Sobol => "each index is of the rows that have what it needs",
            SensitivityMethod.Morris => "the effects they belong to are left out",
            _ => "the walks they belong to are left out",
        });
        var completed = independent.SelectMany(b => Enumerable.Range((int)b * rows, rows)).Where(t => double.IsFinite(outputs[t])).ToArray();
        return new SensitivityResult(
            options.Method, subject.Name, subject.Unit, options.Given, rows, used, Mean(outputs, completed), Sd(outputs, completed), told,
            Ranked(values.Select(v => Effect(plan, v.Group, v.Values, sample, outputs))), pairs, [.. notes])
        { Run = Summariser.Summarise(plan, trials, sample.Tally), Noise = Fifths.Noise(Sd(outputs, completed), completed.Length) };
    }

    private static SensitivityResult OfOrdinaryTrials(Plan plan, Subject subject, SensitivityOptions options, RunOptions run, IRunObserver? observer, CancellationToken stop)
    {
        var sample = Sample.Run(plan, subject, run, null, _ => true, options.Given, observer, stop);
        var rows = sample.Rows;
        var outputs = rows.Select(r => sample.Outputs[r]).ToArray();
        ImmutableArray<string> names = [.. plan.Uncertain.Select(u => u.Name)];
        var taken = Enumerable.Range(0, names.Length).Where(k => options.Inputs.IsEmpty || options.Inputs.Any(w => names[k] == w || names[k].StartsWith(w + "[", StringComparison.Ordinal) || names[k].StartsWith(w + "@", StringComparison.Ordinal))).ToArray();
        var (told, effects, own) = GivenData.Analyse(
            options, [.. taken.Select(k => names[k])], [.. taken.Select(k => rows.Select(r => sample.Numbers[r]![k]).ToArray())], outputs, run.Seed, run.Threads);
        var notes = own.ToList();
        if (!plan.Scenario.Correlations.IsEmpty)
        {
            notes.Add(options.Method == SensitivityMethod.Pawn
                ? "Some inputs are correlated: an index holds what the input carries of its partners, and stays valid as that."
                : "Some inputs are correlated: a first-order index holds what the input carries of its partners, and indices of different inputs do not add up.");
        }

        Failures(notes, sample.Tally, "they are left out");
        var all = Enumerable.Range(0, outputs.Length).ToArray();
        return new SensitivityResult(
            options.Method, subject.Name, subject.Unit, options.Given, run.Trials, rows.Length, Mean(outputs, all), Sd(outputs, all), told,
            Ranked(effects.Select(e => e with { Correlated = Partners(plan, e.Name) })), [], [.. notes])
        { Run = Summariser.Summarise(plan, run, sample.Tally), Noise = Fifths.Noise(Sd(outputs, all), all.Length) };
    }

    private static InputEffect Effect(Plan plan, InputGroup group, ImmutableArray<Estimate> values, Sample sample, double[] outputs)
    {
        var (low, high) = (double.NaN, double.NaN);
        if (group.Numbers.Length == 1)
        {
            var rows = sample.Numbers.Select((n, t) => (n, t)).Where(r => r.n is not null && double.IsFinite(outputs[r.t])).ToArray();
            (low, high) = Fifths.Of([.. rows.Select(r => r.n![group.Numbers[0]])], [.. rows.Select(r => outputs[r.t])]);
        }

        return new InputEffect(
            group.Name, group.Numbers.Length < 2 ? [] : [.. group.Numbers.Select(k => plan.Uncertain[k].Name)], values, null, low, high,
            group.Numbers.Length == 1 ? Partners(plan, plan.Uncertain[group.Numbers[0]].Name) : []);
    }

    private static ImmutableArray<string> Partners(Plan plan, string name) =>
    [
        .. plan.Scenario.Correlations.Where(c => c.Rank != 0 && (c.A.Name == name || c.B.Name == name)).Select(c => c.A.Name == name ? c.B.Name : c.A.Name).Order(StringComparer.Ordinal),
    ];

    // By what ranks them; what has no number comes last, equal ones by name.
    private static ImmutableArray<InputEffect> Ranked(IEnumerable<InputEffect> effects) => [.. effects.OrderByDescending(e => Rank(e.Values[0])).ThenBy(e => e.Name, StringComparer.Ordinal)];

    private static double Rank(Estimate estimate) => double.IsFinite(estimate.Value) ? estimate.Value : double.NegativeInfinity;

    private static void Failures(List<string> notes, Tally tally, string what)
    {
        if (tally.Failed > 0)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{tally.Failed} of {tally.Trials} trials failed; {what}."));
        }
    }

    private static ISampler Points(RunOptions run, string[] names, int rows) => run.Sampler switch
    {
        SamplerKind.MonteCarlo => new MonteCarlo(run.Seed, names),
        SamplerKind.LatinHypercube => new LatinHypercube(run.Seed, names, rows),
        _ => new Sobol(run.Seed, names),
    };

    private static double Mean(double[] values, int[] rows) => rows.Length == 0 ? double.NaN : rows.Average(r => values[r]);

    private static double Sd(double[] values, int[] rows)
    {
        var mean = Mean(values, rows);
        return rows.Length < 2 ? double.NaN : Math.Sqrt(rows.Sum(r => (values[r] - mean) * (values[r] - mean)) / (rows.Length - 1));
    }
}
