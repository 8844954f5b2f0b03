using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Entente.Cli;

namespace Entente.Tests.Statistical;

/// <summary>Runs scenarios through the command line, in process, and reads what it prints.</summary>
internal sealed class ExactRun
{
    private readonly JsonElement _result;

    private ExactRun(JsonElement result) => _result = result;

    public int Trials => _result.GetProperty("trials").GetInt32();

    /// <summary>Runs a scenario that lies beside this file; its seed is 20260401 unless another is given.</summary>
    public static ExactRun Of(string file, int trials, params string[] more)
    {
        var (code, printed, said) = Invoke(Folder(), ["run", file, "--trials", Text(trials), "--format", "json", "--quiet", .. more.Contains("--seed") ? more : [.. more, "--seed", "20260401"]]);
        Assert.True(code == 0, said);
        using var json = JsonDocument.Parse(printed);
        var run = new ExactRun(json.RootElement.Clone());
        Assert.Equal(0, run._result.GetProperty("failed").GetInt32());
        Assert.Equal(1, run._result.GetProperty("outcomes").EnumerateArray().Sum(o => o.GetProperty("share").GetDouble()), 1e-12);
        return run;
    }

    /// <summary>Every recorded number of every trial: the columns of <c>trials.csv</c>.</summary>
    public static Dictionary<string, double[]> TrialsOf(string file, int trials, params string[] more)
    {
        var folder = Directory.CreateTempSubdirectory("entente-tests-");
        try
        {
            Of(file, trials, [.. more, "--out", folder.FullName]);
            var lines = File.ReadAllLines(Path.Join(folder.FullName, "trials.csv")).Select(l => l.Split(',')).ToArray();
            return lines[0].Select((name, k) => (name, k)).Where(c => c.name != "outcome")
                .ToDictionary(c => c.name, c => lines[1..].Select(l => l[c.k].Length == 0 ? double.NaN : double.Parse(l[c.k], CultureInfo.InvariantCulture)).ToArray());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static (int Code, string Printed, string Said) Invoke(string folder, IReadOnlyList<string> args, CancellationToken stop = default)
    {
        using var printed = new StringWriter(CultureInfo.InvariantCulture);
        using var said = new StringWriter(CultureInfo.InvariantCulture);
        var code = EntenteCommand.Invoke(args, new CommandHost { Out = printed, Error = said, Folder = folder, Stop = stop });
        return (code, printed.ToString(), said.ToString());
    }

    public double Outcome(string name, string number = "share") => Find("outcomes", name).GetProperty(number).GetDouble();

    public double Measure(string name, string number = "mean") => Find("measures", name).GetProperty(number).GetDouble();

    public double[] Series(string name, string number = "mean") => Numbers(Find("series", name).GetProperty(number));

    public double[] Curve(string name) => Numbers(Find("times", name).GetProperty("curve"));

    public double AtEnd(string lifecycle, string state) => Find(Find("lifecycles", lifecycle), "states", state).GetProperty("atEnd").GetDouble();

    public double Spent(string lifecycle, string state) => Find(Find("lifecycles", lifecycle), "states", state).GetProperty("share").GetDouble();

    private JsonElement Find(string part, string name) => Find(_result, part, name);

    private static JsonElement Find(JsonElement of, string part, string name) => of.GetProperty(part).EnumerateArray().Single(e => e.GetProperty("name").GetString() == name);

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.Null ? double.NaN : e.GetDouble())];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
