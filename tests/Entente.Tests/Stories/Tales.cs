using System.Globalization;
using Entente.Cli;

namespace Entente.Tests.Stories;

/// <summary>Small scenarios whose stories can be told by hand, in a folder of their own.</summary>
internal sealed class Tales : IDisposable
{
    /// <summary>
    /// Three villages with labels, two pacts between neighbours, a storm on a date that strains the council, a levy that drains a
    /// granary. Nothing is left to chance but the mood, which only the beginning tells.
    /// </summary>
    public const string Villages = """
        format: entente/1
        id: villages
        title: Three *villages* & a <council>
        clock: {start: 2025-Q1, step: quarter, steps: 6}
        sets: {villages: {table: villages.csv, key: id, label: name, columns: {size: {}, near: {}}}}
        levers:
          levy: {range: [0, 1], default: 20%, unit: share, says: what each village gives}
          gate: {options: [open, shut], default: open, says: whether strangers may come}
        uncertainties:
          mood: {distribution: "uniform(0, 1)", unit: index, says: how people feel}
          weather: {distribution: "categorical(fair: 90%, foul: 10%)", says: the sky}
          nerve: {each: v in villages, distribution: "normal(0, 1)", unit: index}
        state:
          grain: {each: v in villages, initial: "size[v]", bounds: [0, 10], drift: "-levy / 1 year", says: what is in the granary, evidence: [V1]}
          trust: {initial: 0.6, bounds: [0, 1], unit: index, says: trust among the villages}
        derive:
          least: {is: "min(grain[v] for v in villages)"}
        events:
          storm: {at: 2025-05, effects: ["trust -= 0.2 fading 1 year", fire council.strain], says: "A storm breaks over {count(v in villages)} villages; trust was {trust:0.00}.", evidence: [V1, V9]}
        rules:
          hunger: {each: "v in villages where grain[v] < 1", when: gate is open, effects: ["trust -= 5%"], says: "{v} goes hungry with {grain[v]:0.00} left.", judgement: a guess}
          feast: {when: t > 1 year, once: "true", effects: ["trust += 0.2 over 2 quarters"]}
        lifecycles:
          council: {initial: calm, states: {calm: {}, tense: {}}, transitions: {strain: {from: calm, to: tense, when: t > 9 years, says: The council is tense.}, ease: {from: tense, to: calm, when: trust > 0.3, for: 2 steps, says: The council calms down.}}}
          pact: {each: "(v, w) in pairs(villages)", initial: none, states: {none: {}, held: {}}, transitions: {sign: {from: none, to: held, when: "near[v] + near[w] > 1 and t >= 3 quarters", says: "{v} and {w} sign a pact."}}}
        measures:
          trust_end: {is: trust, unit: index, headline: true, says: trust at the end}
          pacts: {is: "count(pact[v, w] is held for (v, w) in pairs(villages))"}
          first_pact: {time to: "any(pact[v, w] is held for (v, w) in pairs(villages))"}
        outcomes:
          - {name: split, when: trust < 0.2, says: They part ways.}
          - {name: bound, otherwise: true, says: They stay together.}
        variants:
          closed: {title: Closed, levers: {gate: shut}}
          same: {title: The same, levers: {gate: open}}

        """;

    /// <summary>Chances of all sorts, two outcomes and one that never comes.</summary>
    public const string Coins = """
        format: entente/1
        id: coins
        title: Coins
        clock: {start: 2025-Q1, step: quarter, steps: 8}
        sets: {hands: {members: [a, b, c]}}
        levers: {push: {range: [0, 1], default: 30%, unit: share}}
        uncertainties: {skill: "uniform(0, 1)"}
        state:
          heads: {initial: 0}
          heat: {each: h in hands, initial: skill, drift: "push / 1 year", noise: 0.2}
        rules:
          toss: {each: h in hands, chance: "clamp(push + heat[h] / 10, 0, 1)", effects: [heads += 1], says: "{h} tosses heads."}
          rare_toss: {when: heads > 3, rate: push * 2 per year, effects: [heads += 2]}
        lifecycles: {purse: {each: h in hands, initial: full, states: {full: {}, empty: {}}, transitions: {spend: {from: full, to: empty, rate: push * 1 per year}}}}
        measures: {heads: {is: heads}, heat: {is: "sum(heat[h] for h in hands)"}, still: {is: 3 * 1}}
        outcomes: [{name: many, when: heads >= 9}, {name: none_at_all, when: heads < 0}, {name: few, otherwise: "true"}]
        variants: {keen: {levers: {push: 50%}}}

        """;

    private const string Seeds = """
        id: V2000
        subject: Villages
        claims:
          V1: {says: Storms come in spring., claim: observation}

        """;

    public Tales()
    {
        Directory.CreateDirectory(Path.Join(Folder, "seeds"));
        File.WriteAllText(Path.Join(Folder, "villages.csv"), "id,name,size,near\nard,Ardley,0.9,1\nbec,Beck|ham,2,0.5\ncol,Colne,3,0.2\n");
        File.WriteAllText(Path.Join(Folder, "villages.yaml"), Villages);
        File.WriteAllText(Path.Join(Folder, "coins.yaml"), Coins);
        File.WriteAllText(Path.Join(Folder, "fails.yaml"), Villages.Replace("drift: \"-levy / 1 year\"", "next: \"if t > 2 quarters then 1 / (grain[v] - grain[v]) else grain[v]\"", StringComparison.Ordinal));
        File.WriteAllText(Path.Join(Folder, "seeds", "v.yaml"), Seeds);
    }

    public string Folder { get; } = Path.Join(Path.GetTempPath(), "entente-tales-" + Guid.NewGuid().ToString("N"));

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Runs a command line whose words are separated by blanks.</summary>
    public (int Code, string Out, string Error) Invoke(string line, int? width = null)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var code = EntenteCommand.Invoke(line.Split(' '), new CommandHost { Out = output, Error = error, Folder = Folder, OutIsTerminal = width is not null, TerminalWidth = width ?? 0, Colours = false });
        return (code, output.ToString(), error.ToString());
    }
}
