using System.CommandLine;
using System.Globalization;
using Entente.Studies;

namespace Entente.Cli.Commands;

/// <summary><c>entente study status</c>: how far a store is, or the shards of a cluster job and the job itself.</summary>
internal static class StudyStatusCommand
{
    public static Command Build(CommandHost host)
    {
        var stores = new Argument<string[]>("STORE") { Description = "Stores of studies; of a study that 'study slurm' has submitted, the store that is to come", Arity = ArgumentArity.OneOrMore };
        var command = new Command("status", "Show how far a study is. A store may be looked at while it is written.") { stores };
        command.SetAction(parsed =>
        {
            var code = ExitCode.Done;
            foreach (var typed in parsed.GetRequiredValue(stores))
            {
                var path = Path.GetFullPath(typed, host.Folder);
                var job = SlurmJob.Find(path);
                foreach (var store in File.Exists(path) || job is null ? [path] : job.Parts())
                {
                    code = Math.Max(code, Show(store, host));
                }

                if (job is not null)
                {
                    job.WriteState(host.Out);
                }
            }

            return code;
        });
        return command;
    }

    private static int Show(string path, CommandHost host)
    {
        try
        {
            using var store = StudyStore.OpenRead(path);
            var s = StudyStatus.Of(store);
            var left = s.Progress.Planned - s.Progress.Done;
            var time = left > 0 && s.Rate > 0 ? $", {StudyProgressDisplay.Time(left / s.Rate)} left at the last rate" : "";
            var rate = double.IsNaN(s.Rate) ? "" : string.Create(CultureInfo.InvariantCulture, $", the last with {s.Rate:#,0} trials a second");
            host.Out.WriteLine($"study  {s.Study}{(s.Shard is null ? "" : $", shard {s.Shard}")}, {Path.GetFileName(path)}");
            host.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"points {s.Points.Finished:#,0} of {s.Points.All:#,0} finished{(s.Shard is null ? "" : " here")}"));
            host.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"trials {s.Progress.Done:#,0} of {s.Progress.Planned:#,0}, {s.Failed:#,0} failed{time}"));
            host.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"runs   {s.Runs}, {StudyProgressDisplay.Time(s.Seconds)} in all{rate}"));
            host.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"store  {s.Bytes / 1048576.0:0.0} MB, {(s.Progress.Done == 0 ? 0 : s.Bytes / s.Progress.Done):#,0} bytes a trial"));
            host.Out.WriteLine($"digest {s.Digest}");
            return ExitCode.Done;
        }
        catch (StoreException wrong)
        {
            host.Say(wrong.Message);
            return ExitCode.RunFailed;
        }
    }
}
