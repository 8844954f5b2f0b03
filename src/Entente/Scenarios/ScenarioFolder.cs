using Entente.Diagnostics;
using Entente.Text;

namespace Entente.Scenarios;

/// <summary>Reads the files of one scenario, each once, refusing what lies outside its folder.</summary>
public sealed class ScenarioFolder(IScenarioFiles files)
{
    /// <summary>The largest YAML document that is read, in bytes.</summary>
    public const long DocumentLimit = 4L << 20;

    /// <summary>The largest table that is read, in bytes.</summary>
    public const long TableLimit = 32L << 20;

    private readonly SortedDictionary<string, SourceText> _read = new(StringComparer.Ordinal);

    /// <summary>All files that were read, by their path in the folder.</summary>
    public IReadOnlyDictionary<string, SourceText> Files => _read;

    /// <summary>Where a path written in a file leads, from the scenario's folder; null if out of it.</summary>
    public static string? Resolve(string fromFile, string path)
    {
        if (path.Length == 0 || path[0] is '/' or '\\' or '~' || path.Contains(':', StringComparison.Ordinal) || path.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        var parts = new List<string>(fromFile.Split('/')[..^1]);
        foreach (var part in path.Replace('\\', '/').Split('/'))
        {
            if (part is "" or ".")
            {
                continue;
            }

            if (part != "..")
            {
                parts.Add(part);
            }
            else if (parts.Count == 0)
            {
                return null;
            }
            else
            {
                parts.RemoveAt(parts.Count - 1);
            }
        }

        return string.Join('/', parts);
    }

    /// <summary>The path in the folder of a file that was read here.</summary>
    public string PathOf(SourceText source) => _read.FirstOrDefault(f => ReferenceEquals(f.Value, source)).Key ?? "";

    /// <summary>Reads a file; what is wrong is reported at the place that names it.</summary>
    /// <param name="path">Path in the folder, as <see cref="Resolve"/> gives it; null counts as outside.</param>
    /// <param name="written">The path as the user wrote it.</param>
    public SourceText? Read(string? path, string written, long limit, SourceText source, TextSpan span, DiagnosticBag found)
    {
        if (path is not null && _read.TryGetValue(path, out var known))
        {
            return known;
        }

        var content = path is null ? new FileContent.Outside() : files.Read(path, limit);
        switch (content)
        {
            case FileContent.Found text:
                return _read[path!] = new SourceText(text.DisplayPath, text.Content.TrimStart('\uFEFF'));
            case FileContent.Outside:
                found.Add(Rules.OutsideFolder.At(source, span, written) with { Hint = "copy the file into the scenario's folder" });
                break;
            case FileContent.TooLarge large:
                found.Add(Rules.FileTooLarge.At(source, span, written, large.Bytes, limit));
                break;
            case FileContent.NotText:
                found.Add(Rules.NotText.At(source, span, written) with { Hint = "scenario files are UTF-8 text" });
                break;
            case FileContent.Unreadable unreadable:
                found.Add(Rules.UnreadableFile.At(source, span, written, unreadable.Reason));
                break;
            default:
                found.Add(Rules.FileNotFound.At(source, span, written));
                break;
        }

        return null;
    }
}
