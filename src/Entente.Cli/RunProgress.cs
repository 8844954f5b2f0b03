using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Entente.Cli;

/// <summary>A bar with trials a second and the time left, on a standard error that somebody looks at; nothing otherwise.</summary>
internal static class RunProgress
{
    private static readonly TimeSpan SoonestRate = TimeSpan.FromSeconds(1);

    /// <param name="asked">Trials asked for, which is what is to come until the run says otherwise.</param>
    /// <param name="what">What is counted.</param>
    public static T Show<T>(CommandHost host, bool quiet, long asked, Func<Action<long, long>?, T> run, string what = "trials")
    {
        var console = host.ErrorConsole();
        if (quiet || !console.Profile.Capabilities.Interactive)
        {
            return run(null);
        }

        return console.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new ProgressBarColumn { Width = 30 }, new PercentageColumn(), new CountColumn(what), new RemainingTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask(what, maxValue: asked);
                return run((done, planned) =>
                {
                    task.MaxValue = Math.Max(planned, 1);
                    task.Value = done;
                });
            });
    }

    private sealed class CountColumn(string what) : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
        {
            // A rate over the first moments would be anything.
            var speed = task.ElapsedTime is { } time && time >= SoonestRate ? string.Create(CultureInfo.InvariantCulture, $", {task.Value / time.TotalSeconds:#,0} a second") : "";
            return new Spectre.Console.Text(string.Create(CultureInfo.InvariantCulture, $"{task.Value:#,0} of {task.MaxValue:#,0} {what}{speed}"));
        }
    }
}
