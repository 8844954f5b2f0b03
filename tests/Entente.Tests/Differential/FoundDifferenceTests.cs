using Entente.Kernels;
using Entente.Tests.Properties;

namespace Entente.Tests.Differential;

/// <summary>What the kernels once did otherwise than the oracle, found by scenarios by chance and made small.</summary>
public sealed class FoundDifferenceTests
{
    public static TheoryData<string, string> Found => new()
    {
        {
            "a_machine_of_a_member_with_itself_is_not_fired",
            """
            sets: {s: {members: [a, b]}}
            state: {x: {initial: 0}}
            rules: {r: {each: i in s, effects: "fire m[i, b].go"}}
            lifecycles: {m: {each: "(i, j) in links(s)", initial: up, states: {up: {exit: x += 1}, down: {terminal: true}}, transitions: {go: {from: up, to: down, when: t > 9 years}}}}
            """
        },
        {
            "what_cannot_fire_never_fired",
            """
            data: {k: 0}
            state: {x: {initial: 0}}
            events: {e: {rate: abs(1 * k), effects: x += 1}}
            measures: {ever: {time to: since(e) >= 3 steps}}
            """
        },
        {
            "a_zero_at_a_bound_of_zero_has_the_sign_of_the_bound",
            """
            sets: {s: {members: {a: {k: 0}, b: {k: -1}, c: {k: 1}}}}
            state: {x: {initial: 1, bounds: [0, 1], next: "-min(k[a], 0)"}, y: {initial: -1, bounds: [-1, 0], next: "-max(k[a], 0)"}}
            measures: {x: {is: x, at: each step}, y: {is: y, at: each step}}
            """
        },
        {
            "an_element_may_fail_though_it_weighs_nothing",
            """
            sets: {s: {members: {a: {w: 0}, b: {w: 1}}}}
            uncertainties: {u: "uniform(0, 1)"}
            derive: {d: "sum(1 / (if u > 0.5 and i == a then 0 else 1) for i in s weighted by w[i])"}
            measures: {d: d}
            """
        },
        {
            "only_lanes_that_are_there_report",
            """
            data: {k: 0}
            state: {x: {initial: 0}}
            events: {e: {when: not (k == 1 and m is up), effects: x += 1}, f: {at: 2030-Q1, effects: x -= 1}}
            lifecycles: {m: {initial: up, states: {up: {}, down: {}}, transitions: {go: {from: up, to: down, chance: 50%}, back: {from: down, to: up}}}}
            measures: {x: x}
            """
        },
        {
            "who_belongs_is_asked_of_the_last_too",
            """
            sets: {s: {members: [a, b, c]}, some: {of: s, as: i, where: "v[c, i] > 7"}}
            state: {v: {each: "(i, j) in links(s)", initial: 0}}
            measures: {d: "count((i, j) in pairs(some))"}
            """
        },
        {
            "of_a_set_of_one_too",
            """
            sets: {s: {members: [a]}, some: {of: s, as: i, where: "1 / u > 7"}}
            uncertainties: {u: "discrete(0: 0.5, 1: 0.5)"}
            measures: {d: "count((i, j) in pairs(some))"}
            """
        },
    };

    [Theory]
    [MemberData(nameof(Found))]
    public void Kernels_and_oracle_agree_where(string what, string body)
    {
        Assert.NotEmpty(what);
        var twins = new Twins(Written.Plan(body), 72);
        foreach (var options in Twins.Product([Passes.All, Passes.None, .. Twins.AllButOne], [8, 64], [128, 256, 512]))
        {
            Assert.InRange(twins.Agree(options), -1, 0);
        }
    }
}
