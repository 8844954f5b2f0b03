using System.Text;
using Entente.Play;

namespace Entente.Cli;

/// <summary>A journal on disk, to which a game adds a line for each act. A line is on the disk when <see cref="Append"/> returns.</summary>
internal sealed class JournalFile : IDisposable
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly FileStream _stream;

    private JournalFile(FileStream stream, string path)
    {
        _stream = stream;
        Path = path;
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Opens a journal, or makes an empty one. Nobody else may write to it meanwhile.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static JournalFile Open(string path) => new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1), path);

    /// <summary>All that is in it.</summary>
    public byte[] Read()
    {
        var bytes = new byte[_stream.Length];
        _stream.Position = 0;
        _stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Takes off what a crash left half written.</summary>
    public void Cut(long length)
    {
        _stream.SetLength(length);
        _stream.Flush(flushToDisk: true);
    }

    /// <summary>Adds a line and waits until it is on the disk. Where that fails, the journal is as it was.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Append(string line)
    {
        var sound = _stream.Length;
        try
        {
            _stream.Position = sound;
            _stream.Write(Utf8.GetBytes(line));
            _stream.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            _stream.SetLength(sound);
            throw;
        }
    }

    /// <summary>Copies it to another file, which may be an older copy of a journal and nothing else.</summary>
    /// <exception cref="IOException">It cannot be written, or there is something else.</exception>
    public static void Copy(byte[] journal, string to)
    {
        if (File.Exists(to))
        {
            using var there = File.OpenRead(to);
            var start = new byte[JournalText.Start.Length];
            if (there.Length > 0 && (there.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start.AsSpan().SequenceEqual(JournalText.Start)))
            {
                throw new IOException("there is a file of that name, and it is no journal");
            }
        }

        File.WriteAllBytes(to, journal);
    }

    public void Dispose() => _stream.Dispose();
}
