using System.Collections.Immutable;
using Entente.Scenarios;
using Entente.Yaml;

namespace Entente.Studies;

/// <summary>A value of a factor, with the text of the study that asks for it.</summary>
/// <param name="IsSampled">Whether the text gives a range, and the value is only somewhere in it.</param>
internal sealed record FactorValue(Factor Factor, string Value, YamlNode At, bool IsSampled = false);

/// <summary>Part of a point, or all of it: a variant and values of factors.</summary>
internal sealed record Assignment(YamlScalar? Variant, ImmutableArray<FactorValue> Values, string? Role)
{
    public Assignment With(Assignment more) => new(more.Variant ?? Variant, Values.AddRange(more.Values), more.Role is null ? Role : Role is null ? more.Role : $"{Role}; {more.Role}");

    public ScenarioChoice Choice => new(Variant?.Value, [.. Values.Where(v => v.Factor.IsLever).Select(v => (v.Factor.Name, v.Value))])
    {
        Pins = [.. Values.Where(v => !v.Factor.IsLever).Select(v => (v.Factor.Name, v.Value))],
    };

    public StudyPoint ToPoint() => new(Choice, Role);
}
