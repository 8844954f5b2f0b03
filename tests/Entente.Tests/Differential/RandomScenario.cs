using System.Globalization;

namespace Entente.Tests.Differential;

/// <summary>Whole scenarios by chance: everything the language has, most of it in ways nobody would think of.</summary>
internal sealed class RandomScenario
{
    private static readonly string[] Sections = ["sets", "data", "uncertainties", "levers", "state", "derive", "events", "rules", "lifecycles", "measures"];
    private static readonly string[] Comparisons = ["<", "<=", ">", ">=", "==", "!="];
    private static readonly string[] Numbers = ["0", "1", "2", "0.5", "3", "0.1", "10%", "1e-3", "7"];
    private static readonly string[] Spans = ["1 quarter", "2 quarters", "1 month", "3 steps", "1 year", "2 steps"];

    private readonly Random _chance;
    private readonly Dictionary<string, List<string>> _items = Sections.ToDictionary(s => s, _ => new List<string>());
    private readonly Dictionary<string, string[]> _members = [];
    private readonly List<(string Name, string Of)> _ranges = [];
    private readonly List<Named> _given = [];
    private readonly List<Named> _states = [];
    private readonly List<Named> _derived = [];
    private readonly List<Named> _machines = [];
    private readonly List<Named> _happenings = [];
    private readonly List<string> _options = [];
    private readonly Dictionary<string, string[]> _leaves = [];
    private readonly Dictionary<string, string[]> _transitions = [];
    private int _variables;
    private int _priority;

    private RandomScenario(int seed) => _chance = new Random(seed);

    // Kind of scope: global, each, pairs or links, with the set that members of its cells come from.
    private enum Over
    {
        Once,
        Each,
        Pairs,
        Links,
    }

    /// <summary>The scenario as text, each named thing on a line of its own.</summary>
    public static string Text(int seed)
    {
        var scenario = new RandomScenario(seed);
        scenario.Sets();
        scenario.Given();
        scenario.Declare();
        scenario.Fill();
        return scenario.Write();
    }

    private string Write()
    {
        var clock = $"clock: {{start: 2025-Q1, step: {Any("month", "quarter", "quarter", "year")}, steps: {_chance.Next(2, 8)}}}";
        var sections = Sections.Where(s => _items[s].Count > 0).Select(s => $"{s}:\n{string.Concat(_items[s].Select(i => $"  {i}\n"))}");
        var end = new Sight(this) { Time = true, Machines = true };
        var outcomes = $"outcomes:\n  - {{name: one, when: \"{end.Condition(2)}\"}}\n  - {{name: two, when: \"{end.Condition(1)}\"}}\n  - {{name: rest, otherwise: true}}\n";
        return $"format: entente/1\nid: random\n{clock}\n{string.Concat(sections)}{outcomes}";
    }

    // ---------------------------------------------------------------------------------------------- what is given
    private void Sets()
    {
        foreach (var (set, letter) in Chance(0.5) ? new[] { ("s", 'A') } : [("s", 'A'), ("q", 'K')])
        {
            var members = Enumerable.Range(0, _chance.Next(2, set == "s" ? 6 : 4)).Select(k => $"{(char)(letter + k)}{letter}").ToArray();
            _members[set] = members;
            _ranges.Add((set, set));
            _items["sets"].Add($"{set}: {{members: {{{string.Join(", ", members.Select(m => $"{m}: {{w{set}: {Any("0", "1", "2", "0.5")}, h{set}: {Any("0", "0", "3", "-1")}}}"))}}}}}");
            _given.Add(new Named($"w{set}", Over.Each, set));
            _given.Add(new Named($"h{set}", Over.Each, set));
        }

        if (Chance(0.4))
        {
            _items["sets"].Add($"fixed: {{of: s, members: [{string.Join(", ", _members["s"].Take(_chance.Next(1, 4)))}]}}");
            _ranges.Add(("fixed", "s"));
        }
    }

    private void Given()
    {
        Some(2, "k", Over.Once, name => _items["data"].Add($"{name}: {Any("0", "1", "0.3", "2")}"));
        Some(2, "d", Over.Each, (name, set) => _items["data"].Add($"{name}: {{each: a in {set}, values: {{{_members[set][0]}: {Any("0", "2")}}}, default: {Any("0", "1", "0.5")}}}"));
        Some(2, "dp", Any(Over.Pairs, Over.Links), (name, set) => _items["data"].Add(
            $"{name}: {{each: \"(a, b) in {_given[^1].Over.ToString().ToLowerInvariant()}({set})\", values: {{\"{_members[set][0]}, {_members[set][1]}\": {Any("1", "2")}}}, default: {Any("0", "0", "0.5")}}}"));
        Some(3, "u", Over.Once, name => _items["uncertainties"].Add($"{name}: \"{Any("uniform(0, 1)", "normal(0, 1)", "discrete(0: 0.5, 1: 0.3, 2: 0.2)", "uniform(-1, 1)", "lognormal(0, 0.4)")}\""));
        Some(1, "ue", Over.Each, (name, set) => _items["uncertainties"].Add($"{name}: {{each: a in {set}, distribution: \"{Any("uniform(0, 1)", "normal(0, 0.3)", "discrete(0: 0.5, 1: 0.5)")}\"}}"));
        Some(1, "up", Over.Pairs, (name, set) => _items["uncertainties"].Add($"{name}: {{each: \"(a, b) in pairs({set})\", distribution: \"uniform(0, 1)\"}}"));
        Some(1, "uw", Over.Once, name => _items["uncertainties"].Add($"{name}: {{path: {{2025-Q1: 0, 2025-Q3: \"uniform(0, 1)\", 2026-Q2: 1}}}}"));
        Some(1, "l", Over.Once, name => _items["levers"].Add($"{name}: {{range: [0, 1], default: {Any("0", "1", "0.4", "{path: {2025-Q1: 0, 2026-Q1: 1}}")}}}"));
        Some(1, "lo", Over.Once, name => _items["levers"].Add($"{name}: {{options: {{slow: 0.1, fast: 0.5}}, default: {Any("slow", "fast")}}}"));
        foreach (var name in new[] { "posture", "stance" }.Where(_ => Chance(0.4)))
        {
            _items[name == "stance" ? "uncertainties" : "levers"].Add($"{name}: {(name == "stance" ? "\"categorical(hold: 0.5, leave: 0.5)\"" : "{options: [hold, leave], default: leave}")}");
            _options.Add(name);
        }
    }

    private void Some(int most, string name, Over over, Action<string> write) => Some(most, name, over, (n, _) => write(n));

    private void Some(int most, string name, Over over, Action<string, string> write)
    {
        for (var k = _chance.Next(0, most + 1); k > 0; k--)
        {
            var set = Any([.. _members.Keys]);
            _given.Add(new Named($"{name}{k}", over, set));
            write($"{name}{k}", set);
        }
    }

    // ---------------------------------------------------------------------------------------------- names first, then what they do
    private void Declare()
    {
        foreach (var (over, most) in new[] { (Over.Once, 3), (Over.Each, 3), (Over.Pairs, 1), (Over.Links, 1) })
        {
            for (var k = _chance.Next(over < Over.Pairs ? 1 : 0, most + 1); k > 0; k--)
            {
                _states.Add(new Named($"{"xyzv"[(int)over]}{k}", over, Any([.. _members.Keys])));
            }
        }

        for (var k = _chance.Next(0, 3); k > 0; k--)
        {
            var name = $"m{k}";
            _machines.Add(new Named(name, Any(Over.Once, Over.Each, Over.Each, Over.Pairs, Over.Links), Any([.. _members.Keys])));
            _leaves[name] = [.. Enumerable.Range(0, _chance.Next(2, 5)).Select(s => $"{name}s{s}")];
            _transitions[name] = [.. Enumerable.Range(0, _leaves[name].Length - 1 + _chance.Next(0, 4)).Select(t => $"go{t}")];
        }

        for (var k = _chance.Next(0, 3); k > 0; k--)
        {
            _happenings.Add(new Named($"e{k}", Over.Once, "s"));
        }

        for (var k = _chance.Next(1, 5); k > 0; k--)
        {
            _happenings.Add(new Named($"r{k}", Any(Over.Once, Over.Each, Over.Each, Over.Pairs, Over.Links), Any([.. _members.Keys])));
        }
    }

    private void Fill()
    {
        if (Chance(0.6))
        {
            var sight = new Sight(this) { Machines = true, Members = [("a", "s")] };
            _items["sets"].Add($"some: {{of: s, as: a, where: \"{sight.Condition(1)}\"}}");
            _ranges.Add(("some", "s"));
            if (Chance(0.3))
            {
                _items["sets"].Add($"just: {{of: some, members: [{string.Join(", ", _members["s"].Take(2))}]}}");
                _ranges.Add(("just", "s"));
            }
        }

        for (var k = 0; k < _states.Count; k++)
        {
            State(_states[k], k);
        }

        for (var k = _chance.Next(1, 6); k > 0; k--)
        {
            Derived($"f{k}");
        }

        foreach (var machine in _machines)
        {
            Machine(machine);
        }

        foreach (var happening in _happenings)
        {
            Happening(happening);
        }

        var end = new Sight(this) { Time = true, Machines = true };
        for (var k = _chance.Next(3, 7); k > 0; k--)
        {
            _items["measures"].Add($"g{k}: {{is: \"{end.Number(2)}\", at: {Any("each step", "each step", "end", "maximum", "minimum", "mean")}}}");
        }

        // Every state and machine is looked at in every point, so that nothing that goes astray stays unseen.
        foreach (var one in _states.Concat(_derived))
        {
            var value = one.Of(one.IsCondition ? "(if {0} then 1 else 0)" : "{0}");
            _items["measures"].Add($"all_{one.Name}: {{is: \"{value}\", at: each step}}");
        }

        foreach (var machine in _machines)
        {
            _items["measures"].Add($"all_{machine.Name}: {{is: \"{machine.Of($"(if {{0}} is {_leaves[machine.Name][^1]} then 1 else 0)")}\", at: each step}}");
        }

        _items["measures"].Add($"first: {{time to: \"{end.Condition(1)}\"}}");
    }

    private void State(Named state, int index)
    {
        var start = new Sight(this) { Members = state.Members, States = index };
        var sight = new Sight(this) { Time = true, Machines = true, Members = state.Members };
        var initial = Chance(0.3) ? $"round({start.Number(1)})" : start.Number(Chance(0.5) ? 0 : 1);
        var moves = _chance.Next(6) switch
        {
            0 => "",
            1 => $", drift: \"{sight.Number(2)}\"",
            2 => $", drift: \"{sight.Number(1)}\", noise: \"{Noise(sight)}\"",
            3 => $", noise: \"{Noise(sight)}\"",
            4 => $", next: \"round({sight.Number(2)})\"",
            _ => $", next: \"{sight.Number(2)}\"",
        };
        var bounds = Chance(0.85) ? $", bounds: {Any("[-5, 5]", "[0, 1]", "[0, 10]", "[-1, inf]", "[-3, 2]")}" : "";
        _items["state"].Add($"{state.Name}: {{{state.Each}initial: \"{initial}\"{bounds}{moves}}}");
    }

    private string Noise(Sight sight) => Any("0.3", "0", $"(if {sight.Condition(0)} then 0.2 else 0)", $"(0.1 * abs({sight.Number(0)}))", sight.Number(1));

    private void Derived(string name)
    {
        var derived = new Named(name, Any(Over.Once, Over.Once, Over.Each, Over.Each, Over.Pairs, Over.Links), Any([.. _members.Keys])) { IsCondition = Chance(0.25) };
        var sight = new Sight(this) { Time = true, Machines = true, Members = derived.Members };
        _items["derive"].Add($"{name}: {{{derived.Each}is: \"{(derived.IsCondition ? sight.Condition(3) : sight.Number(3))}\"}}");
        _derived.Add(derived);
    }

    // ---------------------------------------------------------------------------------------------- what happens
    private void Happening(Named happening)
    {
        var isRule = happening.Name[0] == 'r';
        var outer = new Sight(this) { Time = true, Machines = true, Members = happening.Members };
        var parts = new List<string>();
        if (happening.Over != Over.Once)
        {
            var set = Any([.. _ranges.Where(r => r.Of == happening.Set).Select(r => r.Name)]);
            var over = happening.Over == Over.Each ? $"a in {set}" : $"(a, b) in {happening.Over.ToString().ToLowerInvariant()}({set})";
            parts.Add($"each: \"{over}{(Chance(0.3) ? $" where {outer.Condition(1)}" : "")}\"");
        }

        if (!isRule && Chance(0.3))
        {
            parts.Add($"at: {Any("2025-Q1", "2025-Q2", "2025-08", "2026-Q1")}");
            AddIf(0.3, parts, "chance: 0.6");
        }
        else
        {
            ComesUp(parts, outer);
        }

        if (Chance(0.5))
        {
            parts.Add($"when: \"{outer.Condition(2)}\"");
        }

        AddIf(0.2, parts, "once: true");
        AddIf(0.25, parts, $"cooldown: {Any(Spans)}");
        AddIf(0.1, parts, "from: 2025-Q2");
        AddIf(0.1, parts, "until: 2025-Q4");
        var inner = outer;
        if (Chance(0.35))
        {
            var draws = new List<string>();
            if (Chance(0.6))
            {
                draws.Add($"size: \"{Any("uniform(0, 1)", "normal(0, 0.5)", "discrete(1: 0.3, 2: 0.7)", $"normal({inner.Number(1)}, (0.1 + abs({inner.Number(0)})))", $"uniform({inner.Number(0)}, 3)", $"exponential((0.01 + abs({inner.Number(1)})))")}\"");
                inner = inner with { Drawn = ["size"] };
            }

            if (Chance(0.6))
            {
                var (set, of) = Any([.. _ranges]);
                var weigh = inner with { Members = [.. inner.Members, ("c", of)] };
                draws.Add($"who: \"pick(c in {set}{(Chance(0.4) ? $" where {weigh.Condition(1)}" : "")}{(Chance(0.5) ? $" weighted by abs({weigh.Number(1)})" : "")})\"");
                inner = inner with { Members = [.. inner.Members, ("who", of)] };
            }

            AddIf(draws.Count, parts, $"draw: {{{string.Join(", ", draws)}}}");
        }

        // Only what has a priority of its own may set: two of the same would be refused.
        var maySet = Chance(0.6);
        AddIf(maySet ? 1 : 0, parts, $"priority: {++_priority}");
        parts.Add($"effects: [{Effects(inner, happening.Members, maySet, 3)}]");
        _items[isRule ? "rules" : "events"].Add($"{happening.Name}: {{{string.Join(", ", parts)}}}");
    }

    private void ComesUp(List<string> parts, Sight sight)
    {
        switch (_chance.Next(8))
        {
            case < 3:
                parts.Add($"chance: \"{Any("0.3", "50%", "1", $"clamp({sight.Number(1)}, 0, 1)", Chance(0.05) ? sight.Number(1) : "0.7")}\"");
                break;
            case < 6:
                parts.Add($"rate: \"{Any("0.8 per year", "3 per year", $"abs({sight.Number(1)})", $"max(0, {sight.Number(1)})", Chance(0.05) ? sight.Number(1) : "1 per year")}\"");
                break;
        }
    }

    private string Effects(Sight sight, (string Name, string Set)[] own, bool maySet, int most) =>
        string.Join(", ", Enumerable.Range(0, _chance.Next(1, most + 1)).Select(_ => $"\"{Effect(sight, own, maySet)}\""));

    private string Effect(Sight sight, (string Name, string Set)[] own, bool maySet)
    {
        if (_machines.Count > 0 && Chance(0.2))
        {
            var machine = Any([.. _machines]);
            return $"fire {sight.Target(machine)}.{Any(_transitions[machine.Name])}";
        }

        var state = Any([.. _states]);
        var isOwn = own.Length > 0 && state.Members.Select(m => m.Set).SequenceEqual(own.Select(m => m.Set)) && Chance(0.7);
        var target = isOwn ? $"{state.Name}[{string.Join(", ", own.Select(m => m.Name))}]" : sight.Target(state);
        var value = sight.Number(1);
        return _chance.Next(maySet && (isOwn || own.Length == 0) ? 8 : 6) switch
        {
            0 => $"{target} -= {value}",
            1 => $"{target} *= {value}",
            2 => $"{target} += {value} over {Any(Spans)}",
            3 => $"{target} += {value} fading {Any(Spans)}",
            4 => $"{target} -= {value} {Any("over", "fading")} {Any(Spans)}",
            5 => $"{target} += {value}",
            _ => $"{target} = {value}",
        };
    }

    private void Machine(Named machine)
    {
        var leaves = _leaves[machine.Name];
        var big = leaves.Length > 2 && Chance(0.5) ? machine.Name + "big" : null;
        var inside = big is null ? [] : leaves.Skip(_chance.Next(0, leaves.Length - 1)).Take(2).ToArray();
        var sight = new Sight(this) { Time = true, Machines = true, Members = machine.Members };
        var states = leaves.Select(l => $"{l}: {{{string.Join(", ", new[] { inside.Contains(l) ? $"in: {big}" : "", Around(sight, machine) }.Where(p => p.Length > 0))}}}").ToList();
        if (big is not null)
        {
            states.Add($"{big}: {{{string.Join(", ", new[] { $"initial: {Any(inside)}", Around(sight, machine) }.Where(p => p.Length > 0))}}}");
        }

        var transitions = _transitions[machine.Name].Select((name, t) =>
        {
            string[] targets = big is null ? leaves : [.. leaves, big];
            var from = t < leaves.Length - 1 ? leaves[t] : _chance.Next(3) switch { 0 => $"[{leaves[0]}, {leaves[^1]}]", 1 when big is not null => big, _ => Any(leaves) };
            var parts = new List<string> { $"from: {from}", $"to: {(t < leaves.Length - 1 ? leaves[t + 1] : Any(targets))}" };
            if (Chance(0.5))
            {
                parts.Add($"when: \"{sight.Condition(2)}\"");
                AddIf(0.3, parts, $"for: {Any(Spans)}");
            }

            ComesUp(parts, sight);
            AddIf(0.3, parts, $"priority: {_chance.Next(-1, 3)}");
            AddIf(0.3, parts, $"effects: [{Effects(sight, machine.Members, Chance(0.2), 2)}]");
            return $"{name}: {{{string.Join(", ", parts)}}}";
        }).ToArray();
        var start = new Sight(this) { Members = machine.Members, States = 0 };
        var initial = Chance(0.4) ? $"if {start.Condition(1)} then {leaves[0]} else {Any(leaves)}" : leaves[0];
        _items["lifecycles"].Add($"{machine.Name}: {{{machine.Each}initial: \"{initial}\", states: {{{string.Join(", ", states)}}}, transitions: {{{string.Join(", ", transitions)}}}}}");
    }

    private string Around(Sight sight, Named machine) => _chance.Next(6) switch
    {
        0 => $"enter: [{Effects(sight, machine.Members, false, 2)}]",
        1 => $"exit: [{Effects(sight, machine.Members, false, 2)}]",
        _ => "",
    };

    // ---------------------------------------------------------------------------------------------- tools
    private void AddIf(double chance, List<string> parts, string part)
    {
        if (Chance(chance))
        {
            parts.Add(part);
        }
    }

    private bool Chance(double probability) => _chance.NextDouble() < probability;

    private T Any<T>(params T[] among) => among[_chance.Next(among.Length)];

    private sealed record Named(string Name, Over Over, string Set)
    {
        public bool IsCondition { get; init; }

        /// <summary>The variables of its cells.</summary>
        public (string Name, string Set)[] Members => Over switch { Over.Once => [], Over.Each => [("a", Set)], _ => [("a", Set), ("b", Set)] };

        /// <summary>Its key <c>each</c>, with a comma after it.</summary>
        public string Each => Over switch { Over.Once => "", Over.Each => $"each: a in {Set}, ", _ => $"each: \"(a, b) in {Over.ToString().ToLowerInvariant()}({Set})\", " };

        /// <summary>A number of all its cells.</summary>
        public string Of(string element)
        {
            string Cell(string index) => string.Format(CultureInfo.InvariantCulture, element, Name + index);
            return Over switch
            {
                Over.Once => Cell(""),
                Over.Each => $"sum({Cell("[a]")} for a in {Set} weighted by 1 + w{Set}[a])",
                _ => $"sum({Cell("[a, b]")} for (a, b) in {Over.ToString().ToLowerInvariant()}({Set}) weighted by 1 + w{Set}[a])",
            };
        }
    }

    // What an expression can see where it stands.
    private sealed record Sight(RandomScenario Scenario)
    {
        public (string Name, string Set)[] Members { get; init; } = [];

        public string[] Drawn { get; init; } = [];

        /// <summary>Whether there is a present and a past: not where something starts.</summary>
        public bool Time { get; init; }

        public bool Machines { get; init; }

        public int States { get; init; } = int.MaxValue;

        private Random Chance => Scenario._chance;

        private IEnumerable<Named> Readable => Scenario._given.Concat(Scenario._states.Take(States)).Concat(Time ? Scenario._derived : []);

        public string Number(int depth)
        {
            if (depth <= 0)
            {
                return Leaf();
            }

            var x = Number(depth - 1);
            string Y() => Number(depth - 1 - Chance.Next(2));
            return Chance.Next(24) switch
            {
                0 or 1 => $"({x} + {Y()})",
                2 => $"({x} - {Y()})",
                3 or 4 => $"({x} * {Y()})",
                5 => $"({x} / (1 + abs({Y()})))",
                6 => Y() is var y ? $"(if {y} != 0 then {x} / {y} else {Scenario.Any(Numbers)})" : "",
                7 => Chance.Next(12) == 0 ? $"({x} / {Y()})" : $"(-{x})",
                8 => Chance.Next(8) == 0 ? $"({x} ^ {Y()})" : $"({x} ^ {Scenario.Any("2", "3", "1", "0")})",
                9 => $"({Scenario.Any("abs", "ceil", "floor", "round", "logistic")}({x}))",
                10 => $"({Scenario.Any("max", "min")}({x}, {Y()}))",
                11 => $"(clamp({x}, {Scenario.Any("0", "-1")}, {Scenario.Any("1", "2", Leaf())}))",
                12 => Scenario.Any($"(exp(min({x}, 2)))", $"(sqrt(abs({x})))", $"(log(1 + abs({x})))", $"(logit(clamp({x}, 0.1, 0.9)))", $"(sqrt({x}))", $"(if {x} > 0 then log({x}) else 0)"),
                13 or 14 or 15 => $"(if {Condition(depth - 1)} then {x} else {Y()})",
                16 => $"(lookup({x}, 0: 0.1, 0.5: {Scenario.Any("0.6", "-1")}, 1: 1))",
                17 or 18 or 19 or 20 => Aggregate(depth - 1),
                21 => Network(depth - 1),
                22 => Time ? Past() : x,
                _ => Leaf(),
            };
        }

        public string Condition(int depth)
        {
            if (depth > 0 && Chance.Next(3) > 0)
            {
                var c = Condition(depth - 1);
                return Chance.Next(6) switch
                {
                    0 => $"({c} and {Condition(depth - 1)})",
                    1 => $"({c} or {Condition(depth - 1)})",
                    2 => $"(not {c})",
                    3 => Quantified(depth - 1),
                    4 => $"(if {c} then {Condition(depth - 1)} else {Condition(0)})",
                    _ => Compare(depth - 1),
                };
            }

            var conditions = Readable.Where(q => q.IsCondition).ToArray();
            return Chance.Next(9) switch
            {
                0 or 1 when Machines && Scenario._machines.Count > 0 && Scenario.Any([.. Scenario._machines]) is var m => Within(m, cell => $"({cell} is {Scenario.Any("", "not ")}{Scenario.Any(Scenario._leaves[m.Name])})", "false"),
                2 when Members.Length > 0 && Scenario.Any(Members) is var (name, set) => Chance.Next(2) == 0
                    ? $"({name} {Scenario.Any("==", "!=")} {Member(set)})" : $"({name} {Scenario.Any("in", "not in")} {Scenario.Any([.. Scenario._ranges.Where(r => r.Of == set).Select(r => r.Name)])})",
                3 when Scenario._options.Count > 0 => $"({Scenario.Any([.. Scenario._options])} is {Scenario.Any("hold", "leave")})",
                4 when Time && Scenario._happenings.Count > 0 => Within(Scenario.Any([.. Scenario._happenings]), cell => $"(since({cell}) {Scenario.Any("<", ">=")} {Scenario.Any(Spans)})", "true"),
                5 when Time && Scenario._machines.Count > 0 && Scenario.Any([.. Scenario._machines]) is var m => Within(m, cell => $"(since({cell} is {Scenario.Any(Scenario._leaves[m.Name])}) {Scenario.Any("<", ">=")} {Scenario.Any(Spans)})", "true"),
                6 when conditions.Length > 0 => Within(Scenario.Any(conditions), cell => cell, "false"),
                7 when Time => $"(t {Scenario.Any("<", ">=")} {Scenario.Any(Spans)})",
                _ => Compare(0),
            };
        }

        // A cell of something, with members in sight or named; two of them mostly differ.
        public string Cell(Named of)
        {
            var one = Member(of.Set);
            var other = Member(of.Set);
            for (var k = 0; k < 20 && other == one; k++)
            {
                other = Scenario.Any(Scenario._members[of.Set]);
            }

            return of.Over switch { Over.Once => of.Name, Over.Each => $"{of.Name}[{one}]", _ => $"{of.Name}[{one}, {other}]" };
        }

        // A cell that an effect changes: of a pair mostly one that exists.
        public string Target(Named of) => of.Over is Over.Once or Over.Each || Chance.Next(4) == 0 ? Cell(of) : (this with { Members = [] }).Cell(of);

        // What may be asked of a cell, and what is taken where a pair would be one member twice; now and then nobody asks.
        private string Within(Named of, Func<string, string> ask, string otherwise)
        {
            var cell = Cell(of);
            if (of.Over is Over.Once or Over.Each || Chance.Next(15) == 0)
            {
                return ask(cell);
            }

            var indices = cell[(cell.IndexOf('[', StringComparison.Ordinal) + 1)..^1].Split(", ");
            var safe = Scenario._members[of.Set].Contains(indices[0]) && Scenario._members[of.Set].Contains(indices[1]);
            return safe ? ask(cell) : $"(if {indices[0]} == {indices[1]} then {otherwise} else {ask(cell)})";
        }

        private string Member(string set)
        {
            var inSight = Members.Where(m => m.Set == set).Select(m => m.Name).ToArray();
            return inSight.Length > 0 && Chance.Next(5) > 0 ? Scenario.Any(inSight) : Scenario.Any(Scenario._members[set]);
        }

        private string Leaf()
        {
            var quantities = Readable.Where(q => !q.IsCondition).ToArray();
            return Chance.Next(10) switch
            {
                0 or 1 => Scenario.Any(Numbers),
                2 when Drawn.Length > 0 => Scenario.Any(Drawn),
                3 when Time => Scenario.Any("(t / 1 year)", "((year - 2025-Q1) / 1 year)"),
                _ when quantities.Length > 0 => Within(Scenario.Any(quantities), cell => cell, "0"),
                _ => Scenario.Any(Numbers),
            };
        }

        private string Compare(int depth) => $"({Number(depth)} {Scenario.Any(Comparisons)} {Number(Chance.Next(2) * depth)})";

        private string Past()
        {
            var quantities = Scenario._given.Concat(Scenario._states).Concat(Scenario._derived).Where(q => !q.IsCondition).ToArray();
            var quantity = Scenario.Any(quantities);
            if (Scenario._happenings.Count > 0 && Chance.Next(4) == 0)
            {
                return Within(Scenario.Any([.. Scenario._happenings]), cell => $"(min(since({cell}), 3 years) / 1 year)", "0");
            }

            return Within(quantity, cell => Chance.Next(2) == 0 ? $"(prev({cell}))" : $"(smooth({cell}, {Scenario.Any(Spans)}))", "0");
        }

        private string Aggregate(int depth)
        {
            var (range, inner) = Range(depth, filtered: 0.5);
            var kind = Scenario.Any("sum", "sum", "mean", "min", "max", "count", "share", "stdev");
            var element = kind is "count" or "share" ? inner.Condition(depth) : inner.Number(depth);
            var weight = kind is "sum" or "mean" or "share" or "stdev" && Chance.Next(3) == 0 ? $" weighted by {(Chance.Next(8) == 0 ? inner.Number(0) : $"abs({inner.Number(0)})")}" : "";
            var otherwise = kind is not ("sum" or "count") && Chance.Next(25) > 0 ? $" else {Number(0)}" : "";
            return $"({kind}({element} for {range}{weight}{otherwise}))";
        }

        private string Quantified(int depth)
        {
            var (range, inner) = Range(depth, filtered: 0.4);
            return $"({Scenario.Any("any", "all")}({inner.Condition(depth)} for {range}))";
        }

        private string Network(int depth)
        {
            var kind = Scenario.Any("density", "components", "largest_component", "clustering", "degree", "bloc_of");
            var (set, of) = AnyRange();
            var name = $"i{++Scenario._variables}";
            var other = $"i{++Scenario._variables}";

            // Ties mostly do not look at members outside of them: those the kernels refuse.
            var inner = this with { Members = [.. Chance.Next(12) == 0 ? Members : [], (name, of), (other, of)] };
            var subject = kind is "degree" or "bloc_of" ? $"{Member(of)}, " : "";
            return $"({kind}({subject}{inner.Condition(depth)} for ({name}, {other}) in {Scenario.Any("pairs", "links")}({set})))";
        }

        // Who is in a set that changes is not known yet where the states it asks about start.
        private (string Name, string Of) AnyRange() => Scenario.Any([.. Scenario._ranges.Where(r => Time || r.Name is not ("some" or "just"))]);

        private (string Range, Sight Inner) Range(int depth, double filtered)
        {
            var (set, of) = AnyRange();
            var name = $"i{++Scenario._variables}";
            var over = $"{name} in {set}";
            var inner = this with { Members = [.. Members, (name, of)] };
            if (Chance.Next(4) == 0)
            {
                var other = $"i{++Scenario._variables}";
                over = $"({name}, {other}) in {Scenario.Any("pairs", "links")}({set})";
                inner = inner with { Members = [.. inner.Members, (other, of)] };
            }

            return (Scenario.Chance(filtered) ? $"{over} where {inner.Condition(Math.Min(1, depth))}" : over, inner);
        }
    }
}
