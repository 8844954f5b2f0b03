using Entente.Experiments;

namespace Entente.Cli;

/// <summary>Passes a run's trials to a file and its progress to a display. A file that can no longer be written stops the run.</summary>
/// <param name="trials">Writes the trials, or null.</param>
/// <param name="keepsTrial">Whether the last trial is wanted afterwards.</param>
/// <param name="stop">Cancelled when the user stops.</param>
internal sealed class RunWatch(IRunObserver? trials, bool keepsTrial, CancellationToken stop) : IRunObserver, IDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
    private Action<long, long>? _progress;
    private Exception? _failure;

    /// <summary>Cancelled when the user stops, or when a trial could not be written.</summary>
    public CancellationToken Stop => _stop.Token;

    public bool WantsTrials => keepsTrial || trials is not null;

    /// <summary>The trial that came last, if it was to be kept.</summary>
    public TrialRecord? Kept { get; private set; }

    public RunWatch With(Action<long, long>? progress)
    {
        _progress = progress;
        return this;
    }

    public void Progress(long done, long planned) => _progress?.Invoke(done, planned);

    public void Recorded(TrialRecord trial)
    {
        Kept = keepsTrial ? trial : null;
        if (_failure is not null)
        {
            return;
        }

        try
        {
            trials?.Recorded(trial);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Exceptions do not travel through the engine's threads; the run ends as if it were interrupted, and this is thrown after it.
            _failure = e;
            _stop.Cancel();
        }
    }

    public void ThrowIfFailed()
    {
        if (_failure is not null)
        {
            throw new IOException(_failure.Message, _failure);
        }
    }

    public void Dispose() => _stop.Dispose();
}
