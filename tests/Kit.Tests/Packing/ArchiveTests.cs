using System.Formats.Tar;
using VisionAttention.Kit;
using VisionAttention.Kit.Commands;
using VisionAttention.Kit.Packing;
using VisionAttention.Kit.Platform;

namespace Kit.Tests.Packing;

/// <summary>What ./kit pack refuses, and how it writes.</summary>
public sealed class ArchiveTests : IDisposable
{
    private readonly Checkout _checkout = new();

    private Machine WithPrograms => _checkout.Machine with { SearchPath = ["/usr/bin", "/bin"] };

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public async Task The_same_files_give_the_same_bytes_whenever_they_were_written()
    {
        var first = await WriteAsync("first.tar.xz", new DateTime(2020, 2, 3));
        var second = await WriteAsync("second.tar.xz", new DateTime(2024, 5, 6));

        Assert.Equal(await File.ReadAllBytesAsync(first), await File.ReadAllBytesAsync(second));
        Assert.Equal(["first.tar.xz", "second.tar.xz"], Directory.GetFiles(_checkout.Root, "*.tar.xz*").Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Programs_can_be_started_and_other_names_are_links()
    {
        var packed = await WriteAsync("packed.tar.xz", new DateTime(2020, 2, 3));
        await new ProcessRunner(WithPrograms).RunAsync("xz", ["--decompress", packed]);

        await using var tar = new TarReader(File.OpenRead(packed[..^".xz".Length]));
        var entries = new List<TarEntry>();
        while (await tar.GetNextEntryAsync() is { } entry)
            entries.Add(entry);

        Assert.Equal(["name/kit", "name/notes", "name/train"], entries.Select(entry => entry.Name));
        Assert.Equal((TarEntryType.SymbolicLink, "train"), (entries[0].EntryType, entries[0].LinkName));
        Assert.False(entries[1].Mode.HasFlag(UnixFileMode.UserExecute));
        Assert.True(entries[2].Mode.HasFlag(UnixFileMode.OtherExecute));
    }

    [Fact]
    public async Task Without_xz_the_package_is_named_and_nothing_is_left()
    {
        var writer = new ArchiveWriter(_checkout.Context());

        var failure = await Assert.ThrowsAsync<KitException>(() => writer.WriteAsync(At("a.tar.xz"), "name", [ArchiveFile.OfText("notes", "words")], default));

        Assert.Contains("xz-utils", failure.Fix, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_checkout.Root, "a.tar.xz*"));
    }

    [Theory]
    [InlineData("a.zip", "fashion-mnist", "is no .tar.xz file")]
    [InlineData("a.tar.xz", "imagenet", "data set \"imagenet\" is not in data/manifest.json")]
    [InlineData("a.tar.xz", "kmnist", "data/kmnist is missing or not whole. Fix: ./kit data get kmnist")]
    public async Task What_cannot_succeed_is_refused_before_anything_is_built(string file, string dataSet, string message)
    {
        var failure = await Assert.ThrowsAsync<KitException>(() => PackCommand.PackAsync(_checkout.Context(), At(file), [dataSet], withLibtorch: false, default));

        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(At(file)));
    }

    private string At(string name) => Path.Combine(_checkout.Root, name);

    private async Task<string> WriteAsync(string name, DateTime written)
    {
        var notes = At("notes");
        await File.WriteAllTextAsync(notes, "words");
        File.SetLastWriteTimeUtc(notes, written);
        ArchiveFile[] files = [ArchiveFile.Link("kit", "train"), ArchiveFile.Of("notes", notes), ArchiveFile.OfText("train", "#!/bin/sh\n", isProgram: true)];
        await new ArchiveWriter(_checkout.Context(WithPrograms)).WriteAsync(At(name), "name", files, default);
        return At(name);
    }
}
