using Entente.Scenarios;

namespace Entente.Studies;

/// <summary>The shapes of a study document: the one table that the reader, its hints and the JSON Schema read.</summary>
public static class StudyShapes
{
    /// <summary>What <c>format</c> says.</summary>
    public const string Format = "entente-study/1";

    /// <summary>The name under which <c>variants</c> lists the scenario without a variant. It has blanks, so no variant has it.</summary>
    public const string AsItStands = "as it stands";

    private static readonly Key Over =
        new("over", ValueShape.Any, "the levers and uncertainties: a list of names, each over its own range or distribution; or a mapping of name to [low, high]") { Required = true };

    public static Shape Steps { get; } = new("even steps",
    [
        new("from", ValueShape.Expression, "the first value") { Required = true },
        new("to", ValueShape.Expression, "the last value") { Required = true },
        new("levels", ValueShape.Integer, "how many values, ends included") { Required = true },
    ]);

    public static Shape Space { get; } = new("a space-filling sample",
    [
        new("points", ValueShape.Integer, "how many points") { Required = true },
        Over,
    ]);

    public static Shape Morris { get; } = new("a Morris design",
    [
        new("trajectories", ValueShape.Integer, "how many trajectories, each with a point more than there are factors") { Required = true },
        new("levels", ValueShape.Integer, "levels of a factor, an even number [default: 4]"),
        Over,
    ]);

    public static Shape Saltelli { get; } = new("a Saltelli design",
    [
        new("points", ValueShape.Integer, "how many base points; with k factors each makes k + 2 points, or 2k + 2") { Required = true },
        new("second_order", ValueShape.Flag, "whether second-order indices are wanted"),
        Over,
    ]);

    public static Shape Point { get; } = new("a point",
    [
        new("variant", ValueShape.Name, "the variant; none for the scenario as it stands"),
        new("set", ValueShape.Any, "settings by lever"),
        new("with", ValueShape.Any, "values by uncertainty, which is then not drawn"),
    ]);

    public static Shape Part { get; } = new("a part of the design",
    [
        new("factorial", ValueShape.Any, "every combination: a mapping of lever or uncertainty to its values, or to {from, to, levels}"),
        new("lhs", ValueShape.Part, "a Latin hypercube") { Inner = Space },
        new("sobol", ValueShape.Part, "scrambled Sobol points") { Inner = Space },
        new("morris", ValueShape.Part, "trajectories for elementary effects") { Inner = Morris },
        new("saltelli", ValueShape.Part, "points for Sobol indices") { Inner = Saltelli },
        new("list", ValueShape.List, "points one by one") { Inner = Point },
    ]);

    public static Shape Keep { get; } = new("what to keep",
    [
        new("measures", ValueShape.Texts, "measures of each trial: all (the default), none, or names"),
        new("times", ValueShape.Texts, "times of each trial: all (the default), none, or names"),
        new("uncertainties", ValueShape.Texts, "what each trial drew: all, none (the default), or names"),
        new("series", ValueShape.Texts, "measures of each trial at each step: all, none (the default), or names"),
    ]);

    public static Shape Study { get; } = new("a study",
    [
        new("format", ValueShape.Text, Format) { Required = true, Words = [Format] },
        new("id", ValueShape.Text, "a short name for files and results") { Required = true },
        new("title", ValueShape.Text, "a title"),
        new("says", ValueShape.Text, "what is asked"),
        new("scenario", ValueShape.Text, "the scenario's file, from this file's folder") { Required = true },
        new("variants", ValueShape.Texts, $"all, or a list of variants; '{AsItStands}' is the scenario without one"),
        new("design", ValueShape.List, "the parts whose product are the points") { Inner = Part },
        new("trials", ValueShape.Integer, "trials of each point; with until_ci the fewest [default: 1000]"),
        new("replications", ValueShape.Integer, "trials in a row that share a world, so that chance and unknowns can be told apart [default: 1]"),
        new("until_ci", ValueShape.Expression, "run each point until its widest 95% interval of an outcome is this narrow, such as 2%"),
        new("max_trials", ValueShape.Integer, "the most trials of a point that until_ci may take"),
        new("seed", ValueShape.Integer, "the seed of all draws [default: 1]"),
        new("sampler", ValueShape.Name, "how uncertainties are drawn") { Words = ["mc", "lhs", "sobol"] },
        new("block", ValueShape.Integer, "trials that are written at once [default: 1000]"),
        new("keep", ValueShape.Part, "what is kept of each trial, besides its outcome") { Inner = Keep },
        new("expect", ValueShape.Map, "what 'check --expect' asks of the scenario's results, as in a scenario") { Inner = Shapes.Expectation },
    ]);
}
