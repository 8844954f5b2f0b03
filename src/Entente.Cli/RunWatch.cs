using Entente.Experiments;

namespace Entente.Cli;

/// <summary>Passes a run's trials to a file and its progress to a display. A file that can no longer be written stops the run.</summary>
internal sealed class RunWatch(IRunObserver? trials, CancellationToken stop) : IRunObserver, IDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
    private Action<long, long>? _progress;
    private Exception? _failure;

    /// <summary>Cancelled when the user stops, or when a trial could not be written.</summary>
    public CancellationToken Stop => _stop.Token;

    public bool WantsTrials => trials is not null;

    public RunWatch With(Action<long, long>? progress)
    {
        _progress = progress;
        return this;
    }

    public void Progress(long done, long planned) => _progress?.Invoke(done, planned);

    public void Recorded(TrialRecord trial)
    {
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
