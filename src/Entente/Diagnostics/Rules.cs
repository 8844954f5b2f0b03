using System.Collections.Immutable;
using System.Reflection;

namespace Entente.Diagnostics;

/// <summary>Every kind of mistake the program knows. The first digit is the stage; see <c>docs/diagnostics.md</c>.</summary>
public static class Rules
{
    // 1: files and YAML shape
    public static readonly DiagnosticRule FileNotFound = Error("ENT1001", "cannot find '{0}'");
    public static readonly DiagnosticRule OutsideFolder = Error("ENT1002", "'{0}' lies outside the scenario's folder");
    public static readonly DiagnosticRule FileTooLarge = Error("ENT1003", "'{0}' is too large: {1} bytes, at most {2}");
    public static readonly DiagnosticRule NotText = Error("ENT1004", "'{0}' is not text");
    public static readonly DiagnosticRule EmptyFile = Error("ENT1005", "'{0}' is empty");
    public static readonly DiagnosticRule BadYaml = Error("ENT1006", "this is not YAML: {0}");
    public static readonly DiagnosticRule TooDeep = Error("ENT1007", "nested more than {0} levels deep");
    public static readonly DiagnosticRule AliasRefused = Error("ENT1008", "anchors, aliases and tags are not part of the scenario language");
    public static readonly DiagnosticRule DuplicateKey = Error("ENT1009", "the key '{0}' stands twice");
    public static readonly DiagnosticRule UnknownKey = Error("ENT1010", "unknown key '{0}' in {1}");
    public static readonly DiagnosticRule MissingKey = Error("ENT1011", "{0} needs '{1}'");
    public static readonly DiagnosticRule WrongShape = Error("ENT1012", "expected {0}, found {1}");
    public static readonly DiagnosticRule CyclicExtends = Error("ENT1013", "'{0}' extends itself: {1}");
    public static readonly DiagnosticRule NothingToRemove = Error("ENT1014", "there is no '{0}' to remove");
    public static readonly DiagnosticRule BadName = Error("ENT1015", "'{0}' is not a name: letters, digits and _, a letter first");
    public static readonly DiagnosticRule BadFormat = Error("ENT1016", "unknown format '{0}'");
    public static readonly DiagnosticRule BadValue = Error("ENT1017", "'{0}' is not {1}");
    public static readonly DiagnosticRule MissingColumn = Error("ENT1018", "there is no column '{0}' in '{1}'");
    public static readonly DiagnosticRule BadCell = Error("ENT1019", "'{0}' in column '{1}' is not a number");
    public static readonly DiagnosticRule BlankCell = Error("ENT1020", "column '{1}' is blank for '{0}'");
    public static readonly DiagnosticRule BadTable = Error("ENT1021", "{0}");
    public static readonly DiagnosticRule UnreadableFile = Error("ENT1022", "cannot read '{0}': {1}");
    public static readonly DiagnosticRule KeysExclude = Error("ENT1023", "{0} takes either '{1}' or '{2}', not both");
    public static readonly DiagnosticRule UnknownRows = Warning("ENT1024", "{0} of the rows name no member of '{1}', '{2}' for one");

    // 2: expressions
    public static readonly DiagnosticRule UnexpectedText = Error("ENT2001", "expected {0}, found {1}");
    public static readonly DiagnosticRule ChainedComparison = Error("ENT2002", "comparisons do not chain");
    public static readonly DiagnosticRule TooComplex = Error("ENT2003", "this expression is too long or nested too deeply");
    public static readonly DiagnosticRule BadNumber = Error("ENT2004", "'{0}' is not a number");
    public static readonly DiagnosticRule BadDate = Error("ENT2005", "'{0}' is not a date");
    public static readonly DiagnosticRule BadTemplate = Error("ENT2006", "{0}");

    // 3: names, types, units
    public static readonly DiagnosticRule UnknownName = Error("ENT3001", "unknown name '{0}'");
    public static readonly DiagnosticRule WrongKind = Error("ENT3002", "'{0}' is {1}, where {2} belongs");
    public static readonly DiagnosticRule WrongIndexCount = Error("ENT3003", "'{0}' takes {1}, not {2}");
    public static readonly DiagnosticRule WrongIndex = Error("ENT3004", "'{0}' is indexed by {1}, not by {2}");
    public static readonly DiagnosticRule UnitMismatch = Error("ENT3005", "cannot {0} {1} and {2}");
    public static readonly DiagnosticRule WrongType = Error("ENT3006", "expected {0}, found {1}");
    public static readonly DiagnosticRule WrongUnit = Error("ENT3007", "expected {0}, found {1}");
    public static readonly DiagnosticRule RateNotHazard = Error("ENT3008", "a rate stands where a probability belongs");
    public static readonly DiagnosticRule UnknownFunction = Error("ENT3009", "unknown function '{0}'");
    public static readonly DiagnosticRule WrongArguments = Error("ENT3010", "'{0}' takes {1}");
    public static readonly DiagnosticRule NameTaken = Error("ENT3011", "the name '{0}' is taken: {1}");
    public static readonly DiagnosticRule Cycle = Error("ENT3012", "'{0}' depends on itself: {1}");
    public static readonly DiagnosticRule NotConstant = Error("ENT3013", "{0} must be constant, but reads '{1}'");
    public static readonly DiagnosticRule UnknownState = Error("ENT3014", "'{0}' has no state '{1}'");
    public static readonly DiagnosticRule UnknownOption = Error("ENT3015", "'{0}' has no option '{1}'");
    public static readonly DiagnosticRule ProbabilityRange = Error("ENT3016", "a probability lies in [0, 1], but this is {0}");
    public static readonly DiagnosticRule BadParameter = Error("ENT3017", "{0}: {1}");
    public static readonly DiagnosticRule CorrelationNotPsd = Error("ENT3018", "these rank correlations cannot hold together; mend the pair {0}, {1}");
    public static readonly DiagnosticRule ConflictingSets = Error("ENT3019", "'{0}' and '{1}' may both set '{2}' in one phase");
    public static readonly DiagnosticRule NoOtherwise = Error("ENT3020", "the last outcome must be 'otherwise: true'");
    public static readonly DiagnosticRule UnreachableState = Error("ENT3021", "state '{0}' of '{1}' cannot be reached");
    public static readonly DiagnosticRule DeadEnd = Warning("ENT3022", "nothing leaves state '{0}' of '{1}', and it is not terminal");
    public static readonly DiagnosticRule TransitionTie = Warning("ENT3023", "'{0}' and '{1}' both leave '{2}' and neither has priority");
    public static readonly DiagnosticRule NeverHolds = Warning("ENT3024", "this condition can never hold: {0}");
    public static readonly DiagnosticRule UnknownLever = Error("ENT3025", "unknown lever '{0}'");
    public static readonly DiagnosticRule LeverRange = Error("ENT3026", "lever '{0}' lies in [{1}, {2}], but is {3}");
    public static readonly DiagnosticRule UnknownVariant = Error("ENT3027", "unknown variant '{0}'");
    public static readonly DiagnosticRule NotAState = Error("ENT3028", "only a state can be changed, and '{0}' is {1}");
    public static readonly DiagnosticRule OutOfBounds = Error("ENT3029", "{0}");
    public static readonly DiagnosticRule EmptySet = Error("ENT3030", "the set '{0}' has no members");
    public static readonly DiagnosticRule UnknownMember = Error("ENT3031", "'{0}' is not a member of '{1}'");
    public static readonly DiagnosticRule BadUnit = Error("ENT3032", "'{0}' is not a unit");
    public static readonly DiagnosticRule TerminalLeft = Error("ENT3033", "'{0}' leaves the terminal state '{1}'");
    public static readonly DiagnosticRule OutsideClock = Warning("ENT3034", "this date lies outside the clock, which runs from {0} to {1}");
    public static readonly DiagnosticRule NeverRead = Warning("ENT3035", "nothing reads the {0} '{1}'");
    public static readonly DiagnosticRule UnknownClaim = Warning("ENT3036", "no seed file has the claim '{0}'");
    public static readonly DiagnosticRule BareNumber = Warning("ENT3037", "'{0}' has numbers without evidence or judgement: {1}");

    public static readonly DiagnosticRule ObservedTwice = Error("ENT3060", "'{0}' and '{1}' are one point of the clock, {2}");
    public static readonly DiagnosticRule NothingTested = Warning("ENT3061", "no date of '{0}' lies between the clock's start, {1}, and its end, {2}");

    public static readonly DiagnosticRule UnknownSeat = Error("ENT3070", "unknown seat '{0}'");
    public static readonly DiagnosticRule LeverHeldTwice = Error("ENT3071", "lever '{0}' is held by the seat '{1}' already");

    // 4: planning
    public static readonly DiagnosticRule TooManyDimensions = Error("ENT4001", "the sobol sampler has {0} dimensions, and this scenario has {1} uncertain numbers");
    public static readonly DiagnosticRule TooManyCells = Error("ENT4002", "'{0}' has {1} cells, at most {2}");

    // 5: running
    public static readonly DiagnosticRule NothingObserved = Error("ENT5020", "'{0}' has nothing that its trials could be held against");
    public static readonly DiagnosticRule TooManyKept = Error("ENT5021", "a backtest keeps each trial's value at each observed point, here {0} numbers, at most {1}");
    public static readonly DiagnosticRule NotOfWholeTrial = Error("ENT5060", "'{0}' asks for a moment of a trial, and the condition is about whole trials");
    public static readonly DiagnosticRule NothingMeets = Error("ENT5061", "{0} of {1} trials meet '{2}', too few to analyse");
    public static readonly DiagnosticRule NotForMethod = Error("ENT5062", "{0}");

    public static readonly DiagnosticRule NotShared = Error("ENT5030", "there is no {0} '{1}' that every side has, in one unit");
    public static readonly DiagnosticRule TooManyCompared = Error("ENT5031", "a comparison keeps each trial's outcomes and measures on each side, here {0} numbers, at most {1}");
    public static readonly DiagnosticRule NothingShared = Error("ENT5032", "the sides have no outcome and no headline measure in common");

    public static readonly DiagnosticRule TooManyPoints = Error("ENT5070", "the design has {0} points, at most {1}");
    public static readonly DiagnosticRule NoRange = Error("ENT5071", "'{0}' has no range or distribution of its own");

    // 6: findings about results
    public static readonly DiagnosticRule TooMany = Warning("ENT6000", "and {0} more");
    public static readonly DiagnosticRule TrialsFailed = Warning("ENT6001", "{0} of {1} trials failed; the first: trial {2}, {3}");
    public static readonly DiagnosticRule OutcomeNever = Info("ENT6002", "outcome '{0}' never occurred");
    public static readonly DiagnosticRule NeverFired = Info("ENT6003", "{0} '{1}' never fired");
    public static readonly DiagnosticRule ClampHit = Info("ENT6004", "the bounds of '{0}' were hit in {1} of its steps");
    public static readonly DiagnosticRule NotSettled = Warning("ENT6005", "the widest outcome interval is still {0} after {1} trials");
    public static readonly DiagnosticRule StateNever = Info("ENT6006", "lifecycle '{0}' was never in state '{1}'");
    public static readonly DiagnosticRule ConstantMeasure = Info("ENT6007", "measure '{0}' was {1} in every trial");

    public static readonly DiagnosticRule NotCovered = Error("ENT6008", "{0} '{1}' never fired in {2} runs of {3} trials");
    public static readonly DiagnosticRule NeverFiredRare = Info("ENT6009", "{0} '{1}' never fired, and is said to be rare: {2}");

    public static readonly DiagnosticRule ExpectationFailed = Error("ENT6020", "expectation '{0}' fails: {1}");

    public static readonly DiagnosticRule NotJson = Error("ENT6040", "'{0}' is not JSON: {1}");
    public static readonly DiagnosticRule NotADocument = Error("ENT6041", "'{0}' is no document that a report can be made of: {1}");
    public static readonly DiagnosticRule OtherVersion = Error("ENT6042", "'{0}' is in the format {1}, and this program reads {2}");
    public static readonly DiagnosticRule BadDocument = Error("ENT6043", "'{0}' is not as {1} has it: {2}");
    public static readonly DiagnosticRule FileChanged = Warning("ENT6044", "'{0}' is not the file that its manifest names");

    /// <summary>All rules, by code.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } =
    [
        .. typeof(Rules).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(f => f.FieldType == typeof(DiagnosticRule))
            .Select(f => (DiagnosticRule)f.GetValue(null)!)
            .OrderBy(r => r.Code, StringComparer.Ordinal),
    ];

    private static DiagnosticRule Error(string code, string template) => new(code, Severity.Error, template);

    private static DiagnosticRule Warning(string code, string template) => new(code, Severity.Warning, template);

    private static DiagnosticRule Info(string code, string template) => new(code, Severity.Info, template);
}
