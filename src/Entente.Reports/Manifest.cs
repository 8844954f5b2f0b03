using System.Collections.Immutable;
using Entente.Experiments;

namespace Entente.Reports;

/// <summary>What a folder of results is, where it came from, and how to make it again.</summary>
/// <param name="ScenarioFile">Name of the scenario's file, without its folder.</param>
/// <param name="Options">What the run was asked for.</param>
/// <param name="Result">What it found.</param>
/// <param name="Interrupted">Whether it was stopped before all trials were done.</param>
/// <param name="Runtime">What it ran on, such as ".NET 10.0.1, linux-x64"; it changes no number.</param>
/// <param name="Files">The other files of the folder.</param>
public sealed record Manifest(
    string ScenarioFile, RunOptions Options, ExperimentResult Result, bool Interrupted, string Runtime, ImmutableArray<ManifestFile> Files)
{
    public const string Format = "entente-manifest/1";

    public const string FileName = "manifest.json";

    /// <summary>The files the scenario was read from, by their path in its folder.</summary>
    public ImmutableArray<ManifestFile> Inputs { get; init; } = [];

    /// <summary>The scenario as one document, its bases laid under it; null leaves it out.</summary>
    public string? Resolved { get; init; }

    /// <summary>What the processor can do; it changes no number. Null leaves it out.</summary>
    public string? Processor { get; init; }

    /// <summary>When the run was made; null, the default, leaves it out, so that equal runs give equal bytes.</summary>
    public DateTimeOffset? Written { get; init; }

    /// <summary>The manifest as JSON, with a line end.</summary>
    public string ToJson() => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteString("scenario", Result.Scenario);
        json.WriteString("file", ScenarioFile);
        json.WriteString("variant", Result.Variant);
        json.WriteSettings(Result.Settings);
        json.WritePins(Result.Pins);
        json.WriteString("hash", Result.Hash);
        json.WriteString("version", Result.Version);
        json.WriteNumber("seed", Result.Seed);
        json.WriteString("sampler", Result.Sampler);
        json.WriteNumber("trials", Result.Trials);
        json.WriteNumber("failed", Result.Failed);
        json.WriteBoolean("interrupted", Interrupted);
        json.WriteStartObject("asked");
        json.WriteNumber("trials", Options.Trials);
        json.WriteFinite("untilCi", Options.UntilCi ?? double.NaN);
        json.WriteWhole("maxTrials", Options.UntilCi is null ? null : Options.MaxTrials);
        json.WriteNumber("replications", Options.Replications);
        json.WriteWhole("trial", Options.OnlyTrial);
        json.WriteEndObject();
        json.WriteString("digest", Result.Digest);
        json.WriteString("runtime", Runtime);
        if (Processor is not null)
        {
            json.WriteString("processor", Processor);
        }

        if (Written is { } written)
        {
            json.WriteString("written", written);
        }

        WriteFiles("files", Files);
        WriteFiles("inputs", Inputs);
        if (Resolved is not null)
        {
            json.WriteString("resolved", Resolved);
        }

        json.WriteEndObject();

        void WriteFiles(string name, ImmutableArray<ManifestFile> files) => json.WriteObjects(name, files, f =>
        {
            json.WriteString("name", f.Name);
            json.WriteNumber("bytes", f.Bytes);
            json.WriteString("sha256", f.Sha256);
        });
    });
}

/// <summary>A file beside the manifest.</summary>
/// <param name="Name">Its name in the folder.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">64 hexadecimal digits.</param>
public sealed record ManifestFile(string Name, long Bytes, string Sha256);
