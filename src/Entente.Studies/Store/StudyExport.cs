using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using Microsoft.Data.Sqlite;

namespace Entente.Studies;

/// <summary>Writes a store as tidy CSV files with one schema beside them.</summary>
public static class StudyExport
{
    public const string SchemaName = "schema.json";

    private static readonly CsvConfiguration Csv = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private static readonly JsonWriterOptions Json = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Exports a store; its schema is written last, so a folder without one is not whole.</summary>
    /// <param name="zip">Whether each table is packed with gzip.</param>
    /// <returns>Rows by table.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static IReadOnlyList<(string File, long Rows)> Write(StudyStore store, string folder, bool zip)
    {
        Directory.CreateDirectory(folder);
        File.Delete(Path.Join(folder, SchemaName));
        var written = new List<(string File, long Rows)>();
        foreach (var table in StoreSchema.Exported)
        {
            var name = table + (zip ? ".csv.gz" : ".csv");
            written.Add((name, store.Guarded(() => Table(store, table, Path.Join(folder, name), zip))));
        }

        File.WriteAllText(Path.Join(folder, SchemaName), store.Guarded(() => Schema(store, zip)), Utf8);
        return written;
    }

    private static long Table(StudyStore store, string table, string path, bool zip)
    {
        using Stream file = File.Create(path);
        using var stream = zip ? new GZipStream(file, CompressionLevel.Optimal) : file;
        using var csv = new CsvWriter(new StreamWriter(stream, Utf8, bufferSize: 1 << 16), Csv);
        foreach (var (name, _) in store.ColumnsOf(table))
        {
            csv.WriteField(name);
        }

        csv.NextRecord();
        long rows = 0;
        foreach (var _ in store.Query($"SELECT * FROM {table}{Order(table)}", reader => Row(csv, reader)))
        {
            rows++;
        }

        return rows;
    }

    private static string Order(string table) => table switch
    {
        "manifest" => " ORDER BY key",
        "quantities" => " ORDER BY kind, position",
        "clock" => " ORDER BY step",
        "runs" => " ORDER BY run",
        "settings" => " ORDER BY point, name",
        "trials" or "failures" => " ORDER BY point, trial",
        _ => " ORDER BY 1, 2, 3",
    };

    private static bool Row(CsvWriter csv, SqliteDataReader reader)
    {
        for (var column = 0; column < reader.FieldCount; column++)
        {
            csv.WriteField(reader.GetValue(column) switch
            {
                double number => number.ToString("R", CultureInfo.InvariantCulture),
                long whole => whole.ToString(CultureInfo.InvariantCulture),
                string text => text,
                _ => "",
            });
        }

        csv.NextRecord();
        return true;
    }

    private static string Schema(StudyStore store, bool zip)
    {
        var quantities = store.Query("SELECT kind, name, unit, says, \"column\" FROM quantities", r => (Kind: r.GetString(0), Name: r.GetString(1), Unit: Text(r, 2), Says: Text(r, 3), Column: Text(r, 4))).ToArray();
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Json))
        {
            json.WriteStartObject();
            json.WriteString("format", "entente-export/1");
            json.WriteString("study", store.Manifest["study"]);
            json.WriteString("scenario", store.Manifest["scenario"]);
            json.WriteString("hash", store.Manifest["hash"]);
            json.WriteString("version", store.Manifest["version"]);
            json.WriteString("digest", store.Digest().ToString());
            json.WriteStartArray("tables");
            foreach (var table in StoreSchema.Exported)
            {
                json.WriteStartObject();
                json.WriteString("file", table + (zip ? ".csv.gz" : ".csv"));
                json.WriteString("says", StoreWords.OfTable(table));
                json.WriteStartArray("columns");
                foreach (var (name, type) in store.ColumnsOf(table))
                {
                    var kept = table == "trials" ? quantities.FirstOrDefault(q => q.Column == name) : default;
                    json.WriteStartObject();
                    json.WriteString("name", name);
                    json.WriteString("type", type switch { "INTEGER" => "integer", "REAL" => "number", "TEXT" => "string", _ => "any" });
                    json.WriteString("unit", kept.Unit);
                    json.WriteString("says", kept.Name is null ? StoreWords.OfColumn(name) : $"{kept.Kind} {kept.Name}{(kept.Says is null ? "" : ": " + kept.Says)}");
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length) + "\n";
    }

    private static string? Text(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
