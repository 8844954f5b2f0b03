using System.Globalization;
using Entente.Studies;
using Microsoft.Data.Sqlite;

namespace Entente.Tests.Studies;

/// <summary>Stores that are not what a command needs, and results that somebody has changed.</summary>
public sealed class StudyStoreTests : IDisposable
{
    private readonly StudyFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("seed: 2", "it was made with seed '1', and the study has '2'")]
    [InlineData("sampler: sobol", "it was made with sampler 'mc', and the study has 'sobol'")]
    [InlineData("replications: 2", "replications '1'")]
    [InlineData("variants: [as it stands]", null)]
    [InlineData("says: another question", null)]
    public void A_store_of_another_study_is_refused_with_the_difference(string change, string? said)
    {
        _folder.Do("study", "plain.yaml", "--quiet");
        _folder.Write("plain.yaml", StudyFolder.Plain + "\n" + change + "\n");
        var (code, _, error) = _folder.Invoke("study", "plain.yaml", "--quiet");
        Assert.Equal(said is null ? 0 : 3, code);
        Assert.Contains(said ?? "", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_of_another_scenario_or_version_is_refused_with_the_difference()
    {
        _folder.Do("study", "plain.yaml", "--quiet");
        var model = File.ReadAllText(_folder.PathOf("models/failing.yaml"));
        _folder.Write("models/failing.yaml", model.Replace("1 + w", "2 + w", StringComparison.Ordinal));
        Assert.Contains("another scenario: hash", _folder.Invoke("study", "plain.yaml").Error, StringComparison.Ordinal);
        _folder.Write("models/failing.yaml", model);
        Change("plain.sqlite", "UPDATE manifest SET value = '0.0.1' WHERE key = 'version'");
        Assert.Contains("made by version 0.0.1, and this is", _folder.Invoke("study", "plain.yaml").Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is no database, whatever its name says; it is long enough for a header of one hundred bytes, though not for sense")]
    public void A_file_that_is_no_store_is_refused_and_left_alone(string content)
    {
        _folder.Write("plain.sqlite", content);
        foreach (var args in new[] { new[] { "study", "plain.yaml" }, ["study", "status", "plain.sqlite"], ["study", "export", "plain.sqlite", "--out", "x"], ["study", "merge", "plain.sqlite", "--out", "m.sqlite"], ["verify", "plain.sqlite"] })
        {
            var (code, _, error) = _folder.Invoke(args);
            Assert.Equal(3, code);
            Assert.Contains("is no store of a study", error, StringComparison.Ordinal);
        }

        Assert.Equal(content, File.ReadAllText(_folder.PathOf("plain.sqlite")));
    }

    [Fact]
    public void A_store_that_is_damaged_is_an_error_and_no_crash()
    {
        _folder.Do("study", "plain.yaml", "--quiet");
        using (var file = File.OpenWrite(_folder.PathOf("plain.sqlite")))
        {
            file.Position = 8192;
            file.Write(new byte[16384]);
        }

        foreach (var args in new[] { new[] { "study", "plain.yaml" }, ["study", "status", "plain.sqlite"], ["verify", "plain.sqlite"] })
        {
            var (code, _, error) = _folder.Invoke(args);
            Assert.Equal(3, code);
            Assert.DoesNotContain("bug", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_a_killed_process_left_half_done_is_taken_back_by_whoever_looks_first()
    {
        _folder.Write("plain.yaml", StudyFolder.Plain.Replace("trials: 100", "trials: 3000", StringComparison.Ordinal).Replace("block: 40", "block: 1000", StringComparison.Ordinal));
        _folder.Do("study", "plain.yaml", "--quiet");
        using (var connection = new SqliteConnection($"Data Source={_folder.PathOf("plain.sqlite")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA cache_size = 1; BEGIN IMMEDIATE; UPDATE trials SET total = 99;";
            command.ExecuteNonQuery();

            // With so small a cache pages are in the file already, and the journal knows what stood there. A copy of both is what a killed process leaves.
            foreach (var end in new[] { "", "-journal" })
            {
                using var from = new FileStream(_folder.PathOf("plain.sqlite" + end), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var to = File.Create(_folder.PathOf("left.sqlite" + end));
                from.CopyTo(to);
            }
        }

        Assert.True(new FileInfo(_folder.PathOf("left.sqlite-journal")).Length > 100_000);
        Assert.Contains("trials 18,000 of 18,000", _folder.Do("study", "status", "left.sqlite"), StringComparison.Ordinal);
        Assert.Empty(_folder.Differences("plain.sqlite", "left.sqlite"));
    }

    [Fact]
    public void Two_processes_do_not_write_one_store()
    {
        _folder.Do("study", "plain.yaml", "--quiet");
        using var held = StudyStore.OpenWrite(_folder.PathOf("plain.sqlite"));
        var (code, _, error) = _folder.Invoke("study", "plain.yaml");
        Assert.Equal(3, code);
        Assert.Contains("in use by another process", error, StringComparison.Ordinal);
        Assert.Equal(0, _folder.Invoke("study", "status", "plain.sqlite").Code);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_a_clear_error()
    {
        var (code, _, error) = _folder.Invoke("study", "plain.yaml", "--out", "none/plain.sqlite");
        Assert.Equal(3, code);
        Assert.Contains("no such folder", error, StringComparison.Ordinal);
        Assert.Equal(3, _folder.Invoke("study", "plain.yaml", "--out", "models").Code);
    }

    [Fact]
    public void A_full_disk_keeps_what_was_done()
    {
        _folder.Do("study", "plain.yaml", "--out", "whole.sqlite", "--quiet");
        _folder.Write("small.yaml", StudyFolder.Plain.Replace("trials: 100", "trials: 40", StringComparison.Ordinal));
        _folder.Do("study", "small.yaml", "--out", "plain.sqlite", "--quiet");

        // SQLite's own limit on pages stands for the disk: the error is the same.
        _folder.Write("plain.yaml", StudyFolder.Plain);
        StudyStore.MostPages = 1;
        try
        {
            var (code, _, error) = _folder.Invoke("study", "extend", "plain.yaml", "--quiet", "--threads", "1");
            Assert.Equal(3, code);
            Assert.Matches("the disk is full; [0-9]+ of 600 trials are kept", error);
        }
        finally
        {
            StudyStore.MostPages = null;
        }

        _folder.Do("study", "plain.yaml", "--quiet");
        Assert.Equal(_folder.DigestOf("whole.sqlite"), _folder.DigestOf("plain.sqlite"));
    }

    [Fact]
    public void Parts_that_do_not_make_a_whole_are_named()
    {
        _folder.Write("other.yaml", StudyFolder.Plain + "\nseed: 5\n");
        _folder.Do("study", "plain.yaml", "--out", "whole.sqlite", "--quiet");
        foreach (var (study, shard, name) in new[] { ("plain", "1/3", "a"), ("plain", "2/3", "b"), ("plain", "3/3", "c"), ("plain", "2/3", "b2"), ("plain", "1/2", "half"), ("other", "3/3", "foreign") })
        {
            _folder.Do("study", study + ".yaml", "--out", name + ".sqlite", "--shard", shard, "--quiet");
        }

        Refused("are both shard 2/3", "a", "b", "b2", "c");
        Refused("a part is missing: shard 2/3", "a", "c");
        Refused("parts are missing: shard 1/3, 3/3", "b");
        Refused("is not a part of this study: it was made with seed '5'", "a", "b", "foreign");
        Refused("is shard 1/2, and the parts before it are of 3", "a", "b", "half");
        Refused("is no shard", "a", "whole");
        Change("c.sqlite", "DELETE FROM blocks WHERE point = 5 AND first = 80");
        Refused("(shard 3/3) is not finished: it has", "a", "b", "c");
        Assert.False(File.Exists(_folder.PathOf("m.sqlite")));

        void Refused(string why, params string[] parts)
        {
            var (code, _, error) = _folder.Invoke(["study", "merge", "--out", "m.sqlite", .. parts.Select(p => p + ".sqlite")]);
            Assert.Equal(3, code);
            Assert.Contains(why, error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_store_verifies()
    {
        _folder.Do("study", "plain.yaml", "--quiet");
        Assert.Equal("same: the files, and 40 trials that were run again\n", _folder.Do("verify", "plain.sqlite", "--trials", "40"));
    }

    [Theory]
    [InlineData("UPDATE trials SET total = total + 1e-9", "measure total is")]
    [InlineData("UPDATE trials SET w = 0.5", "uncertainty w is")]
    [InlineData("UPDATE outcomes SET count = count - 1 WHERE point = 2 AND outcome = 'done'", "point 2: the outcome 'done' is not as often")]
    [InlineData("DELETE FROM trials WHERE point = 3 AND trial = 41", "point 3: the block from trial 40 on has not the trials it should have")]
    [InlineData("UPDATE blocks SET low = low + 1 WHERE point = 1 AND first = 0", "point 1: its digest is not that of its blocks")]
    [InlineData("UPDATE manifest SET value = '0.0.1' WHERE key = 'version'", "made by version 0.0.1")]
    [InlineData("UPDATE manifest SET value = 'x' WHERE key = 'hash'", "another scenario")]
    [InlineData("UPDATE files SET content = content || ' ' WHERE path = 'failing.yaml'", "the file 'failing.yaml' is not the one")]
    public void A_store_that_was_changed_differs(string change, string said)
    {
        _folder.Do("study", "plain.yaml", "--quiet");
        Change("plain.sqlite", change);
        var (code, output, _) = _folder.Invoke("verify", "plain.sqlite", "--trials", "50");
        Assert.Equal(1, code);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_trial_is_named_with_its_quantity()
    {
        _folder.Do("study", "plain.yaml", "--quiet");
        Change("plain.sqlite", "UPDATE trials SET total = 7 WHERE point = 1 AND trial = 63");
        var (_, output, _) = _folder.Invoke("verify", "plain.sqlite", "--trials", "600");
        Assert.Matches("^differs: point 1 \\(rarity 0, w 0.9\\), trial 63: measure total is 7, and run again [0-9.]+\n1 differences, 600 trials run again\n$", output);
    }

    [Fact]
    public void A_folder_of_a_run_verifies_wherever_it_is_taken()
    {
        _folder.Do("run", "models/rich.yaml", "--trials", "60", "--sampler", "lhs", "--seed", "5", "--out", "results", "--quiet");
        Directory.Move(_folder.PathOf("results"), _folder.PathOf("elsewhere"));
        Directory.Delete(_folder.PathOf("models"), recursive: true);
        Assert.Equal("same: the files, and 30 trials that were run again\n", _folder.Do("verify", "elsewhere", "--trials", "30"));
    }

    [Fact]
    public void A_folder_of_a_run_that_was_changed_differs()
    {
        _folder.Do("run", "models/failing.yaml", "--set", "rarity=30%", "--trials", "60", "--out", "results", "--quiet");
        var path = _folder.PathOf("results/trials.csv");
        var lines = File.ReadAllLines(path);
        var k = Array.FindIndex(lines, l => l.Contains(",done,", StringComparison.Ordinal));
        lines[k] = lines[k] + "1";
        File.WriteAllText(path, string.Join('\n', lines) + "\n");
        var (code, output, _) = _folder.Invoke("verify", "results");
        Assert.Equal(1, code);
        Assert.Contains("differs: the file 'trials.csv' is not the one whose hash was noted", output, StringComparison.Ordinal);

        // And with a hash to match.
        var manifest = File.ReadAllText(_folder.PathOf("results/manifest.json"));
        using var stream = File.OpenRead(path);
        var now = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(stream));
        stream.Close();
        var at = manifest.IndexOf("\"trials.csv\"", StringComparison.Ordinal);
        at = manifest.IndexOf("\"sha256\": \"", at, StringComparison.Ordinal) + "\"sha256\": \"".Length;
        _folder.Write("results/manifest.json", manifest[..at] + now + manifest[(at + 64)..]);
        (code, output, _) = _folder.Invoke("verify", "results", "--trials", "60");
        Assert.Equal(1, code);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"differs: trial {k - 1}: total is"), output, StringComparison.Ordinal);
    }

    private void Change(string store, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.PathOf(store)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own text.
        command.CommandText = sql;
#pragma warning restore CA2100
        Assert.True(command.ExecuteNonQuery() > 0);
    }
}
