using System.CommandLine;
using Entente.Diagnostics;

namespace Entente.Cli.Commands;

/// <summary>Finds and loads the seed files that belong to a scenario.</summary>
internal sealed class SeedsOfScenario(string? typed, CommandHost host)
{
    private readonly Dictionary<string, LoadedSeeds> _read = new(StringComparer.Ordinal);

    public static Option<string?> Option() => new("--seeds") { Description = "The folder with the seed files [default: the nearest 'seeds' beside the scenario or above it]", HelpName = "DIR" };

    /// <summary>Why the folder that was typed cannot be used; null if it can, or if none was.</summary>
    public string? Problem() => typed is null || SeedFolder.Files(Path.GetFullPath(typed, host.Folder)).Count > 0 ? null
        : $"--seeds takes a folder with seed files (*.yaml), and '{typed}' is none";

    /// <summary>The seeds of a scenario; without seeds and diagnostics where it has none.</summary>
    /// <param name="scenario">The scenario's path as it was typed.</param>
    public LoadedSeeds For(string scenario)
    {
        var folder = typed is null ? SeedFolder.Find(Path.GetFullPath(scenario, host.Folder)) : Path.GetFullPath(typed, host.Folder);
        if (folder is null)
        {
            return new LoadedSeeds(null, []);
        }

        if (!_read.TryGetValue(folder, out var seeds))
        {
            _read[folder] = seeds = Load(folder, typed ?? (Path.IsPathRooted(scenario) ? folder : Path.GetRelativePath(host.Folder, folder)));
        }

        return seeds;
    }

    private LoadedSeeds Load(string folder, string shown)
    {
        var names = SeedFolder.Files(folder);
        var (files, _) = DiskFiles.Of(Path.Join(shown, names[0]), host.Folder);
        var seeds = host.Engine.LoadSeeds(files, names);
        return seeds with { Diagnostics = [.. seeds.Diagnostics.Select(d => Named(d, names, shown))] };
    }

    // A file that cannot be read has no text to point at, so the message must say which folder it is in.
    private static Diagnostic Named(Diagnostic diagnostic, IReadOnlyList<string> names, string shown) =>
        diagnostic.Source.Path.Length == 0 && names.FirstOrDefault(n => diagnostic.Message.Contains($"'{n}'", StringComparison.Ordinal)) is { } name
            ? diagnostic with { Message = diagnostic.Message.Replace($"'{name}'", $"'{Path.Join(shown, name)}'", StringComparison.Ordinal) }
            : diagnostic;
}
