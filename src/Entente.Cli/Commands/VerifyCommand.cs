using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Entente.Studies;

namespace Entente.Cli.Commands;

/// <summary><c>entente verify</c>: whether results are what their scenario gives, by running some of their trials again.</summary>
internal static class VerifyCommand
{
    public static Command Build(CommandHost host)
    {
        var results = new Argument<string>("RESULTS") { Description = "The folder of 'run --out', or the store of a study" };
        var trials = Arguments.Whole("--trials", "Trials that are run again [default: 20]", 1);
        var pick = Arguments.Seed("Decides which trials are run again; not the seed of the results", 1);
        var command = new Command("verify", "Check results against their manifest and against trials that are run again.") { results, trials, pick };
        command.SetAction(parsed =>
        {
            var path = Path.GetFullPath(parsed.GetRequiredValue(results), host.Folder);
            var count = (int)Math.Min(parsed.GetValue(trials) ?? 20, int.MaxValue);
            try
            {
                var (differences, run) = Directory.Exists(path) ? FolderVerifier.Verify(path, count, parsed.GetValue(pick), host) : OfStore(path, count, parsed.GetValue(pick), host);
                foreach (var difference in differences)
                {
                    host.Out.WriteLine($"differs: {difference}");
                }

                host.Out.WriteLine(differences.IsEmpty
                    ? string.Create(CultureInfo.InvariantCulture, $"same: the files, and {run} trials that were run again")
                    : string.Create(CultureInfo.InvariantCulture, $"{differences.Length} differences, {run} trials run again"));
                return differences.IsEmpty ? ExitCode.Done : ExitCode.ScenarioWrong;
            }
            catch (StoreException wrong)
            {
                host.Say(wrong.Message);
                return ExitCode.RunFailed;
            }
        });
        return command;
    }

    private static (ImmutableArray<string> Differences, int Trials) OfStore(string path, int count, ulong pick, CommandHost host)
    {
        using var store = StudyStore.OpenRead(path);
        return StudyVerifier.Verify(store, count, pick, host.Stop);
    }
}
