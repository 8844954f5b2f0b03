using System.Collections.Immutable;

namespace Entente.Scenarios;

/// <summary>What may stand as the value of a key.</summary>
public enum ValueShape
{
    /// <summary>Free text.</summary>
    Text,

    /// <summary>A name.</summary>
    Name,

    /// <summary>An expression, or a number.</summary>
    Expression,

    /// <summary>A distribution, a number, or an expression.</summary>
    Distribution,

    /// <summary>A range clause such as <c>a in actors</c>.</summary>
    Range,

    /// <summary>true or false.</summary>
    Flag,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A date such as 2028-11 or 2028-Q3.</summary>
    Date,

    /// <summary>A text or a list of texts.</summary>
    Texts,

    /// <summary>An effect or a list of effects.</summary>
    Effects,

    /// <summary>A list of two numbers.</summary>
    Interval,

    /// <summary>A mapping whose values have the shape <see cref="Key.Inner"/>; or its short form, an expression.</summary>
    Map,

    /// <summary>A list whose items have the shape <see cref="Key.Inner"/>.</summary>
    List,

    /// <summary>Exactly the shape <see cref="Key.Inner"/>.</summary>
    Part,

    /// <summary>Anything: it is checked where it is used.</summary>
    Any,
}

/// <summary>A key of a mapping: the one row that the reader, its hints and the JSON Schema read.</summary>
/// <param name="Name">The key.</param>
/// <param name="Value">What may stand behind it.</param>
/// <param name="Says">What it is for.</param>
public sealed record Key(string Name, ValueShape Value, string Says)
{
    public bool Required { get; init; }

    /// <summary>The shape of items or values, for maps, lists and parts.</summary>
    public Shape? Inner { get; init; }

    /// <summary>Whether a map's value may be a bare expression instead.</summary>
    public bool ShortForm { get; init; }

    /// <summary>The words that are allowed, if only some are.</summary>
    public ImmutableArray<string> Words { get; init; } = [];
}

/// <summary>A mapping with known keys.</summary>
/// <param name="What">What diagnostics call it: "a state".</param>
/// <param name="Keys">Its keys.</param>
public sealed record Shape(string What, ImmutableArray<Key> Keys)
{
    public Key? Find(string name) => Keys.FirstOrDefault(k => k.Name == name);
}

/// <summary>The shapes of a scenario document.</summary>
public static class Shapes
{
    private static readonly Key[] Provenance =
    [
        new("says", ValueShape.Text, "a sentence that says what it is"),
        new("evidence", ValueShape.Texts, "ids of the claims it rests on"),
        new("judgement", ValueShape.Text, "why this value, where no claim says so"),
    ];

    public static Shape Clock { get; } = new("the clock",
    [
        new("start", ValueShape.Date, "the first date") { Required = true },
        new("step", ValueShape.Name, "the length of a step") { Required = true, Words = ["month", "quarter", "year"] },
        new("steps", ValueShape.Integer, "number of steps") { Required = true },
    ]);

    public static Shape Column { get; } = new("a column",
    [
        new("column", ValueShape.Text, "the table's column; default: the same name"),
        new("unit", ValueShape.Text, "unit of the values"),
        new("default", ValueShape.Any, "what fills blank cells"),
        new("source", ValueShape.Text, "where the figures come from"),
        .. Provenance,
    ]);

    public static Shape Set { get; } = new("a set",
    [
        new("table", ValueShape.Text, "a CSV file with one row a member"),
        new("key", ValueShape.Text, "the column that names the member"),
        new("label", ValueShape.Text, "the column that stories print"),
        new("columns", ValueShape.Map, "which columns become data, and how") { Inner = Column },
        new("members", ValueShape.Any, "the members: a list of keys, or a mapping of key to values"),
        new("of", ValueShape.Name, "the set this one is a part of"),
        new("as", ValueShape.Name, "the variable of 'where'"),
        new("where", ValueShape.Expression, "who belongs, asked anew whenever it is read"),
        .. Provenance,
    ]);

    public static Shape Data { get; } = new("data",
    [
        new("each", ValueShape.Range, "what it has a value for"),
        new("is", ValueShape.Expression, "its value"),
        new("values", ValueShape.Any, "values by key"),
        new("table", ValueShape.Text, "a CSV file"),
        new("key", ValueShape.Text, "the column with the member"),
        new("keys", ValueShape.Texts, "the two columns with the pair"),
        new("column", ValueShape.Text, "the column with the value"),
        new("default", ValueShape.Any, "the value where none is given"),
        new("unit", ValueShape.Text, "its unit"),
        new("source", ValueShape.Text, "where the figures come from"),
        .. Provenance,
    ]);

    public static Shape Uncertainty { get; } = new("an uncertainty",
    [
        new("each", ValueShape.Range, "what it has a value for"),
        new("distribution", ValueShape.Distribution, "how it is drawn"),
        new("path", ValueShape.Any, "values by date, linear between"),
        new("unit", ValueShape.Text, "its unit"),
        .. Provenance,
    ]);

    public static Shape Correlation { get; } = new("a correlation",
    [
        new("between", ValueShape.Texts, "two uncertainties") { Required = true },
        new("rank", ValueShape.Expression, "Spearman's rank correlation") { Required = true },
        .. Provenance,
    ]);

    public static Shape Lever { get; } = new("a lever",
    [
        new("range", ValueShape.Interval, "the least and greatest setting"),
        new("options", ValueShape.Any, "named settings: a list, or a mapping of name to number"),
        new("default", ValueShape.Any, "the setting if none is given") { Required = true },
        new("unit", ValueShape.Text, "its unit"),
        .. Provenance,
    ]);

    public static Shape State { get; } = new("a state",
    [
        new("each", ValueShape.Range, "what it has a value for"),
        new("unit", ValueShape.Text, "its unit"),
        new("bounds", ValueShape.Interval, "its least and greatest value"),
        new("initial", ValueShape.Expression, "its value at the start") { Required = true },
        new("next", ValueShape.Expression, "its value after a step"),
        new("drift", ValueShape.Expression, "its change per year"),
        new("noise", ValueShape.Expression, "its standard deviation per square root of a year"),
        .. Provenance,
    ]);

    public static Shape Derived { get; } = new("a derived quantity",
    [
        new("each", ValueShape.Range, "what it has a value for"),
        new("unit", ValueShape.Text, "its unit"),
        new("is", ValueShape.Expression, "its formula") { Required = true },
        .. Provenance,
    ]);

    public static Shape Event { get; } = new("an event",
    [
        new("at", ValueShape.Date, "the date at which it is considered"),
        new("when", ValueShape.Expression, "the condition for it"),
        new("chance", ValueShape.Expression, "a probability, a step or at its date"),
        new("rate", ValueShape.Expression, "a hazard, per year"),
        new("draw", ValueShape.Map, "what it draws when it happens") { Inner = new Shape("a draw", []), ShortForm = true },
        new("effects", ValueShape.Effects, "what it changes"),
        new("once", ValueShape.Flag, "at most once a trial"),
        new("cooldown", ValueShape.Expression, "not again for so long"),
        new("from", ValueShape.Date, "not before this date"),
        new("until", ValueShape.Date, "not from this date on"),
        new("priority", ValueShape.Integer, "higher wins where two set one state"),
        new("rare", ValueShape.Text, "why it may well never fire; 'check --coverage' then excuses it"),
        .. Provenance,
    ]);

    public static Shape Rule { get; } = new("a rule",
    [
        new("each", ValueShape.Range, "whom it ranges over"),
        .. Event.Keys.Where(k => k.Name != "at"),
    ]);

    public static Shape LifecycleState { get; } = new("a state of a lifecycle",
    [
        new("in", ValueShape.Name, "the superstate it is in"),
        new("initial", ValueShape.Name, "for a superstate: the state that entering it enters"),
        new("terminal", ValueShape.Flag, "nothing leaves it"),
        new("enter", ValueShape.Effects, "effects of entering it"),
        new("exit", ValueShape.Effects, "effects of leaving it"),
        .. Provenance,
    ]);

    public static Shape Transition { get; } = new("a transition",
    [
        new("from", ValueShape.Texts, "the states it leaves") { Required = true },
        new("to", ValueShape.Name, "the state it enters") { Required = true },
        new("when", ValueShape.Expression, "its guard"),
        new("for", ValueShape.Expression, "how long the guard must have held"),
        new("chance", ValueShape.Expression, "a probability a step"),
        new("rate", ValueShape.Expression, "a hazard, per year"),
        new("effects", ValueShape.Effects, "what it changes"),
        new("priority", ValueShape.Integer, "higher wins where several could fire"),
        new("rare", ValueShape.Text, "why it may well never fire; 'check --coverage' then excuses it"),
        .. Provenance,
    ]);

    public static Shape Lifecycle { get; } = new("a lifecycle",
    [
        new("each", ValueShape.Range, "what it has a machine for"),
        new("initial", ValueShape.Expression, "the state at the start") { Required = true },
        new("states", ValueShape.Map, "its states") { Required = true, Inner = LifecycleState },
        new("transitions", ValueShape.Map, "its transitions") { Inner = Transition },
        .. Provenance,
    ]);

    public static Shape Measure { get; } = new("a measure",
    [
        new("is", ValueShape.Expression, "what is measured"),
        new("at", ValueShape.Text, "when: at the end (the default), at each step, or its extremes or mean")
        {
            Words = ["end", "each step", "maximum", "minimum", "mean"],
        },
        new("time to", ValueShape.Expression, "a condition whose first time is measured"),
        new("unit", ValueShape.Text, "its unit"),
        new("headline", ValueShape.Flag, "whether reports show it first, with its fan"),
        new("better", ValueShape.Name, "which way is better") { Words = ["higher", "lower"] },
        new("target", ValueShape.Text, "what is good enough: at least V, at most V, or between V and W"),
        .. Provenance,
    ]);

    public static Shape Outcome { get; } = new("an outcome",
    [
        new("name", ValueShape.Name, "its name") { Required = true },
        new("when", ValueShape.Expression, "the condition at the end"),
        new("otherwise", ValueShape.Flag, "whatever is left"),
        .. Provenance,
    ]);

    public static Shape Observed { get; } = new("an observed series",
    [
        new("each", ValueShape.Range, "whom it has a value for; a filter is constant"),
        new("of", ValueShape.Expression, "what the model says of it, for the same member") { Required = true },
        new("unit", ValueShape.Text, "unit of the values"),
        new("values", ValueShape.Any, "values by date; with 'each', by member and date"),
        new("table", ValueShape.Text, "a CSV file"),
        new("key", ValueShape.Text, "with 'each': the column with the member"),
        new("columns", ValueShape.Any, "with 'each': the column of each date"),
        new("time", ValueShape.Text, "without 'each': the column with the date"),
        new("column", ValueShape.Text, "without 'each': the column with the value"),
        new("rank_with", ValueShape.Expression, "what the members are also ranked by"),
        new("source", ValueShape.Text, "where the figures come from"),
        .. Provenance,
    ]);

    public static Shape Variant { get; } = new("a variant",
    [
        new("title", ValueShape.Text, "a title"),
        new("levers", ValueShape.Any, "settings by lever"),
        new("overrides", ValueShape.Any, "a piece of scenario laid over the document"),
        .. Provenance,
    ]);

    public static Shape Side { get; } = new("a side of a comparison",
    [
        new("variant", ValueShape.Name, "the variant that is run"),
        new("set", ValueShape.Any, "settings by lever"),
        new("with", ValueShape.Any, "values by uncertainty, which is then not drawn"),
    ]);

    public static Shape Expectation { get; } = new("an expectation",
    [
        new("of", ValueShape.Text, "a measure, 'outcome NAME' or 'time NAME'"),
        new("is", ValueShape.Text, "at least or at most (than 'against'), above V, below V, or between V and W"),
        new("always", ValueShape.Expression, "a condition that holds at the end of every trial"),
        new("throughout", ValueShape.Expression, "a condition that holds at every point of every trial"),
        .. Side.Keys,
        new("against", ValueShape.Part, "the side it is compared with, trial by trial") { Inner = Side },
        new("strictly", ValueShape.Flag, "it fails where the trials do not tell the difference"),
        .. Provenance,
    ]);

    public static Shape Play { get; } = new("the game",
    [
        new("turn", ValueShape.Integer, "steps in a turn; default: 1"),
        new("brief", ValueShape.Text, "what everybody at the table is told before the first turn"),
        new("sees", ValueShape.Texts, "what every seat sees; default: the headline measures"),
    ]);

    public static Shape Seat { get; } = new("a seat",
    [
        new("title", ValueShape.Text, "who sits there"),
        new("brief", ValueShape.Text, "what the seat is told before the first turn"),
        new("levers", ValueShape.Texts, "the levers it holds; those that nobody holds are the facilitator's"),
        new("sees", ValueShape.Texts, "what it sees besides: measures, times, states, derived quantities, lifecycles, levers; x[KEY] for one member"),
        .. Provenance,
    ]);

    public static Shape Inject { get; } = new("an inject",
    [
        new("says", ValueShape.Text, "what the players are told"),
        new("to", ValueShape.Texts, "the seats that are told; default: all"),
        new("at", ValueShape.Date, "the date at which it comes by itself; default: by hand"),
        new("effects", ValueShape.Effects, "what it changes"),
        .. Provenance[1..],
    ]);

    public static Shape Threshold { get; } = new("a threshold",
    [
        new("share", ValueShape.Expression, "at least this share of the weight says yes"),
        new("over", ValueShape.Expression, "more than this share of the weight says yes"),
        new("least", ValueShape.Expression, "at least this weight says yes"),
        new("weight", ValueShape.Expression, "what a member weighs; default: 1"),
        new("says", ValueShape.Text, "what it asks for"),
    ]);

    public static Shape Motion { get; } = new("a motion",
    [
        new("yes", ValueShape.Expression, "whether, or how probably, a member says yes as things stand") { Required = true },
        new("effects", ValueShape.Effects, "what changes when it passes"),
        .. Provenance,
    ]);

    public static Shape Vote { get; } = new("an institution that votes",
    [
        new("members", ValueShape.Range, "who votes: a in a_set") { Required = true },
        new("thresholds", ValueShape.List, "what a motion needs: all of them") { Required = true, Inner = Threshold },
        new("abstain", ValueShape.Name, "whether who abstains still counts in the whole, or stands aside; default: counts") { Words = ["counts", "aside"] },
        new("motions", ValueShape.Map, "what can be put to the vote") { Inner = Motion },
        .. Provenance,
    ]);

    public static Shape Scenario { get; } = new("a scenario",
    [
        new("format", ValueShape.Text, "entente/1") { Required = true, Words = ["entente/1"] },
        new("id", ValueShape.Text, "a short name for files and results") { Required = true },
        new("title", ValueShape.Text, "a title"),
        new("summary", ValueShape.Text, "a paragraph"),
        new("extends", ValueShape.Texts, "the files this one is laid over"),
        new("remove", ValueShape.Texts, "dotted paths taken out of the base"),
        new("clock", ValueShape.Part, "start, step and number of steps") { Required = true, Inner = Clock },
        new("sets", ValueShape.Map, "actors and other sets") { Inner = Set },
        new("data", ValueShape.Map, "constants with a scope") { Inner = Data, ShortForm = true },
        new("uncertainties", ValueShape.Map, "numbers nobody sets, drawn once a trial") { Inner = Uncertainty, ShortForm = true },
        new("correlations", ValueShape.List, "rank correlations of uncertainties") { Inner = Correlation },
        new("levers", ValueShape.Map, "what somebody decides") { Inner = Lever },
        new("state", ValueShape.Map, "what changes from step to step") { Inner = State },
        new("derive", ValueShape.Map, "formulas that are always up to date") { Inner = Derived, ShortForm = true },
        new("events", ValueShape.Map, "things that happen to everybody") { Inner = Event },
        new("rules", ValueShape.Map, "what follows when a condition holds") { Inner = Rule },
        new("lifecycles", ValueShape.Map, "state machines") { Inner = Lifecycle },
        new("measures", ValueShape.Map, "what is measured once a trial") { Inner = Measure, ShortForm = true },
        new("outcomes", ValueShape.List, "classes of final order; the first that holds") { Required = true, Inner = Outcome },
        new("observed", ValueShape.Map, "records that 'backtest' holds the trials against") { Inner = Observed },
        new("variants", ValueShape.Map, "named settings and overrides") { Inner = Variant },
        new("expect", ValueShape.Map, "what 'check --expect' asks of the results") { Inner = Expectation },
        new("play", ValueShape.Part, "how it is played at a table") { Inner = Play },
        new("seats", ValueShape.Map, "who sits at the table") { Inner = Seat },
        new("injects", ValueShape.Map, "what the facilitator can bring into the game") { Inner = Inject },
        new("votes", ValueShape.Map, "institutions that put motions to the vote") { Inner = Vote },
    ]);
}
