namespace Entente.Cli;

/// <summary>Where the seed files of a scenario are: the nearest folder called <c>seeds</c> beside it or above it.</summary>
internal static class SeedFolder
{
    private const string Name = "seeds";

    /// <summary>The full path of the folder; null where there is none.</summary>
    /// <remarks>
    /// The scenario's own folder is asked first, then those above it up to the root of the Git repository that it lies in;
    /// outside of any repository, only the one above it, so that nothing far away is taken for its evidence.
    /// </remarks>
    /// <param name="scenario">The scenario's full path.</param>
    public static string? Find(string scenario)
    {
        var above = Above(Path.GetDirectoryName(scenario)).ToList();
        var root = above.FindIndex(folder => Path.Exists(Path.Join(folder, ".git")));
        return above.Take(root < 0 ? 2 : root + 1).Select(folder => Path.Join(folder, Name)).FirstOrDefault(folder => Files(folder).Count > 0);
    }

    /// <summary>The names of the seed files in a folder, in order; none where there is no such folder.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public static IReadOnlyList<string> Files(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*.yaml").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)]
        : [];

    private static IEnumerable<string> Above(string? folder)
    {
        for (; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            yield return folder;
        }
    }
}
