using System.Globalization;
using Entente.Studies;

namespace Entente.Cli;

/// <summary>The progress of a study on standard error: a bar where somebody looks, else a line now and then.</summary>
internal static class StudyProgressDisplay
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(15);

    public static T Show<T>(CommandHost host, bool quiet, Func<Action<StudyProgress>?, T> run) =>
        host.ErrorIsTerminal && host.Colours ? RunProgress.Show(host, quiet, 1, bar => run(bar is null ? null : p => bar(p.Written, Left(p) + p.Written)))
        : quiet ? run(null)
        : run(Lines(host));

    /// <summary>A time as people say it: 40 s, 12 min, 3.5 h.</summary>
    public static string Time(double seconds) => seconds switch
    {
        < 90 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
        < 5400 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h"),
    };

    private static long Left(StudyProgress progress) => Math.Max(0, progress.Planned - progress.Done);

    private static Action<StudyProgress> Lines(CommandHost host)
    {
        var started = host.Time.GetTimestamp();
        var said = started;
        return progress =>
        {
            if (host.Time.GetElapsedTime(said) < Between || progress.Written == 0)
            {
                return;
            }

            said = host.Time.GetTimestamp();
            var rate = progress.Written / Math.Max(1e-9, host.Time.GetElapsedTime(started).TotalSeconds);
            host.Say(string.Create(CultureInfo.InvariantCulture, $"{progress.Done:#,0} of {progress.Planned:#,0} trials, {rate:#,0} a second, {Time(Left(progress) / rate)} left"));
        };
    }
}
