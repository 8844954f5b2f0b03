namespace Entente.Tests.Determinism;

/// <summary>Draws are looked up by what draws, not taken in turn: what is added moves nothing that was there.</summary>
public sealed class AddedThingsTests : IDisposable
{
    private readonly ScenarioCopy _copy = ScenarioCopy.OfTests();

    public void Dispose() => _copy.Dispose();

    public static TheoryData<string> Additions =>
    [
        "uncertainties: {aaa: \"normal(0, 1)\", zzz: {each: a in actors, distribution: \"uniform(0, 1)\"}}",
        "state: {aaa: {initial: 0, noise: 1}, zzz: {each: a in actors, initial: 0, noise: 1}}",
        "state: {aaa: {initial: 0}}\nrules: {aa_rule: {each: a in actors, chance: 50%, draw: {n: \"uniform(0, 1)\"}, effects: aaa += n}, zz_rule: {chance: 10%, effects: aaa *= 2}}",
        "state: {aaa: {initial: 0}}\nevents: {aa_event: {rate: 2 per year, effects: aaa += 1 fading 1 quarter}}",
        "lifecycles: {aaa: {each: a in actors, initial: x, states: {x: {}, y: {}}, transitions: {go: {from: x, to: y, chance: 10%}, back: {from: y, to: x, chance: 5%}}}}",
        "state: {aaa: {initial: 0}}\nrules: {aa_rule: {each: a in actors, rate: 2 per year, effects: aaa += 1 fading 1 quarter}, zz_rule: {rate: 1 per year, effects: aaa += 1 over 3 quarters}}",
        "lifecycles: {aaa: {each: a in actors, initial: x, states: {x: {}, y: {}}, transitions: {go: {from: x, to: y, rate: 1 per year}, back: {from: [x, y], to: x, rate: 0.5 per year}}}}",
        "derive: {aaa: \"mean(trust[a] for a in actors)\"}\nmeasures: {aaa: {is: \"smooth(aaa, 1 year)\"}}",
        "sets: {others: {members: [one, two]}}\nstate: {aaa: {each: o in others, initial: 0, noise: 1}}",
        "levers: {aaa: {range: [0, 1], default: 0}}\ndata: {bbb: {is: 3}}",
        "state: {aaa: {initial: 0}}\nseats: {one: {}}\ninjects: {now: {at: 2025-Q2, effects: [\"aaa += 1 over 3 quarters\", \"aaa += 1 fading 1 quarter\"]}}\nvotes: {all: {members: a in actors, thresholds: [{share: 1}], motions: {act: {yes: 50%, effects: aaa = 2}}}}",
    ];

    [Theory]
    [MemberData(nameof(Additions))]
    public void Adding_something_changes_no_other_number(string addition)
    {
        foreach (var sampler in new[] { "mc", "lhs" })
        {
            AssertShared("rich.yaml", _copy.Extend("rich.yaml", addition), $"--trials 25 --sampler {sampler}", _ => true);
        }
    }

    [Fact]
    public void With_sobol_an_added_uncertainty_moves_those_that_sort_after_it_and_nothing_else()
    {
        AssertShared("rich.yaml", _copy.Extend("rich.yaml", "uncertainties: {zzz: \"uniform(0, 1)\"}"), "--trials 25 --sampler sobol", _ => true);
        var first = _copy.Extend("members.yaml", "uncertainties: {marker: \"uniform(0, 1)\"}");
        AssertShared("members.yaml", first, "--trials 25 --sampler sobol", IsUntouched);
        var (before, after) = (_copy.Trials("members.yaml", "--trials 25 --sampler sobol"), _copy.Trials(first, "--trials 25 --sampler sobol"));
        Assert.NotEqual(SameBytesTests.Column(before, "world"), SameBytesTests.Column(after, "world"));

        // 'luck' sorts before 'marker'; 'tie', 'whim' and 'world' sort after it. What the steps draw is by address.
        bool IsUntouched(string column) => !column.StartsWith("tie[", StringComparison.Ordinal) && !column.StartsWith("whim", StringComparison.Ordinal)
            && column != "world" && !column.StartsWith("together", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mc")]
    [InlineData("lhs")]
    public void Adding_a_member_changes_no_other_members_draws(string sampler)
    {
        var more = _copy.Extend("members.yaml", "sets: {people: {members: {adam: {age: 1}, cleo: {age: 2}, zoe: {age: 3}}}}");
        AssertShared("members.yaml", more, $"--trials 25 --sampler {sampler}", _ => true);
    }

    [Fact]
    public void Variants_share_what_they_have_in_common()
    {
        var plain = _copy.Trials("rich.yaml", "--trials 25");
        var poor = _copy.Trials("rich.yaml", "--trials 25 --variant poor");
        // Only the distribution of 'mood' differs, so every other uncertain number is the same, the correlated ones too.
        foreach (var column in plain.Header.TakeWhile(h => h != "outcome").Where(h => h != "mood"))
        {
            Assert.Equal(SameBytesTests.Column(plain, column), SameBytesTests.Column(poor, column));
        }

        Assert.NotEqual(SameBytesTests.Column(plain, "mood"), SameBytesTests.Column(poor, "mood"));
    }

    private void AssertShared(string before, string after, string options, Func<string, bool> counts)
    {
        var one = _copy.Trials(before, options);
        var two = _copy.Trials(after, options);
        foreach (var column in one.Header.Where(counts))
        {
            Assert.True(SameBytesTests.Column(one, column).SequenceEqual(SameBytesTests.Column(two, column)), $"{column} changed");
        }
    }
}
