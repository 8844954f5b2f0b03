using System.Globalization;
using Entente.Experiments;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Entente.Cli;

/// <summary>A bar with trials a second and the time left, on a standard error that somebody looks at; nothing otherwise.</summary>
internal static class RunProgress
{
    public static ExperimentResult Show(CommandHost host, bool quiet, Func<Action<long, long>?, ExperimentResult> run)
    {
        var console = host.ErrorConsole();
        if (quiet || !console.Profile.Capabilities.Interactive)
        {
            return run(null);
        }

        return console.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new ProgressBarColumn { Width = 30 }, new PercentageColumn(), new TrialsColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask("trials");
                return run((done, planned) =>
                {
                    task.MaxValue = Math.Max(planned, 1);
                    task.Value = done;
                });
            });
    }

    private sealed class TrialsColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
        {
            var speed = task.Speed is { } s and > 0 ? string.Create(CultureInfo.InvariantCulture, $", {s:#,0} a second") : "";
            return new Spectre.Console.Text(string.Create(CultureInfo.InvariantCulture, $"{task.Value:#,0} of {task.MaxValue:#,0} trials{speed}"));
        }
    }
}
