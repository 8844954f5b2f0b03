using Entente.Scenarios;

namespace Entente.Tests.Conformance;

/// <summary>The files of a scenario, in memory.</summary>
internal sealed class MemoryFiles(params (string Path, FileContent Content)[] files) : IScenarioFiles
{
    private readonly Dictionary<string, FileContent> _files = files.ToDictionary(f => f.Path, f => f.Content, StringComparer.Ordinal);

    public static MemoryFiles Of(params (string Path, string Text)[] texts) =>
        new([.. texts.Select(t => (t.Path, (FileContent)new FileContent.Found(t.Path, t.Text)))]);

    public FileContent Read(string path, long limit) => _files.GetValueOrDefault(path) switch
    {
        null => new FileContent.Missing(),
        FileContent.Found found when found.Content.Length > limit => new FileContent.TooLarge(found.Content.Length),
        var content => content,
    };
}
