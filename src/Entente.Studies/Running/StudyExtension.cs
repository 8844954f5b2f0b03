namespace Entente.Studies;

/// <summary>Lets a store grow with its study.</summary>
public static class StudyExtension
{
    /// <summary>Makes room for more points and trials.</summary>
    /// <param name="study">What the store is to become; all points of the store are among its points.</param>
    /// <exception cref="StoreException">It asks for less than is there, or for something else.</exception>
    public static void Apply(Study study, StudyStore store)
    {
        if (store.Shard is { } shard)
        {
            throw new StoreException($"'{store.FilePath}' is shard {shard}: merge first, or extend the study and run the shards anew");
        }

        if (study.Options.Trials < long.Parse(store.Manifest["trials"], System.Globalization.CultureInfo.InvariantCulture))
        {
            throw new StoreException($"'{store.FilePath}' was made with {store.Manifest["trials"]} trials of a point; a store cannot shrink");
        }

        if (study.Options.Sampler == Experiments.SamplerKind.LatinHypercube && store.Manifest["trials"] != study.Options.Trials.ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            throw new StoreException("the trials of a Latin hypercube cannot be added to: their strata depend on their number");
        }

        var known = store.Points();
        var wanted = study.Points.ToLookup(p => p.Key, StringComparer.Ordinal);
        foreach (var has in known.Where(k => wanted[k.Key].Count() < k.Count()))
        {
            throw new StoreException($"the study no longer has a point of '{store.FilePath}': {has.Key.Replace("\n", ", ", StringComparison.Ordinal)}");
        }

        var taken = new Dictionary<string, int>(StringComparer.Ordinal);
        store.Extend(study, [.. study.Points.Where(p => (taken[p.Key] = taken.GetValueOrDefault(p.Key) + 1) > known[p.Key].Count())]);
    }
}
