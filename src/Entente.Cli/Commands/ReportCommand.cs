using System.CommandLine;
using System.Text;
using Entente.Reports;

namespace Entente.Cli.Commands;

/// <summary><c>entente report</c>: what other commands wrote, as one page of HTML to hand out.</summary>
internal sealed class ReportCommand
{
    private readonly Argument<string[]> _results = new("RESULTS") { Description = "Files that --format json or the report of a game wrote, and folders that 'run --out' wrote", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "The file to write [default: standard output]", HelpName = "FILE" };
    private readonly Option<string?> _title = new("--title") { Description = "The page's title [default: that of the scenario]", HelpName = "TEXT" };
    private readonly CommandHost _host;

    private ReportCommand(CommandHost host) => _host = host;

    public static Command Build(CommandHost host)
    {
        var report = new ReportCommand(host);
        var command = new Command("report", "Make a page to hand out of results: one HTML file with charts, tables, assumptions and evidence.") { report._results, report._output, report._title };
        command.SetAction(report.Write);
        return command;
    }

    private int Write(ParseResult parsed)
    {
        var (html, diagnostics) = PageOfResults.Of(parsed.GetRequiredValue(_results).Select(FileOf), parsed.GetValue(_title));
        LoadedScenario.Report(diagnostics, quiet: false, _host);
        if (html is null)
        {
            return ExitCode.ScenarioWrong;
        }

        if (parsed.GetValue(_output) is { } path)
        {
            File.WriteAllText(Path.GetFullPath(path, _host.Folder), html, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }
        else
        {
            _host.Out.Write(html);
        }

        return ExitCode.Done;
    }

    private ResultFile FileOf(string typed)
    {
        if (Directory.Exists(Path.GetFullPath(typed, _host.Folder)))
        {
            return new ResultFile(typed, DiskFiles.Of(Path.Join(typed, Manifest.FileName), _host.Folder).Files, null);
        }

        var (files, name) = DiskFiles.Of(typed, _host.Folder);
        return new ResultFile(typed, files, name);
    }
}
