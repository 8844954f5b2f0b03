using Entente.Planning;
using Entente.Tests.Properties;

namespace Entente.Tests.Planning;

public class PlannerTests
{
    [Fact]
    public void What_data_and_draws_alone_make_is_still_and_what_reads_anything_that_moves_is_not()
    {
        var plan = Written.Plan("""
            sets: {towns: {members: {a: {size: 1}, b: {size: 2}}, columns: {size: {}}}, large: {of: towns, as: x, where: "size[x] > 1"}, rich: {of: towns, as: x, where: "wealth[x] > 1"}}
            uncertainties: {w: "uniform(0, 1)", path: {path: {2025-Q1: 0, 2026-Q1: 1}}}
            levers: {fixed: {range: [0, 1], default: 0.5}, moving: {range: [0, 1], default: {path: {2025-Q1: 0, 2026-Q1: 1}}}}
            state: {wealth: {each: x in towns, initial: 1, drift: 1}}
            lifecycles: {life: {initial: up, states: {up: {}, down: {}}, transitions: {go: {from: up, to: down, chance: 10%}, back: {from: down, to: up, chance: 10%}}}}
            derive:
              still1: w * fixed + 2
              still2: still1 ^ 2
              still3: "sum(size[x] for x in large)"
              still4: {each: x in towns, is: "size[x] * still3"}
              moves1: path + 1
              moves2: moving + 1
              moves3: t / 1 year
              moves4: "sum(size[x] for x in rich)"
              moves5: "moves4 + still1"
              moves6: "if life is up then 1 else 0"
              moves7: "sum(still4[x] * wealth[x] for x in towns)"
              moves8: year - 2025-Q1
            measures: {m: {is: "still2 + moves5 + moves7"}}
            """);
        Assert.Equal(["large", "still1", "still2", "still3", "still4"], plan.Still.Select(q => q.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Uncertain_numbers_stand_in_the_order_of_their_names()
    {
        var plan = Written.Plan("""
            sets: {towns: {members: [b, a]}}
            uncertainties: {z: "uniform(0, 1)", p: {path: {2026-Q1: 1, 2025-Q3: "uniform(0, 1)"}}, m: {each: "(x, y) in pairs(towns)", distribution: "uniform(0, 1)"}}
            """);
        Assert.Equal(["m[a, b]", "p@2025-07", "z"], plan.Uncertain.Select(u => u.Name));
    }

    [Fact]
    public void Identities_of_members_pairs_and_links_are_those_of_their_keys()
    {
        static Plan With(string members) => Written.Plan($$"""
            sets: {towns: {members: [{{members}}] } }
            state: {one: {each: x in towns, initial: 0, noise: 1}, two: {each: "(x, y) in pairs(towns)", initial: 0, noise: 1}, three: {each: "(x, y) in links(towns)", initial: 0, noise: 1} }
            """);
        var few = With("b, d").States.ToDictionary(s => s.Definition.Quantity.Name);
        var many = With("a, b, c, d").States.ToDictionary(s => s.Definition.Quantity.Name);
        foreach (var (name, state) in few)
        {
            foreach (var (cell, i, j) in state.Cells)
            {
                // b and d are members 0 and 1 of two, 1 and 3 of four.
                var at = many[name].Cells.Single(c => c.I == (2 * i) + 1 && c.J == (j < 0 ? -1 : (2 * j) + 1)).Cell;
                Assert.Equal(state.Entities[cell], many[name].Entities[at]);
            }

            Assert.Equal(many[name].Cells.Length, many[name].Cells.Select(c => many[name].Entities[c.Cell]).Distinct().Count());
        }
    }

    [Fact]
    public void Ways_out_of_a_state_are_tried_inner_first_then_by_priority_then_by_name()
    {
        var plan = Written.Plan("""
            lifecycles:
              life:
                initial: inner
                states: {outer: {initial: inner}, inner: {in: outer}, end: {terminal: "true"}}
                transitions:
                  a: {from: outer, to: end, chance: 10%, priority: 9}
                  d: {from: inner, to: end, chance: 10%, priority: 1}
                  c: {from: inner, to: end, chance: 10%, priority: 1}
                  b: {from: inner, to: end, chance: 10%, priority: 2}
            """);
        var life = Assert.Single(plan.Lifecycles);
        var inner = life.Definition.Lifecycle.Find("inner")!.Leaf;
        Assert.Equal(["b", "c", "d", "a"], life.Exits[inner].Select(e => e.Transition.Name));
    }
}
