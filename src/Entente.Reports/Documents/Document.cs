using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Entente.Reports.Documents;

/// <summary>A document that a command wrote, read again. Keys that are not known are passed over; see <c>docs/output.md</c>.</summary>
/// <param name="Format">Its sort and version, such as <c>entente-result/1</c>.</param>
/// <param name="Scenario">The scenario's id.</param>
internal abstract record Document(string Format, string Scenario)
{
    /// <summary>The scenario's title.</summary>
    public string? Title { get; init; }

    public string? Variant { get; init; }

    public ImmutableArray<SettingPart> Settings { get; init; } = [];

    public ImmutableArray<PinPart> Pins { get; init; } = [];

    public string? Hash { get; init; }

    public string? Version { get; init; }

    /// <summary>A number, or, in a game, a text: not all readers of JSON keep 64 bits.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public ulong? Seed { get; init; }

    public string? Sampler { get; init; }

    public long? Trials { get; init; }

    public long? Failed { get; init; }

    public string? Digest { get; init; }

    /// <summary>The command line that makes it again.</summary>
    public string? Command { get; init; }

    public ModelPart? Model { get; init; }

    public ImmutableArray<FailurePart> Failures { get; init; } = [];

    /// <summary>What is inconsistent in it, by the path of the key; null if nothing is.</summary>
    public virtual string? Problem() => null;
}

internal sealed record SettingPart(string Lever, string Value);

internal sealed record PinPart(string Uncertainty, string Value);

internal sealed record FailurePart(long Trial, string Message);
