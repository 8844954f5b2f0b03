namespace Entente.Play;

/// <summary>How much may be computed for one answer.</summary>
/// <param name="Trials">The most trials, ≥ 1, for each side of a comparison.</param>
/// <param name="Stop">Cancelled when the time is up; batches in hand are finished. The first 64 trials are run in any case.</param>
public readonly record struct Budget(long Trials, CancellationToken Stop);
