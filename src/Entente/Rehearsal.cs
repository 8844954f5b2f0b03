using Entente.Experiments;
using Entente.Kernels;
using Entente.Scenarios;

namespace Entente;

/// <summary>Runs a small scenario while the one that is wanted is read on another processor, so that the runtime has loaded and compiled by then what a run needs.</summary>
/// <remarks>Nothing of it is kept, and no result depends on it. With a second processor free, it took a fifth off the wall time of a cold process that runs a hundred trials; with none free it costs some 30 ms.</remarks>
internal static class Rehearsal
{
    /// <summary>It has something in every section, so that little remains to be compiled.</summary>
    internal const string Text =
        """
        format: entente/1
        id: clubs
        title: Three clubs and a pact
        summary: Three clubs trust each other more or less; now and then one of them walks out.
        clock: {start: 2025-Q2, step: quarter, steps: 8}
        sets:
          clubs: {members: {ada: {wealth: 3}, bob: {wealth: 2}, cyd: {wealth: 0.5}}, columns: {wealth: {unit: usd_bn, says: what a club owns}}}
          rich: {of: clubs, as: c, where: "wealth[c] > 1", says: clubs that can pay}
        data:
          goal: {is: 2%, unit: share of wealth, says: what a club should pay, judgement: a round number}
          loose: 4
        uncertainties:
          start: {distribution: "uniform(0.4, 0.8)", unit: index, says: trust at the start, evidence: [F001, F002]}
          pull: {each: c in clubs, distribution: "normal(0, 0.1)", unit: index}
          mood: "categorical(glad: 30%, sad: 70%)"
        correlations: []
        levers:
          pace: {options: [fast, slow], default: slow, says: how fast talks go}
          dues: {range: [0, 1], default: 20%, unit: share of wealth}
        state:
          trust: {each: c in clubs, unit: index, bounds: [0, 1], initial: start, drift: "(if pace is fast then 0.7 else if dues > 50% then 0.4 else 0.5) per year * (0.6 + pull[c] - trust[c])", noise: 0.1, says: trust in the others}
        derive:
          together: mean(trust[c] for c in clubs)
          calm: {is: together > 0.5, says: whether all is well}
        events:
          storm: {at: 2026-01, chance: 50%, when: mood is sad, effects: [fire order.strain], says: "A storm at {together:0.00} \"of trust\"."}
        rules:
          quarrel: {each: "c in rich where trust[c] < 0.5", rate: 0.4 per year, draw: {size: "uniform(0, 0.1)"}, effects: ["trust[c] -= size", "trust[c] += 0.1 over 2 quarters"], says: "{c} quarrels."}
        lifecycles:
          order:
            says: how the clubs decide
            initial: if start > 0.5 then sound else worn
            states: {sound: {says: All decide as one.}, bad: {initial: worn}, worn: {in: bad}, end: {terminal: true}}
            transitions:
              strain: {from: sound, to: bad, when: "together < 0.5", for: 2 steps, says: The clubs are strained.}
              mend: {from: bad, to: sound, when: together > 0.6, rate: 0.5 per year}
              finish: {from: worn, to: end, rate: 1% per year}
          seat:
            each: c in clubs
            initial: taken
            states: {taken: {}, empty: {terminal: true}}
            transitions: {leave: {from: taken, to: empty, rate: "0.1 per year * (1 - trust[c])"}}
        measures:
          together_path: {is: together, at: each step, headline: true, better: higher, says: trust on the whole}
          seats: {is: "count(seat[c] is taken for c in clubs)"}
          first_strain: {time to: order is bad}
        outcomes:
          - {name: broken, when: order is end, says: The order is over.}
          - {name: strained, when: order is bad}
          - {name: sound, otherwise: true, says: All decide as one.}
        variants:
          quick: {title: Fast talks, levers: {pace: fast}}


        """;

    private static int _started;

    /// <summary>Begins, once in a process; nobody waits for its end.</summary>
    public static void Start()
    {
        if (Environment.ProcessorCount > 1 && Interlocked.Exchange(ref _started, 1) == 0)
        {
            new Thread(Begin, 16 << 20) { IsBackground = true, Name = "rehearsal" }.Start();
        }
    }

    /// <summary>The rehearsal's result.</summary>
    internal static ExperimentResult Do()
    {
        WarmUp.Do();
        var loaded = Pipeline.Load(new OneFile(), "", ScenarioChoice.Default);
        return Pipeline.Run(loaded.Scenario!, new RunOptions { Trials = 64, Threads = 1 }, observer: null, CancellationToken.None);
    }

    private static void Begin()
    {
        try
        {
            Do();
        }
#pragma warning disable CA1031 // What goes wrong here would go wrong in the run too if it mattered, and be reported there.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private sealed class OneFile : IScenarioFiles
    {
        public FileContent Read(string path, long limit) => path == "" ? new FileContent.Found(path, Text) : new FileContent.Missing();
    }
}
