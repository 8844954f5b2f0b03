using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Entente.Diagnostics;
using Entente.Reports.Documents;
using Entente.Reports.Html;
using Entente.Scenarios;
using Entente.Text;

namespace Entente.Reports;

/// <summary>Documents that commands wrote, read again and set as one page of HTML.</summary>
public static class PageOfResults
{
    private const string ResultName = "result.json";
    private const long MostBytes = 256L << 20;

    /// <summary>The page, or null if anything keeps it from being made.</summary>
    /// <param name="results">Each a document, or a folder that a run wrote.</param>
    /// <param name="title">The page's title, or null for that of what it shows.</param>
    public static (string? Html, ImmutableArray<Diagnostic> Diagnostics) Of(IEnumerable<ResultFile> results, string? title)
    {
        var found = new DiagnosticBag();
        var read = results.Select(r => Read(r, found)).OfType<ReadResult>().ToImmutableArray();
        return (found.HasErrors ? null : HtmlReport.Of(read, title), found.ToSorted());
    }

    /// <summary>The page of a document that this program just wrote.</summary>
    internal static string OfOwn(string name, string json)
    {
        var found = new DiagnosticBag();
        var document = DocumentReader.Read(new SourceText(name, json), found);
        return document is null ? throw new InvalidOperationException(string.Concat(found.ToSorted().Select(DiagnosticText.Of))) : HtmlReport.Of([new ReadResult(document, null)], null);
    }

    private static ReadResult? Read(ResultFile result, DiagnosticBag found)
    {
        if (result.Name is { } name)
        {
            return Document(result.Files, name, result.Typed, found) switch
            {
                null => null,
                { } document when document.Document is not ManifestDocument => new ReadResult(document.Document, null),
                _ => ReadFolder(result, found),
            };
        }

        return ReadFolder(result, found);
    }

    private static ReadResult? ReadFolder(ResultFile result, DiagnosticBag found)
    {
        // It is written last: a folder without it is not whole.
        if (Document(result.Files, Manifest.FileName, Beside(result, Manifest.FileName), found) is not { Document: ManifestDocument manifest } || Document(result.Files, ResultName, Beside(result, ResultName), found) is not { } document)
        {
            return null;
        }

        var named = manifest.Files.FirstOrDefault(f => f.Name == ResultName);
        if (named is not null && named.Sha256 != Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document.Source.Content))))
        {
            found.Add(Rules.FileChanged.At(document.Source, default, document.Source.Path) with { Hint = "it was changed after the run, or the folder holds files of two runs" });
        }

        return new ReadResult(document.Document, manifest);
    }

    // What a file of the folder is called, as far as the folder was typed.
    private static string Beside(ResultFile result, string name) =>
        result.Name is { } own ? result.Typed[..^own.Length] + name : $"{result.Typed.TrimEnd('/')}/{name}";

    private static ReadDocument? Document(IScenarioFiles files, string name, string shown, DiagnosticBag found)
    {
        switch (files.Read(name, MostBytes))
        {
            case FileContent.Found text:
                var source = new SourceText(text.DisplayPath, text.Content);
                return DocumentReader.Read(source, found) is { } document ? new ReadDocument(document, source) : null;
            case FileContent.TooLarge large:
                found.Add(Rules.FileTooLarge.Nowhere(shown, large.Bytes, MostBytes));
                break;
            case FileContent.NotText:
                found.Add(Rules.NotText.Nowhere(shown));
                break;
            case FileContent.Unreadable unreadable:
                found.Add(Rules.UnreadableFile.Nowhere(shown, unreadable.Reason));
                break;
            default:
                found.Add(Rules.FileNotFound.Nowhere(shown) with
                {
                    Hint = name == Manifest.FileName ? "a folder is one that 'run --out' wrote, and it writes its manifest last" : "a report is made of files that --format json wrote, and of folders that 'run --out' wrote",
                });
                break;
        }

        return null;
    }

    private sealed record ReadDocument(Document Document, SourceText Source);
}

/// <summary>What somebody wants to see on a page.</summary>
/// <param name="Typed">As it was typed.</param>
/// <param name="Files">The files of its folder.</param>
/// <param name="Name">The file's name there; null for the folder itself.</param>
public sealed record ResultFile(string Typed, IScenarioFiles Files, string? Name);
