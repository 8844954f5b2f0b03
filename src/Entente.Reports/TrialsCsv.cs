using System.Globalization;
using CsvHelper;
using Entente.Experiments;

namespace Entente.Reports;

/// <summary>Writes each trial as a line as it is recorded: its number, what was drawn, what came of it.</summary>
public sealed class TrialsCsv : IRunObserver, IDisposable
{
    /// <summary>The outcome of a trial that could not be completed.</summary>
    public const string FailedOutcome = "failed";

    private readonly CsvWriter _csv;
    private readonly TrialColumns _columns;

    /// <param name="text">Where to; it is disposed with this.</param>
    /// <param name="columns">What the trials hold.</param>
    public TrialsCsv(TextWriter text, TrialColumns columns)
    {
        _csv = new CsvWriter(text, CsvText.Configuration);
        _columns = columns;
        foreach (var name in Header(columns))
        {
            _csv.WriteField(name);
        }

        _csv.NextRecord();
    }

    public bool WantsTrials => true;

    public void Progress(long done, long planned)
    {
    }

    public void Recorded(TrialRecord trial)
    {
        _csv.WriteField(trial.Trial.ToString(CultureInfo.InvariantCulture));
        WriteNumbers(trial.Uncertainties);
        _csv.WriteField(trial.Outcome < 0 ? FailedOutcome : _columns.Outcomes[trial.Outcome]);
        WriteNumbers(trial.Measures);
        WriteNumbers(trial.Times);
        _csv.NextRecord();
    }

    public void Dispose() => _csv.Dispose();

    /// <summary>The names of the columns. One that is taken already gets its kind before it, so that every column has a name of its own.</summary>
    internal static IEnumerable<string> Header(TrialColumns columns)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal) { "trial", "outcome" };
        return
        [
            "trial",
            .. columns.Uncertainties.Select(n => Free("uncertainty", n)),
            "outcome",
            .. columns.Measures.Select(n => Free("measure", n)),
            .. columns.Times.Select(n => Free("time", n)),
        ];

        string Free(string kind, string name)
        {
            while (!taken.Add(name))
            {
                name = $"{kind}.{name}";
            }

            return name;
        }
    }

    private void WriteNumbers(System.Collections.Immutable.ImmutableArray<double> values)
    {
        foreach (var value in values)
        {
            _csv.WriteField(CsvText.Number(value));
        }
    }
}
