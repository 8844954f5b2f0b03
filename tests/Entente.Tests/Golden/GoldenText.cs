using System.Runtime.CompilerServices;

namespace Entente.Tests.Golden;

/// <summary>Compares printed text with a file beside this one. <c>ENTENTE_ACCEPT=1</c> rewrites the file; the diff is for review.</summary>
internal static class GoldenText
{
    public static void Matches(string name, string actual)
    {
        var path = Path.Join(Folder(), $"{name}.expected.txt");
        if (Environment.GetEnvironmentVariable("ENTENTE_ACCEPT") == "1")
        {
            File.WriteAllText(path, actual);
            return;
        }

        Assert.True(File.Exists(path), $"{path} is missing: run with ENTENTE_ACCEPT=1");
        Assert.Equal(File.ReadAllText(path), actual);
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
