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

    /// <summary>More members than a word has bits, and as many leaves as a lifecycle may have.</summary>
    [Fact]
    public void Kernels_and_oracle_agree_on_what_is_wide()
    {
        var members = string.Join(", ", Enumerable.Range(0, 70).Select(k => $"m{k:00}"));
        var leaves = string.Join(", ", Enumerable.Range(0, 62).Select(k => $"l{k}: {{{(k % 3 == 0 ? "in: third" : "")}}}"));
        var steps = string.Join(", ", Enumerable.Range(0, 62).Select(k => $"go{k:00}: {{from: l{k}, to: l{(k + 1) % 62}, chance: 70%}}, skip{k:00}: {{from: l{k}, to: l{(k + 17) % 62}, rate: 1 per year}}"));
        var plan = Written.Plan($$"""
            sets: {s: {members: [{{members}}]}, some: {of: s, as: i, where: "x[i] > 0.2"} }
            uncertainties: {u: {each: i in s, distribution: "uniform(0, 1)"} }
            state: {x: {each: i in s, initial: "u[i]", bounds: [0, 1], noise: 0.3} }
            lifecycles:
              m: {each: i in s, initial: l0, states: { {{leaves}}, third: {initial: l0} }, transitions: { {{steps}}, reset: {from: third, to: third, rate: 1 per year} } }
            measures:
              density: {is: "density(abs(x[i] - x[j]) < 0.02 for (i, j) in pairs(s))", at: each step}
              parts: {is: "components(abs(x[i] - x[j]) < 0.01 for (i, j) in pairs(some))", at: each step}
              largest: {is: "largest_component(x[i] < x[j] and x[j] < x[i] + 0.01 for (i, j) in links(s))", at: each step}
              clustered: {is: "clustering(abs(x[i] - x[j]) < 0.05 for (i, j) in pairs(s))", at: each step}
              ties: {is: "degree(m69, abs(x[i] - x[j]) < 0.1 for (i, j) in pairs(s))", at: each step}
              bloc: {is: "sum(bloc_of(k, abs(x[i] - x[j]) < 0.01 for (i, j) in pairs(s)) for k in s)", at: each step}
              third: {is: "count(m[i] is third for i in s)", at: each step}
              rest: {is: "count(m[i] is not third and m[i] is not l61 for i in s)", at: each step}
            """);
        var twins = new Twins(plan, 8);
        Assert.Equal(8, twins.Completed);
        foreach (var options in Twins.Product([Passes.All, Passes.None], [8], [256]))
        {
            Assert.Equal(0, twins.Agree(options));
        }
    }

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
