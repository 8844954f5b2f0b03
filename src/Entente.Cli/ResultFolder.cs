using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Entente.Experiments;
using Entente.Reports;
using Entente.Scenarios;

namespace Entente.Cli;

/// <summary>The folder of <c>--out</c>. It is opened before the first trial, and its manifest is written last: a folder with a manifest is whole.</summary>
internal sealed class ResultFolder : IDisposable
{
    public const string TrialsName = "trials.csv";
    public const string ResultName = "result.json";
    public const string SummaryName = "summary.csv";

    /// <summary>The folder with copies of what was read.</summary>
    public const string InputsName = "inputs";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly string _folder;

    private ResultFolder(string folder, TrialsCsv trials)
    {
        _folder = folder;
        Trials = trials;
    }

    /// <summary>Writes the trials as they come.</summary>
    public TrialsCsv Trials { get; }

    /// <summary>Makes the folder ready, replacing results that were there.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static ResultFolder Open(string folder, TrialColumns columns)
    {
        Directory.CreateDirectory(folder);
        File.Delete(Path.Join(folder, Manifest.FileName));
        return new ResultFolder(folder, new TrialsCsv(new StreamWriter(Path.Join(folder, TrialsName), append: false, Utf8, bufferSize: 1 << 16), columns));
    }

    /// <summary>Writes what is known at the end.</summary>
    public void Finish(ExperimentResult result, RunOptions options, Scenario scenario, string scenarioFile, bool interrupted, Origin origin)
    {
        Trials.Dispose();
        var inputs = scenario.Syntax.Folder.Files.Select(f => Copy(f.Key, f.Value.Content)).ToImmutableArray();
        File.WriteAllText(Path.Join(_folder, ResultName), JsonReport.Of(result, origin), Utf8);
        File.WriteAllText(Path.Join(_folder, SummaryName), CsvReport.Of(result), Utf8);
        var manifest = new Manifest(
            scenarioFile, options, result, interrupted, $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}",
            [.. new[] { ResultName, SummaryName, TrialsName }.Select(Describe)])
        {
            Inputs = inputs,
            Processor = Machine.Processor,
            Resolved = Stages.Print(scenario, "read", options),
        };
        File.WriteAllText(Path.Join(_folder, Manifest.FileName), manifest.ToJson(), Utf8);
    }

    public void Dispose() => Trials.Dispose();

    // Whoever has the folder has the scenario too, with every table, as it was.
    private ManifestFile Copy(string path, string content)
    {
        var copy = Path.Join(_folder, InputsName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        File.WriteAllText(copy, content, Utf8);
        return Describe(Path.Join(InputsName, path)) with { Name = path };
    }

    private ManifestFile Describe(string name)
    {
        using var stream = File.OpenRead(Path.Join(_folder, name));
        return new ManifestFile(name, stream.Length, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }
}
