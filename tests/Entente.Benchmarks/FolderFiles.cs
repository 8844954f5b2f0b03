using Entente.Scenarios;

namespace Entente.Benchmarks;

/// <summary>The files of a folder.</summary>
internal sealed class FolderFiles(string folder) : IScenarioFiles
{
    public FileContent Read(string path, long limit) =>
        File.Exists(Path.Join(folder, path)) ? new FileContent.Found(path, File.ReadAllText(Path.Join(folder, path))) : new FileContent.Missing();
}
