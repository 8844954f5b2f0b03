namespace Entente.Stories;

/// <summary>How a trial is chosen among those of a run.</summary>
public enum TrialSort
{
    /// <summary>The medoid: the trial whose distances to the others add up to least.</summary>
    Typical,

    /// <summary>The trial farthest from the centre, which is the median of each measure.</summary>
    Strange,
}

/// <summary>A trial that was chosen among those of a run.</summary>
/// <param name="Trial">Its number, from 0.</param>
/// <param name="Sort">How it was chosen.</param>
/// <param name="Outcome">The outcome among whose trials it was chosen; null for all.</param>
/// <param name="Among">Trials it was chosen from.</param>
/// <param name="Completed">Trials of the run that were completed.</param>
/// <param name="Distance">Its mean distance to the other trials, or for a strange one its distance to the centre.</param>
public sealed record ChosenTrial(long Trial, TrialSort Sort, string? Outcome, long Among, long Completed, double Distance);
