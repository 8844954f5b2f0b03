using Entente.Diagnostics;

namespace Entente.Tests.Conformance;

/// <summary>What holds for the place of every diagnostic.</summary>
internal static class Places
{
    public static void Check(Diagnostic diagnostic)
    {
        var content = diagnostic.Source.Content;
        Assert.InRange(diagnostic.Span.Start, 0, content.Length);
        Assert.InRange(diagnostic.Span.End, diagnostic.Span.Start, content.Length);
        var text = DiagnosticText.Of(diagnostic);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text, c => char.IsControl(c) && c != '\n');
    }
}
