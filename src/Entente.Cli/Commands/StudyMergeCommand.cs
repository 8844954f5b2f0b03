using System.CommandLine;
using System.Globalization;
using Entente.Studies;

namespace Entente.Cli.Commands;

/// <summary><c>entente study merge</c>: the parts of a study become one store.</summary>
internal static class StudyMergeCommand
{
    public static Command Build(CommandHost host)
    {
        var parts = new Argument<string[]>("PART") { Description = "The stores of all shards, in any order", Arity = ArgumentArity.OneOrMore };
        var into = new Option<string>("--out") { Description = "The store to make", HelpName = "FILE", Required = true };
        var command = new Command("merge", "Join the stores of all shards of a study into one, equal to that of one process.") { parts, into };
        command.SetAction(parsed =>
        {
            var paths = parsed.GetRequiredValue(parts).Select(p => Path.GetFullPath(p, host.Folder)).ToArray();
            var path = Path.GetFullPath(parsed.GetRequiredValue(into), host.Folder);
            try
            {
                Study study;
                using (var first = StudyStore.OpenRead(paths[0]))
                {
                    study = StoredStudy.Load(first).Study;
                }

                StudyMerge.Merge(paths, path, study, null);
                using var store = StudyStore.OpenRead(path);
                host.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"study {study.Id}: {paths.Length} parts, {store.Digests().Sum(d => d.Digest.Count):#,0} trials"));
                host.Out.WriteLine($"digest {store.Digest()}");
                return ExitCode.Done;
            }
            catch (StoreException wrong)
            {
                host.Say(wrong.Message);
                return ExitCode.RunFailed;
            }
        });
        return command;
    }
}
