using System.Reflection;

namespace Entente.Experiments;

/// <summary>The engine's version, as results and manifests name it.</summary>
public static class EngineVersion
{
    public static string Current { get; } =
        (typeof(EngineVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];
}
