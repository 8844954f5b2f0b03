namespace Entente.Reports;

/// <summary>The JSON Schema of a scenario, for editors.</summary>
public static class ScenarioSchema
{
    private const string Resource = "Entente.Reports.scenario.schema.json";

    /// <summary>The schema as JSON, with a line end.</summary>
    public static string Text { get; } = Read();

    private static string Read()
    {
        using var stream = typeof(ScenarioSchema).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"{Resource} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
