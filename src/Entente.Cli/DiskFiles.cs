using System.Text;
using Entente.Scenarios;

namespace Entente.Cli;

/// <summary>The files of a scenario on disk: what lies in the folder of its root file, and nothing beside it.</summary>
public sealed class DiskFiles : IScenarioFiles
{
    // As many links as Linux follows in one path.
    private const int MostLinks = 40;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _typedFolder;
    private readonly string? _folder;

    private DiskFiles(string typedFolder, string folder)
    {
        _typedFolder = typedFolder;
        _folder = Resolve(folder);
    }

    /// <summary>The files of the scenario that somebody named, and the name of its root file among them.</summary>
    /// <param name="typedPath">The path as it was typed; diagnostics call the files after it.</param>
    /// <param name="workingFolder">Where a relative path starts.</param>
    public static (DiskFiles Files, string FileName) Of(string typedPath, string workingFolder)
    {
        var typedFolder = Path.GetDirectoryName(typedPath) ?? "";
        return (new DiskFiles(typedFolder, Path.GetFullPath(typedFolder, workingFolder)), Path.GetFileName(typedPath));
    }

    public FileContent Read(string path, long limit)
    {
        if (_folder is null || path.Contains('\0', StringComparison.Ordinal) || Path.IsPathRooted(path))
        {
            return path.Length > 0 && Path.IsPathRooted(path) ? new FileContent.Outside() : new FileContent.Missing();
        }

        try
        {
            if (Resolve(Path.Join(_folder, path)) is not { } real)
            {
                return new FileContent.Unreadable("its links lead in a circle");
            }

            return real.StartsWith(Path.TrimEndingDirectorySeparator(_folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
                ? ReadReal(real, Display(path), limit)
                : new FileContent.Outside();
        }
        catch (UnauthorizedAccessException)
        {
            return new FileContent.Unreadable("permission denied");
        }
        catch (PathTooLongException)
        {
            return new FileContent.Unreadable("its name is too long");
        }
        catch (IOException)
        {
            return new FileContent.Unreadable("the disk or the system refuses");
        }
    }

    private static FileContent ReadReal(string real, string display, long limit)
    {
        var info = new FileInfo(real);
        if (!info.Exists)
        {
            return Directory.Exists(real) ? new FileContent.Unreadable("it is a folder") : new FileContent.Missing();
        }

        if (info.Length > limit)
        {
            return new FileContent.TooLarge(info.Length);
        }

        // Pipes and devices have no length. They are taken for empty files and never opened: that could wait for ever.
        if (info.Length == 0)
        {
            return new FileContent.Found(display, "");
        }

        // The file may have changed since it was asked for its length, so the limit holds while reading too.
        using var stream = new FileStream(real, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[Math.Min(info.Length, limit) + 1];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length > limit ? new FileContent.TooLarge(length) : Decode(bytes.AsSpan(0, length), display);
    }

    private static FileContent Decode(ReadOnlySpan<byte> bytes, string display)
    {
        var text = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        if (text.Contains((byte)0))
        {
            return new FileContent.NotText();
        }

        try
        {
            return new FileContent.Found(display, Strict.GetString(text));
        }
        catch (DecoderFallbackException)
        {
            return new FileContent.NotText();
        }
    }

    /// <summary>A path with every link in it followed; null where there are too many.</summary>
    private static string? Resolve(string path)
    {
        var real = Path.GetPathRoot(path)!;
        var rest = new Stack<string>();
        Push(path[real.Length..]);
        var links = 0;
        while (rest.TryPop(out var part))
        {
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }

            var next = Path.Join(real, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks)
            {
                return null;
            }

            if (Path.IsPathRooted(target))
            {
                real = Path.GetPathRoot(target)!;
                target = target[real.Length..];
            }

            Push(target);
        }

        return real;

        void Push(string parts)
        {
            foreach (var part in parts.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).Reverse())
            {
                if (part != ".")
                {
                    rest.Push(part);
                }
            }
        }
    }

    private string Display(string path) => (_typedFolder.Length == 0 ? path : Path.Join(_typedFolder, path)).Replace(Path.DirectorySeparatorChar, '/');
}
