using Entente.Diagnostics;
using Entente.Evidence;
using Entente.Tests.Conformance;

namespace Entente.Tests.Evidence;

/// <summary>Two seed files for the sample scenario, with a claim of every sort.</summary>
internal static class SampleSeeds
{
    public const string Article =
        """
        id: A2020
        subject: "How clubs that trust each other stay together [red]or not[/]."
        written: spring of 2020
        bibliography: not recorded
        claims:
          F001: {date: "2019-2020", figure: 4 of 5, kind: initial, claim: observation, says: "Four of five [bold]clubs[/] say that they trust the others.", disputed: "2 of 5 in D_POLL"}
          F002: {kind: variable, claim: argument, says: Trust at the start differs more than anybody admits; nobody has counted it and perhaps nobody can.}
          F003: {kind: context, claim: actor, says: Ada promised to stay whatever comes., context: true}

        """;

    public const string Sources =
        """
        id: DATA
        subject: Sources of figures.
        claims:
          D_POLL: {claim: estimate, says: A poll of three clubs., by: an office, work: a yearbook, read: its table, licence: CC0, used_for: nothing yet}

        """;

    public static Seeds Read { get; } = Of(("seeds/a2020.yaml", Article), ("seeds/data.yaml", Sources));

    /// <summary>Seeds that are right.</summary>
    public static Seeds Of(params (string Path, string Text)[] files)
    {
        var loaded = Pipeline.LoadSeeds(MemoryFiles.Of(files), files.Select(f => f.Path));
        Assert.Equal("", string.Concat(loaded.Diagnostics.Select(DiagnosticText.Of)));
        return loaded.Seeds!;
    }
}
