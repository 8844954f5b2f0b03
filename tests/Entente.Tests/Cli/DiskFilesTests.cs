using System.Text;
using Entente.Cli;
using Entente.Scenarios;

namespace Entente.Tests.Cli;

public sealed class DiskFilesTests : IDisposable
{
    private const long Limit = 1000;

    private readonly string _root = Path.Join(Path.GetTempPath(), "entente-files-" + Guid.NewGuid().ToString("N"));

    public DiskFilesTests() => Directory.CreateDirectory(Path.Join(_root, "models", "data"));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_file_is_called_as_it_was_typed()
    {
        Put("models/a.yaml", "id: a\n");
        Put("models/data/x.csv", "k\n");
        var (files, name) = DiskFiles.Of("models/a.yaml", _root);
        Assert.Equal("a.yaml", name);
        Assert.Equal(new FileContent.Found("models/a.yaml", "id: a\n"), files.Read(name, Limit));
        Assert.Equal(new FileContent.Found("models/data/x.csv", "k\n"), files.Read("data/x.csv", Limit));
    }

    [Fact]
    public void A_file_of_the_working_folder_is_called_by_its_name()
    {
        Put("a.yaml", "id: a\n");
        var (files, name) = DiskFiles.Of("a.yaml", _root);
        Assert.Equal(new FileContent.Found("a.yaml", "id: a\n"), files.Read(name, Limit));
    }

    [Fact]
    public void A_byte_order_mark_is_dropped()
    {
        File.WriteAllBytes(Path.Join(_root, "models/a.yaml"), [0xEF, 0xBB, 0xBF, .. "é"u8]);
        Assert.Equal(new FileContent.Found("models/a.yaml", "é"), Read("a.yaml"));
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_not_text()
    {
        File.WriteAllBytes(Path.Join(_root, "models/a.yaml"), Encoding.Latin1.GetBytes("caf\u00e9"));
        Assert.IsType<FileContent.NotText>(Read("a.yaml"));
    }

    [Fact]
    public void Utf16_is_not_text()
    {
        File.WriteAllText(Path.Join(_root, "models/a.yaml"), "id: a", Encoding.Unicode);
        Assert.IsType<FileContent.NotText>(Read("a.yaml"));
    }

    [Fact]
    public void A_zero_byte_is_not_text()
    {
        Put("models/a.yaml", "id: a\0");
        Assert.IsType<FileContent.NotText>(Read("a.yaml"));
    }

    [Theory]
    [InlineData(1000, false)]
    [InlineData(1001, true)]
    public void The_limit_is_the_last_length_that_is_read(int bytes, bool tooLarge)
    {
        Put("models/a.yaml", new string('x', bytes));
        Assert.Equal(tooLarge, Read("a.yaml") is FileContent.TooLarge { Bytes: 1001 });
    }

    [Fact]
    public void A_missing_file_is_missing_and_so_is_one_in_a_missing_folder()
    {
        Assert.IsType<FileContent.Missing>(Read("a.yaml"));
        Assert.IsType<FileContent.Missing>(Read("no/a.yaml"));
        var (files, name) = DiskFiles.Of("nowhere/a.yaml", _root);
        Assert.IsType<FileContent.Missing>(files.Read(name, Limit));
    }

    [Fact]
    public void A_folder_is_no_file() => Assert.Equal(new FileContent.Unreadable("it is a folder"), Read("data"));

    [Theory]
    [InlineData("../secret.yaml")]
    [InlineData("data/../../secret.yaml")]
    [InlineData("data/link.csv")]
    [InlineData("folder/secret.yaml")]
    [InlineData("chain")]
    public void What_lies_outside_the_folder_is_not_read(string path)
    {
        Put("secret.yaml", "secret");
        File.CreateSymbolicLink(Path.Join(_root, "models/data/link.csv"), Path.Join(_root, "secret.yaml"));
        File.CreateSymbolicLink(Path.Join(_root, "models/chain"), "data/link.csv");
        Directory.CreateSymbolicLink(Path.Join(_root, "models/folder"), "..");
        Assert.IsType<FileContent.Outside>(Read(path));
    }

    [Fact]
    public void An_absolute_path_is_outside() => Assert.IsType<FileContent.Outside>(Read(Path.Join(_root, "models/a.yaml")));

    [Fact]
    public void A_link_within_the_folder_is_followed()
    {
        Put("models/data/x.csv", "k\n");
        File.CreateSymbolicLink(Path.Join(_root, "models/y.csv"), Path.Join("data", "x.csv"));
        Assert.Equal(new FileContent.Found("models/y.csv", "k\n"), Read("y.csv"));
    }

    [Fact]
    public void Links_in_a_circle_end()
    {
        File.CreateSymbolicLink(Path.Join(_root, "models/a"), "b");
        File.CreateSymbolicLink(Path.Join(_root, "models/b"), "a");
        Assert.IsType<FileContent.Unreadable>(Read("a"));
    }

    [Fact]
    public void A_folder_beside_with_the_same_beginning_is_outside()
    {
        Directory.CreateDirectory(Path.Join(_root, "models2"));
        Put("models2/a.yaml", "x");
        Assert.IsType<FileContent.Outside>(Read("../models2/a.yaml"));
    }

    [Fact]
    public void A_pipe_is_never_opened()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var made = System.Diagnostics.Process.Start("mkfifo", Path.Join(_root, "models/a.yaml"));
        made.WaitForExit();
        Assert.Equal(new FileContent.Found("models/a.yaml", ""), Read("a.yaml"));
    }

    private FileContent Read(string path) => DiskFiles.Of("models/a.yaml", _root).Files.Read(path, Limit);

    private void Put(string path, string text) => File.WriteAllText(Path.Join(_root, path), text);
}
