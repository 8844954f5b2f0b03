using System.Collections.Immutable;
using Entente.Diagnostics;
using Entente.Kernels;
using Entente.Scenarios;

namespace Entente.Play;

/// <summary>Scratch: loads a game's scenario under the settings that are played or asked about, and keeps what was loaded.</summary>
/// <param name="files">Where its files are. They are read once: what is edited during a game changes nothing.</param>
/// <param name="fileName">The scenario's file in its folder.</param>
/// <param name="choice">The variant, settings and pins the game starts with.</param>
/// <param name="pledge">The game's seed.</param>
/// <param name="kernels">How trials are compiled; null for the oracle.</param>
public sealed class Workbench(IScenarioFiles files, string fileName, ScenarioChoice choice, SeedPledge pledge, KernelOptions? kernels)
{
    private readonly KeptFiles _files = new(files);
    private readonly Dictionary<string, (Setup? Setup, ImmutableArray<Diagnostic> Diagnostics)> _setups = new(StringComparer.Ordinal);

    internal SeedPledge Pledge => pledge;

    internal ulong Seed => pledge.Seed;

    /// <summary>What the game starts with, and what there is to say of it.</summary>
    public Loaded Start()
    {
        var (setup, diagnostics) = Under(ImmutableSortedDictionary<string, string>.Empty);
        return new Loaded(setup?.Scenario, diagnostics);
    }

    /// <summary>The scenario under other settings; null with the diagnostics where they cannot be.</summary>
    internal (Setup? Setup, ImmutableArray<Diagnostic> Diagnostics) Under(ImmutableSortedDictionary<string, string> settings)
    {
        var whole = choice with { Settings = [.. choice.Settings.Where(s => !settings.ContainsKey(s.Lever)), .. settings.Select(s => (s.Key, s.Value))] };
        if (!_setups.TryGetValue(whole.Key, out var found))
        {
            var loaded = Pipeline.Load(_files, fileName, whole);
            found = (loaded.Scenario is { } scenario ? new Setup(scenario, pledge.Seed, kernels) : null, loaded.Diagnostics);
            _setups[whole.Key] = found;
        }

        return found;
    }

    private sealed class KeptFiles(IScenarioFiles files) : IScenarioFiles
    {
        private readonly Dictionary<(string Path, long Limit), FileContent> _read = [];

        public FileContent Read(string path, long limit) => _read.TryGetValue((path, limit), out var known) ? known : _read[(path, limit)] = files.Read(path, limit);
    }
}
