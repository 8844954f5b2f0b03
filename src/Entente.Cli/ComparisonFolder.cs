using System.Text;
using Entente.Experiments;
using Entente.Reports;

namespace Entente.Cli;

/// <summary>The folder of <c>compare --out</c>, made before the first trial.</summary>
internal sealed class ComparisonFolder
{
    public const string ResultName = "compare.json";
    public const string TableName = "compare.csv";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly string _folder;

    private ComparisonFolder(string folder) => _folder = folder;

    /// <summary>Makes the folder ready, taking away a comparison that was there.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static ComparisonFolder Open(string folder)
    {
        Directory.CreateDirectory(folder);
        File.Delete(Path.Join(folder, ResultName));
        return new ComparisonFolder(folder);
    }

    /// <summary>Writes the comparison, the JSON last: a folder with it is whole.</summary>
    public void Write(ComparisonResult result)
    {
        File.WriteAllText(Path.Join(_folder, TableName), CompareCsv.Of(result), Utf8);
        File.WriteAllText(Path.Join(_folder, ResultName), CompareJson.Of(result), Utf8);
    }
}
