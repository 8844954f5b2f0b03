using System.Runtime.CompilerServices;

namespace Entente.Tests.Conformance;

/// <summary>Where the repository lies that these tests were built from.</summary>
internal static class SourceTree
{
    public static string Folder(string path) => Path.GetFullPath(Path.Join(Root(), path));

    public static string Text(string path) => File.ReadAllText(Folder(path));

    private static string Root([CallerFilePath] string here = "") => Path.Join(Path.GetDirectoryName(here)!, "..", "..", "..");
}
