using System.Diagnostics;
using VisionAttention.Kit.Setup;
using VisionAttention.Tensors;

namespace Kit.Tests.Setup;

/// <summary>The private copy of TorchSharp's library, made of the very file of the package.</summary>
public sealed class ElfLibraryTests
{
    private const string Version = TorchLibraries.UnusedVersion;

    private static readonly byte[] Original = File.ReadAllBytes(OriginalPath());

    [Fact]
    public void The_flag_is_set_once_and_every_other_byte_stays()
    {
        var copy = ElfLibrary.Weaken(Original, Version)!;

        var changed = Assert.Single(Enumerable.Range(0, Original.Length), index => Original[index] != copy[index]);
        Assert.Equal(Original.Length, copy.Length);
        Assert.Equal(Original[changed] | 2, copy[changed]);
        // What a copy asks for weakly already is left alone.
        Assert.Null(ElfLibrary.Weaken(copy, Version));
    }

    [Fact]
    public void A_library_that_does_not_ask_for_the_version_is_left_alone()
    {
        Assert.Null(ElfLibrary.Weaken(Original, "GLIBCXX_9.9.99"));
        Assert.Null(ElfLibrary.Weaken(File.ReadAllBytes("/lib/x86_64-linux-gnu/libc.so.6"), Version));
    }

    [Fact]
    public void A_version_of_which_a_symbol_is_used_is_refused()
    {
        var failure = Assert.Throws<InvalidDataException>(() => ElfLibrary.Weaken(Original, "GLIBCXX_3.4"));

        Assert.Contains("a symbol of version GLIBCXX_3.4 is used", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(4096)]
    [InlineData(2_000_000)]
    public void A_file_that_is_cut_short_is_refused(int length) => Assert.Throws<InvalidDataException>(() => ElfLibrary.Weaken(Original[..length], Version));

    [Fact]
    public void What_is_no_library_is_refused() => Assert.Throws<InvalidDataException>(() => ElfLibrary.Weaken("#!/bin/sh\necho no library\n"u8.ToArray(), Version));

    [Fact]
    public void The_loader_takes_what_set_up_makes_and_readelf_sees_the_flag()
    {
        var folder = Directory.CreateTempSubdirectory("elf (2) ").FullName;
        try
        {
            Libtorch.Link(folder);
            var path = Path.Combine(folder, "libLibTorchSharp.so");
            File.WriteAllBytes(path, Original);

            var remark = TorchStep.MakeLoadable(path);

            // A system with a newer C++ library takes the original.
            if (remark.Contains(Version, StringComparison.Ordinal) && File.Exists("/usr/bin/readelf"))
            {
                using var readelf = Process.Start(new ProcessStartInfo("/usr/bin/readelf", ["-V", "-W", path]) { RedirectStandardOutput = true })!;
                var line = Assert.Single(readelf.StandardOutput.ReadToEnd().Split('\n'), text => text.Contains($"Name: {Version}", StringComparison.Ordinal));
                Assert.Contains("Flags: WEAK", line, StringComparison.Ordinal);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_body_is_lent_once_by_three_changed_entries_of_the_tables()
    {
        string[] names = ["THSTensor_matmul", "_ZN2at4_ops6matmul4callERKNS_6TensorES4_", "THSSpecial_gammainc", "_ZN2at4_ops16special_gammainc4callERKNS_6TensorES4_", "THSTensor_igamma"];
        byte[]? Lent(byte[] library, string[] all) => ElfLibrary.LendBody(library, all[0], all[1], all[2], all[3], all[4]);

        var copy = Lent(Original, names)!;

        Assert.InRange(Original.Zip(copy).Count(pair => pair.First != pair.Second), 3, 3 * 18);
        Assert.Null(Lent(copy, names));
        Assert.Null(Lent(File.ReadAllBytes("/lib/x86_64-linux-gnu/libc.so.6"), names));
        for (var index = 0; index < names.Length; index++)
            Assert.Null(Lent(Original, [.. names[..index], "no_such_name", .. names[(index + 1)..]]));
    }

    // The package's own file, which set-up restores and never changes.
    private static string OriginalPath()
    {
        var libtorch = Libtorch.Files().First();
        var packages = libtorch[..libtorch.IndexOf("/libtorch-cpu-linux-x64/", StringComparison.Ordinal)];
        var version = VisionAttention.Kit.Setup.EnvironmentFile.Read(new VisionAttention.Kit.Workspace(Repository.Root)).PackageVersion("TorchSharp")!;
        return Path.Combine(packages, "torchsharp", version, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
    }
}
