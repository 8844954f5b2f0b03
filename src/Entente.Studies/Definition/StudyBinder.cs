using System.Collections.Immutable;
using System.Globalization;
using Entente.Diagnostics;
using Entente.Experiments;
using Entente.Scenarios;
using Entente.Text;
using Entente.Yaml;

namespace Entente.Studies;

/// <summary>A document becomes a checked study: names are the scenario's, values are possible, and every point is known.</summary>
public static class StudyBinder
{
    /// <summary>The most points of a study.</summary>
    public const int MostPoints = 100_000;

    private const int MostReplications = 1_000_000;

    /// <summary>Binds a study; null where anything in it is an error.</summary>
    /// <param name="scenario">The scenario as it stands.</param>
    /// <param name="scenarioFile">Its file.</param>
    /// <param name="load">Loads the scenario with a choice, to see whether it is possible.</param>
    public static Study? Bind(StudySyntax syntax, Scenario scenario, string scenarioFile, Func<ScenarioChoice, Loaded> load, DiagnosticBag found)
    {
        var root = syntax.Fields;
        var design = new DesignBinder(scenario, found);
        var variants = Variants(root, scenario, found);
        var seed = Whole(root, "seed", 0, ulong.MaxValue, found) ?? 1;
        var parts = root.Items("design").Select(item => design.Part(item, seed)).ToArray();
        var options = Options(root, seed, found);
        var block = Whole(root, "block", 1, 1_000_000, found) ?? Runner.Block;
        var keep = KeepOf(root, scenario, found);
        if (found.HasErrors)
        {
            return null;
        }

        var listed = parts.SelectMany(p => p).Any(a => a.Variant is not null);
        if (listed && root.Find("variants") is { } twice)
        {
            found.Add(Rules.KeysExclude.At(twice.Source, twice.Span, root.Name, "variant", "variants"));
            return null;
        }

        // Before the product is made: it may be astronomical.
        var count = parts.Aggregate((double)variants.Length, (product, part) => product * part.Length);
        if (count > MostPoints)
        {
            var place = root.Find("design")!;
            found.Add(Rules.TooManyPoints.At(place.Source, place.Span, count, MostPoints) with { Hint = "use lhs or sobol instead of factorial" });
            return null;
        }

        IEnumerable<Assignment> points = variants.Select(v => new Assignment(v?.Value is StudyShapes.AsItStands or null ? null : v, [], null));
        points = parts.Aggregate(points, (all, part) => all.SelectMany(one => part.Select(one.With)));
        var assignments = points.ToArray();
        design.CheckPoints(assignments, load);
        var expects = root.Find("expect");
        var expecting = expects is null ? null : load(ScenarioChoice.Default with { Expects = expects });
        foreach (var wrong in expecting?.Diagnostics.Where(d => d.Source.Path == syntax.Source.Path) ?? [])
        {
            found.Add(wrong);
        }

        if (found.HasErrors)
        {
            return null;
        }

        return new Study
        {
            Id = root.Text("id")!,
            Title = root.Text("title") ?? root.Text("id")!,
            Says = root.Text("says"),
            File = (Path.GetFileName(syntax.Source.Path), syntax.Source.Content),
            ScenarioFile = scenarioFile,
            Scenario = scenario,
            Expecting = (expects as YamlMapping, expecting?.Scenario) is ({ } asked, { } checkedOne)
                ? checkedOne with { Expectations = [.. checkedOne.Expectations.Where(e => asked.Find(e.Name) is not null)] }
                : null,
            Options = options,
            Block = (int)block,
            Keep = keep,
            Factors = design.Factors,
            Points = [.. assignments.Select(a => a.ToPoint())],
        };
    }

    private static RunOptions Options(Fields root, ulong seed, DiagnosticBag found)
    {
        var trials = Whole(root, "trials", 1, 1UL << 40, found);
        var replications = Whole(root, "replications", 1, MostReplications, found) ?? 1;
        var sampler = root.Text("sampler") switch { "lhs" => SamplerKind.LatinHypercube, "sobol" => SamplerKind.Sobol, _ => SamplerKind.MonteCarlo };
        var most = Whole(root, "max_trials", 1, 1UL << 40, found);
        var until = Values.Number(root.Find("until_ci"), found);
        var options = new RunOptions { Seed = seed, Sampler = sampler, Replications = (int)replications, UntilCi = until };
        options = options with { Trials = (long?)trials ?? options.Trials };
        options = options with { MaxTrials = (long?)most ?? Math.Max(options.MaxTrials, options.Trials) };
        if (until is <= 0 or >= 1)
        {
            Wrong("until_ci", "a width between 0 and 100%", "such as 2%");
        }

        if (until is not null && sampler == SamplerKind.LatinHypercube)
        {
            Wrong("until_ci", "to be had with the sampler lhs", "the strata of a Latin hypercube depend on the number of trials");
        }

        if (most is not null && until is null)
        {
            Wrong("max_trials", "of use without until_ci", null);
        }

        if (most is not null && until is not null && options.MaxTrials < options.Trials)
        {
            Wrong("max_trials", "at least the trials", null);
        }

        if (options.Trials % options.Replications != 0)
        {
            Wrong("replications", "a divisor of the trials", "else the last world has fewer replications than the others");
        }

        return options;

        void Wrong(string key, string what, string? hint)
        {
            if (root.Find(key) is YamlScalar scalar)
            {
                found.Add(Rules.BadValue.At(scalar.Source, scalar.Span, scalar.Value, what) with { Hint = hint });
            }
        }
    }

    private static ImmutableArray<YamlScalar?> Variants(Fields root, Scenario scenario, DiagnosticBag found)
    {
        string[] known = [StudyShapes.AsItStands, .. scenario.Variants.Select(v => v.Name)];
        if (root.Find("variants") is null)
        {
            return [null];
        }

        if (root.Find("variants") is YamlScalar { Value: "all" } all)
        {
            return [.. known.Select(name => new YamlScalar(EmbeddedText.Align(all.Source, all.Span, name), all.Span))];
        }

        var names = root.Texts("variants");
        foreach (var name in names.Where(n => !known.Contains(n.Value)))
        {
            found.Add(Rules.UnknownVariant.At(name.Source, name.Span, name.Value) with { Hint = NearestName.Hint(name.Value, known) });
        }

        DesignBinder.Twice(names, found);
        return names.IsEmpty ? [null] : [.. names];
    }

    private static Keep KeepOf(Fields root, Scenario scenario, DiagnosticBag found)
    {
        ImmutableArray<string> measures = [.. scenario.Measures.Select(m => m.Name)];
        ImmutableArray<string> times = [.. scenario.Times.Select(t => t.Name)];
        var drawn = Pipeline.Columns(scenario).Uncertainties;
        ImmutableArray<string> series = [.. scenario.Measures.Where(m => m.At == MeasureTime.EachStep).Select(m => m.Name)];
        var key = root.Node.Entries.FirstOrDefault(e => e.Key.Value == "keep")?.Key;
        var fields = root.Find("keep") is { } node ? Fields.Read(node, StudyShapes.Keep, key, found) : null;
        return new Keep(Names("measures", measures, true), Names("times", times, true), Names("uncertainties", drawn, false), Names("series", series, false));

        ImmutableArray<string> Names(string what, ImmutableArray<string> all, bool standard)
        {
            if (fields?.Find(what) is not { } wanted)
            {
                return standard ? all : [];
            }

            if (wanted is YamlScalar { Value: "all" or "none" } word)
            {
                return word.Value == "all" ? all : [];
            }

            var names = fields.Texts(what);
            foreach (var name in names.Where(n => !all.Contains(n.Value)))
            {
                found.Add(Rules.UnknownName.At(name.Source, name.Span, name.Value) with { Hint = NearestName.Hint(name.Value, all) ?? "all, none, or names" });
            }

            return [.. all.Where(a => names.Any(n => n.Value == a))];
        }
    }

    internal static ulong? Whole(Fields fields, string key, ulong low, ulong high, DiagnosticBag found)
    {
        if (fields.Scalar(key, "a whole number") is not { } scalar)
        {
            return null;
        }

        if (ulong.TryParse(scalar.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= low && value <= high)
        {
            return value;
        }

        found.Add(Rules.BadValue.At(scalar.Source, scalar.Span, scalar.Value, string.Create(CultureInfo.InvariantCulture, $"a whole number from {low} to {high}")));
        return null;
    }
}
