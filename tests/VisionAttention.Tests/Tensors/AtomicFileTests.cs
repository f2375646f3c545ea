using VisionAttention.Tensors;

namespace VisionAttention.Tests.Tensors;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atomic-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_failure_keeps_the_old_file_and_leaves_no_draft()
    {
        var path = Path.Combine(_folder, "a.txt");
        AtomicFile.WriteText(path, "old");
        Assert.Throws<IOException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new IOException("no space");
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("/proc/self/map.png")] // where even root makes no file
    [InlineData("/sys/kernel/map.png")]
    public void A_folder_that_takes_no_file_is_an_error_about_the_file_that_was_asked_for(string path)
    {
        var failure = Record.Exception(() => AtomicFile.WriteText(path, "a"));
        Assert.True(failure is IOException or UnauthorizedAccessException, $"{failure}");
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(".tmp", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_folder_is_an_error_unless_it_is_to_be_made()
    {
        var path = Path.Combine(_folder, "new", "a.txt");
        Assert.Contains("new does not exist", Assert.Throws<ArgumentException>(() => AtomicFile.WriteBytes(path, [1])).Message, StringComparison.Ordinal);
        AtomicFile.WriteBytes(path, [1, 2], makesFolder: true);
        Assert.Equal([1, 2], File.ReadAllBytes(path));
        Assert.Contains("is a folder", Assert.Throws<ArgumentException>(() => AtomicFile.WriteText(_folder, "a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_takes_the_place_of_another()
    {
        var (finished, target) = (Path.Combine(_folder, "finished"), Path.Combine(_folder, "target"));
        AtomicFile.WriteText(Path.Combine(finished, "new.txt"), "new", makesFolder: true);
        AtomicFile.WriteText(Path.Combine(target, "old.txt"), "old", makesFolder: true);
        AtomicFile.ReplaceFolder(finished, target);
        Assert.Equal([target], Directory.GetDirectories(_folder));
        Assert.Equal("new", File.ReadAllText(Assert.Single(Directory.GetFiles(target))));
    }
}
