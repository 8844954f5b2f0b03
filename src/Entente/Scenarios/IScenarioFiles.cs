namespace Entente.Scenarios;

/// <summary>The files a scenario is made of. The engine asks for them by name; the host decides where they are.</summary>
public interface IScenarioFiles
{
    /// <summary>Reads one file.</summary>
    /// <param name="path">Path relative to the scenario's folder, with <c>/</c>; never absolute and never leading out of it.</param>
    /// <param name="limit">The most bytes worth reading.</param>
    FileContent Read(string path, long limit);
}

/// <summary>What became of reading a file.</summary>
public abstract record FileContent
{
    private FileContent()
    {
    }

    /// <param name="DisplayPath">What diagnostics call the file.</param>
    /// <param name="Content">Its text.</param>
    public sealed record Found(string DisplayPath, string Content) : FileContent;

    public sealed record Missing : FileContent;

    /// <summary>The path leads out of the folder after all, through a link.</summary>
    public sealed record Outside : FileContent;

    public sealed record TooLarge(long Bytes) : FileContent;

    /// <summary>The bytes are not UTF-8 text.</summary>
    public sealed record NotText : FileContent;

    public sealed record Unreadable(string Reason) : FileContent;
}
