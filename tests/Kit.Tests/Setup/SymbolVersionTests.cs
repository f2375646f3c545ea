using System.Diagnostics;
using VisionAttention.Kit.Setup;

namespace Kit.Tests.Setup;

/// <summary>The private copy of TorchSharp's library, made of the very file of the package.</summary>
public sealed class SymbolVersionTests
{
    private const string Version = TorchStep.UnusedVersion;

    private static readonly byte[] Original = File.ReadAllBytes(OriginalPath());

    [Fact]
    public void The_flag_is_set_once_and_every_other_byte_stays()
    {
        var copy = SymbolVersion.Weaken(Original, Version)!;

        var changed = Assert.Single(Enumerable.Range(0, Original.Length), index => Original[index] != copy[index]);
        Assert.Equal(Original.Length, copy.Length);
        Assert.Equal(Original[changed] | 2, copy[changed]);
        // What a copy asks for weakly already is left alone.
        Assert.Null(SymbolVersion.Weaken(copy, Version));
    }

    [Fact]
    public void A_library_that_does_not_ask_for_the_version_is_left_alone()
    {
        Assert.Null(SymbolVersion.Weaken(Original, "GLIBCXX_9.9.99"));
        Assert.Null(SymbolVersion.Weaken(File.ReadAllBytes("/lib/x86_64-linux-gnu/libc.so.6"), Version));
    }

    [Fact]
    public void A_version_of_which_a_symbol_is_used_is_refused()
    {
        var failure = Assert.Throws<InvalidDataException>(() => SymbolVersion.Weaken(Original, "GLIBCXX_3.4"));

        Assert.Contains("a symbol of version GLIBCXX_3.4 is used", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(4096)]
    [InlineData(300_000)]
    [InlineData(2_000_000)]
    public void A_file_that_is_cut_short_is_refused(int length)
    {
        Assert.Throws<InvalidDataException>(() => SymbolVersion.Weaken(Original[..length], Version));
    }

    [Fact]
    public void What_is_no_library_is_refused() => Assert.Throws<InvalidDataException>(() => SymbolVersion.Weaken("#!/bin/sh\necho no library\n"u8.ToArray(), Version));

    [Fact]
    public void The_loader_takes_what_set_up_makes_and_readelf_sees_the_flag()
    {
        var folder = Directory.CreateTempSubdirectory("elf (2) ").FullName;
        try
        {
            var torch = new VisionAttention.Kit.Workspace(Repository.Root).TorchFolder;
            foreach (var link in Directory.GetFiles(torch).Where(path => new FileInfo(path).LinkTarget is not null))
                File.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(link)), File.ResolveLinkTarget(link, returnFinalTarget: true)!.FullName);
            var path = Path.Combine(folder, "libLibTorchSharp.so");
            File.WriteAllBytes(path, Original);

            var remark = TorchStep.MakeLoadable(path);

            // A system with a newer C++ library takes the original, and then nothing is changed.
            var isChanged = !File.ReadAllBytes(path).AsSpan().SequenceEqual(Original);
            Assert.Equal(isChanged, remark.Contains(Version, StringComparison.Ordinal));
            if (isChanged && File.Exists("/usr/bin/readelf"))
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

    // The package's own file, which set-up restores and never changes.
    private static string OriginalPath()
    {
        var torch = new VisionAttention.Kit.Workspace(Repository.Root).TorchFolder;
        var libtorch = File.ResolveLinkTarget(Path.Combine(torch, "libtorch_cpu.so"), returnFinalTarget: true)!.FullName;
        var packages = libtorch[..libtorch.IndexOf("/libtorch-cpu-linux-x64/", StringComparison.Ordinal)];
        var version = VisionAttention.Kit.Configuration.EnvironmentFile.Read(new VisionAttention.Kit.Workspace(Repository.Root)).PackageVersion("TorchSharp")!;
        return Path.Combine(packages, "torchsharp", version, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
    }
}
