using System.Text;
using Entente.Diagnostics;
using Entente.Scenarios;
using Entente.Tests.Conformance;

namespace Entente.Tests.Diagnostics;

/// <summary>A file with many mistakes, as it is told.</summary>
public sealed class WholeReportTests
{
    [Fact]
    public void Ten_mistakes_are_told_at_once()
    {
        const string text = """
            format: entente/1
            id: ten
            clock: {start: 2025-Q5, step: quarter, steps: 8}
            sets: {actors: {members: {EST: {gdp: 40}, FIN: {gdp: 300}}, columns: {gdp: {unit: usd_bn}}}}
            uncertainties: {resolve: "uniform(1, 0)"}
            state:
              trust: {each: a in actors, unit: index, initial: 0.5, bonds: [0, 1]}
            derive:
              strength: sum(gdp[a] for a in actor)
              mix: gdp[EST] + 3 years
            rules:
              quarrel: {when: "trust[EST] < 0.5 < 0.9", chance: 120%, effects: "trsut[EST] -= 0.1"}
            lifecycles:
              nato: {initial: whole, states: {whole: {}, hollow: {terminal: true}, ended: {terminal: true}}, transitions: {fall: {from: whole, to: hollow, rate: 0.1 per year}}}
            outcomes:
              - {name: failed, when: nato is holow}
            """;
        const string told = """
            error ENT2005: '2025-Q5' is not a date
             --> ten.yaml:3:16
              |
            3 | clock: {start: 2025-Q5, step: quarter, steps: 8}
              |                ^^^^^^^
              = hint: dates look like 2028-11 or 2028-Q3
            error ENT3017: uniform: low must be below high, but 1 is not below 0
             --> ten.yaml:5:27
              |
            5 | uncertainties: {resolve: "uniform(1, 0)"}
              |                           ^^^^^^^^^^^^^
            error ENT1010: unknown key 'bonds' in a state
             --> ten.yaml:7:57
              |
            7 |   trust: {each: a in actors, unit: index, initial: 0.5, bonds: [0, 1]}
              |                                                         ^^^^^
              = hint: did you mean 'bounds'?
            error ENT3001: unknown name 'actor'
             --> ten.yaml:9:33
              |
            9 |   strength: sum(gdp[a] for a in actor)
              |                                 ^^^^^
              = hint: did you mean 'actors'?
            error ENT3005: cannot add a number of unit 'usd_bn' and a number of unit 'year'
              --> ten.yaml:10:8
               |
            10 |   mix: gdp[EST] + 3 years
               |        ^^^^^^^^^^^^^^^^^^
               = hint: divide one by a quantity that carries the unit, or drop the unit where it is declared
            error ENT2002: comparisons do not chain
              --> ten.yaml:12:37
               |
            12 |   quarrel: {when: "trust[EST] < 0.5 < 0.9", chance: 120%, effects: "trsut[EST] -= 0.1"}
               |                                     ^
               = hint: join two comparisons with 'and'
            error ENT3016: a probability lies in [0, 1], but this is 1.2
              --> ten.yaml:12:53
               |
            12 |   quarrel: {when: "trust[EST] < 0.5 < 0.9", chance: 120%, effects: "trsut[EST] -= 0.1"}
               |                                                     ^^^^
            error ENT3001: unknown name 'trsut'
              --> ten.yaml:12:69
               |
            12 |   quarrel: {when: "trust[EST] < 0.5 < 0.9", chance: 120%, effects: "trsut[EST] -= 0.1"}
               |                                                                     ^^^^^
               = hint: did you mean 'trust'?
            error ENT3021: state 'ended' of 'nato' cannot be reached
              --> ten.yaml:14:72
               |
            14 | to: {initial: whole, states: {whole: {}, hollow: {terminal: true}, ended: {terminal: true}}, transitions: {fall: {from: whole, to: hollow, rate: 0.1 per year}}}
               |                                                                    ^^^^^
               = hint: add a transition to it, or take it out
            error ENT3020: the last outcome must be 'otherwise: true'
              --> ten.yaml:16:12
               |
            16 |   - {name: failed, when: nato is holow}
               |            ^^^^^^
               = hint: every trial needs an outcome: - {name: muddling, otherwise: true}
            error ENT3014: 'nato' has no state 'holow'
              --> ten.yaml:16:34
               |
            16 |   - {name: failed, when: nato is holow}
               |                                  ^^^^^
               = hint: did you mean 'hollow'?

            """;
        Assert.Equal(told, Told(text));
    }

    [Fact]
    public void A_hundred_are_told_and_the_rest_is_counted()
    {
        var text = new StringBuilder("format: entente/1\nid: many\nclock: {start: 2025-Q1, step: year, steps: 1}\noutcomes: [{name: all, otherwise: true}]\nderive:\n");
        for (var k = 0; k < 250; k++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  d{k}: nothing{k}\n");
        }

        var loaded = Pipeline.Load(MemoryFiles.Of(("ten.yaml", text.ToString())), "ten.yaml", ScenarioChoice.Default);
        Assert.Equal(DiagnosticBag.Limit + 1, loaded.Diagnostics.Length);
        Assert.Equal("and 150 more", loaded.Diagnostics[^1].Message);
    }

    [Fact]
    public void A_caret_stands_under_the_mistake_in_a_long_line()
    {
        var told = Told($"format: entente/1\nid: a\nclock: {{start: 2025-Q1, step: year, steps: 1}}\noutcomes: [{{name: all, otherwise: true}}]\nderive: {{x: {new string('(', 50)}{new string(' ', 500)}nothing{new string(')', 50)}}}\n");
        var lines = told.Split('\n');
        Assert.Equal("nothing", lines[3][lines[4].IndexOf('^', StringComparison.Ordinal)..].Split(')')[0]);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 200));
    }

    private static string Told(string text) =>
        string.Concat(Pipeline.Load(MemoryFiles.Of(("ten.yaml", text)), "ten.yaml", ScenarioChoice.Default).Diagnostics.Select(DiagnosticText.Of));
}
