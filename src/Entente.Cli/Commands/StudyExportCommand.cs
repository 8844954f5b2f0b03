using System.CommandLine;
using System.Globalization;
using Entente.Studies;

namespace Entente.Cli.Commands;

/// <summary><c>entente study export</c>: a store as CSV.</summary>
internal static class StudyExportCommand
{
    public static Command Build(CommandHost host)
    {
        var from = new Argument<string>("STORE") { Description = "The store of a study" };
        var folder = new Option<string>("--out") { Description = "The folder to write into", HelpName = "DIR", Required = true };
        var zip = new Option<bool>("--gzip") { Description = "Pack each table with gzip" };
        var command = new Command("export", "Write a store's tables as tidy CSV, with a schema.json that says what each column is.") { from, folder, zip };
        command.SetAction(parsed =>
        {
            try
            {
                using var store = StudyStore.OpenRead(Path.GetFullPath(parsed.GetRequiredValue(from), host.Folder));
                foreach (var (file, rows) in StudyExport.Write(store, Path.GetFullPath(parsed.GetRequiredValue(folder), host.Folder), parsed.GetValue(zip)))
                {
                    host.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file,-24} {rows,12:#,0} rows"));
                }

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
