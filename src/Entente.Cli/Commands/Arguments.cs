using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Entente.Experiments;
using Entente.Kernels;

namespace Entente.Cli.Commands;

/// <summary>Makers of arguments and options that read the same in every culture and say plainly what is wrong.</summary>
internal static class Arguments
{
    public static Argument<string> Scenario() => new("SCENARIO") { Description = "The scenario's YAML file" };

    public static Option<string?> Variant() => new("--variant") { Description = "Use this variant of the scenario", HelpName = "NAME" };

    public static Option<ImmutableArray<(string Name, string Value)>> Settings() => Pairs("--set", "lever", "Set a lever; may be given several times");

    public static Option<ImmutableArray<(string Name, string Value)>> Pins() =>
        Pairs("--pin", "uncertainty", "Hold an uncertainty at a value instead of drawing it; may be given several times");

    public static Option<ImmutableArray<(string Name, string Value)>> OtherSettings(string name, string description) => Pairs(name, "lever", description);

    /// <summary>An option that is given as name=value, as often as it is wanted.</summary>
    public static Option<ImmutableArray<(string Name, string Value)>> Pairs(string name, string thing, string description) => new(name)
    {
        Description = description,
        HelpName = $"{thing}=value",
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => [],
        CustomParser = result => ParsePairs(result, name, thing),
    };

    /// <summary>An option with a whole number of at least <paramref name="least"/>.</summary>
    public static Option<long?> Whole(string name, string description, long least) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => Text(result) is var text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least
            ? value
            : Wrong<long?>(result, $"{name} takes a whole number of at least {least.ToString(CultureInfo.InvariantCulture)}, not '{text}'"),
    };

    public static Option<ulong> Seed(string description, ulong otherwise) => new("--seed")
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => otherwise,
        CustomParser = result => Text(result) is var text && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : Wrong<ulong>(result, $"--seed takes a whole number from 0 to {ulong.MaxValue.ToString(CultureInfo.InvariantCulture)}, not '{text}'"),
    };

    public static Option<string> Sampler() => Choice("--sampler", "How the uncertainties are drawn", "mc", "lhs", "sobol");

    /// <summary>Passes of the kernel planner to leave out.</summary>
    public static Option<Passes> Without() => new("--without")
    {
        Description = "Plan kernels without these passes (fold, share, hoist, sparse, split, fresh; all); changes no number",
        HelpName = "PASS,…",
        DefaultValueFactory = _ => Passes.None,
        CustomParser = result =>
        {
            var left = Passes.None;
            foreach (var word in Text(result).Split(',', StringSplitOptions.TrimEntries))
            {
                if (!Enum.TryParse<Passes>(word, ignoreCase: true, out var pass) || pass == Passes.None || !word.All(char.IsAsciiLetter))
                {
                    return Wrong<Passes>(result, $"--without takes fold, share, hoist, sparse, split, fresh or all, not '{word}'");
                }

                left |= pass;
            }

            return left;
        },
    };

    public static SamplerKind SamplerOf(string word) => word switch { "lhs" => SamplerKind.LatinHypercube, "sobol" => SamplerKind.Sobol, _ => SamplerKind.MonteCarlo };

    /// <summary>An option with a share in (0, 1), written as a percent or a fraction.</summary>
    public static Option<double?> Share(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "0.5%",
        CustomParser = result =>
        {
            var text = Text(result);
            return ShareOf(text) is > 0 and < 1 and var share ? share : Wrong<double?>(result, $"{name} takes a percent such as 0.5%, between 0 and 100%, not '{text}'");
        },
    };

    /// <summary>A share in [0, 1] written as a percent or a fraction; null for anything else.</summary>
    public static double? ShareOf(string text)
    {
        var isPercent = text.EndsWith('%');
        return double.TryParse(isPercent ? text[..^1] : text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value)
            && (isPercent ? value / 100 : value) is >= 0 and <= 1 and var share
            ? share
            : null;
    }

    /// <summary>An option with one of a few words, the first of which is the default.</summary>
    public static Option<string> Choice(string name, string description, params string[] words) =>
        Restrict(new Option<string>(name) { Description = description, HelpName = string.Join('|', words), DefaultValueFactory = _ => words[0] }, words);

    /// <summary>An option with one of a few words, or without any.</summary>
    public static Option<string?> OptionalChoice(string name, string description, params string[] words) =>
        Restrict(new Option<string?>(name) { Description = description, HelpName = string.Join('|', words) }, words);

    private static T Restrict<T>(T option, string[] words)
        where T : Option
    {
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(t => !words.Contains(t.Value, StringComparer.Ordinal)))
            {
                result.AddError($"{option.Name} takes {string.Join(", ", words[..^1])} or {words[^1]}, not '{token.Value}'");
            }
        });
        option.CompletionSources.Add(words);
        return option;
    }

    private static ImmutableArray<(string Name, string Value)> ParsePairs(ArgumentResult result, string name, string thing)
    {
        var settings = ImmutableArray.CreateBuilder<(string Name, string Value)>();
        foreach (var token in result.Tokens)
        {
            var equals = token.Value.IndexOf('=', StringComparison.Ordinal);
            var given = equals < 0 ? "" : token.Value[..equals].Trim();
            var value = equals < 0 ? "" : token.Value[(equals + 1)..].Trim();
            if (given.Length == 0 || value.Length == 0)
            {
                return Wrong<ImmutableArray<(string Name, string Value)>>(result, $"{name} takes {thing}=value, not '{token.Value}'");
            }

            if (settings.Any(s => s.Name == given))
            {
                return Wrong<ImmutableArray<(string Name, string Value)>>(result, $"{name} gives the {thing} '{given}' twice");
            }

            settings.Add((given, value));
        }

        return settings.ToImmutable();
    }

    private static string Text(ArgumentResult result) => result.Tokens.Count > 0 ? result.Tokens[^1].Value : "";

    private static T? Wrong<T>(ArgumentResult result, string message)
    {
        result.AddError(message);
        return default;
    }
}
