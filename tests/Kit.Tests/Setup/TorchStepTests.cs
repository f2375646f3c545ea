using System.IO.Compression;
using VisionAttention.Kit;
using VisionAttention.Kit.Setup;

namespace Kit.Tests.Setup;

/// <summary>Fetching libtorch, with a `dotnet` that a test makes up.</summary>
public sealed class TorchStepTests : IDisposable
{
    private readonly Checkout _checkout = new();

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public async Task TorchSharps_library_is_copied_and_libtorch_is_linked()
    {
        Serve();

        var said = await ApplyAsync();

        Assert.Contains("libtorch for the CPU in artifacts/torch", said, StringComparison.Ordinal);
        Assert.Contains("128 MB to download", _checkout.Output, StringComparison.Ordinal);
        Assert.Null(new FileInfo(At("libLibTorchSharp.so")).LinkTarget);
        Assert.Equal(Path.Combine(Cache("libtorch-cpu-linux-x64"), "libtorch_cpu.so"), new FileInfo(At("libtorch_cpu.so")).LinkTarget);
        Assert.True(new TorchStep().IsInPlace(_checkout.Context()));
    }

    [Fact]
    public async Task After_the_package_cache_was_emptied_it_is_fetched_again()
    {
        Serve();
        await ApplyAsync();
        Directory.Delete(Path.Combine(_checkout.Root, "cache"), recursive: true);
        Assert.False(new TorchStep().IsInPlace(_checkout.Context()));

        Serve();
        await ApplyAsync();

        Assert.True(new TorchStep().IsInPlace(_checkout.Context()));
    }

    [Theory]
    [InlineData("/x/torch.csproj : error NU1101: Unable to find package TorchSharp. No packages exist with this id in source(s): here [/x/torch.csproj]",
        "failed: NU1101: Unable to find package TorchSharp. No packages exist with this id in source(s): here", "dotnet nuget add source")]
    [InlineData("error : Read-only file system", "failed: Read-only file system", "NUGET_PACKAGES=FOLDER")]
    public async Task A_download_that_fails_is_one_line_and_leaves_what_was_there(string says, string problem, string fix)
    {
        Serve();
        await ApplyAsync();
        _checkout.Program("dotnet", $"echo '{says}'; exit 1");

        var failure = await Assert.ThrowsAsync<KitException>(ApplyAsync);

        Assert.Contains(problem, failure.Problem, StringComparison.Ordinal);
        Assert.Contains(fix, failure.Fix, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.True(new TorchStep().IsInPlace(_checkout.Context()));
        Assert.DoesNotContain(Directory.GetDirectories(_checkout.Workspace.Artifacts), path => path.EndsWith(".new", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_was_changed_or_removed_since_is_made_again()
    {
        Serve();
        var step = new TorchStep();
        await ApplyAsync();
        var hash = Stamps.Hash(step.Inputs(_checkout.Context()));

        // Deleted first: this process has loaded it, and would not outlive its being cut short in place.
        File.Delete(At("libLibTorchSharp.so"));
        File.WriteAllText(At("libLibTorchSharp.so"), "cut short");
        Assert.NotEqual(hash, Stamps.Hash(step.Inputs(_checkout.Context())));
        await ApplyAsync();
        hash = Stamps.Hash(step.Inputs(_checkout.Context()));
        File.Delete(At("libtorch_cpu.so"));
        Assert.NotEqual(hash, Stamps.Hash(step.Inputs(_checkout.Context())));
    }

    [Fact]
    public async Task A_library_that_was_cut_short_in_the_package_cache_is_found_and_named_instead_of_loaded()
    {
        Serve();
        await ApplyAsync();
        Pack("libtorch-cpu-linux-x64");
        Assert.Null(TorchStep.Problem(_checkout.Context(), areRead: true));
        var library = Path.Combine(Cache("libtorch-cpu-linux-x64"), "libtorch_cpu.so");
        await using (var file = File.OpenWrite(library))
            file.SetLength(1000);

        Assert.False(new TorchStep().IsInPlace(_checkout.Context()));
        var failure = await Assert.ThrowsAsync<KitException>(ApplyAsync);

        Assert.StartsWith($"{library} has 1000 bytes, and ", failure.Problem, StringComparison.Ordinal);
        Assert.Matches("^rm -r '.*/libtorch-cpu-linux-x64/2.10.0', then ./kit setup$", failure.Fix);
    }

    [Fact]
    public async Task Without_its_package_a_library_that_was_cut_short_is_named_instead_of_loaded()
    {
        Serve();
        await using (var file = File.OpenWrite(Path.Combine(Cache("libtorch-cpu-linux-x64"), "libtorch_cpu.so")))
            file.SetLength(file.Length / 2);

        var failure = await Assert.ThrowsAsync<KitException>(ApplyAsync);

        Assert.Contains("libtorch_cpu.so cannot be loaded: the file is cut short", failure.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_of_TorchSharps_library_that_was_changed_is_found()
    {
        Serve();
        await ApplyAsync();
        Assert.Null(TorchStep.Problem(_checkout.Context(), areRead: true));
        var bytes = await File.ReadAllBytesAsync(At("libLibTorchSharp.so"));
        bytes[^1] ^= 1;
        // Deleted first: this process has loaded it.
        File.Delete(At("libLibTorchSharp.so"));
        await File.WriteAllBytesAsync(At("libLibTorchSharp.so"), bytes);

        var (problem, fix) = TorchStep.Problem(_checkout.Context(), areRead: true)!.Value;

        Assert.StartsWith("artifacts/torch/libLibTorchSharp.so is not what set-up makes of ", problem, StringComparison.Ordinal);
        Assert.Equal("rm -r artifacts/torch, then ./kit setup", fix);
    }

    [Fact]
    public async Task A_package_without_its_files_is_named()
    {
        Serve();
        Directory.Delete(Path.Combine(_checkout.Root, "cache", "libtorch-cpu-linux-x64"), recursive: true);

        var failure = await Assert.ThrowsAsync<KitException>(ApplyAsync);

        Assert.Contains("native is in none of the package folders", failure.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_library_that_cannot_be_loaded_is_told_in_the_loaders_words()
    {
        Serve();
        File.WriteAllText(Path.Combine(Cache("torchsharp"), "libLibTorchSharp.so"), "no library");

        var failure = await Assert.ThrowsAsync<KitException>(ApplyAsync);

        Assert.Matches("libLibTorchSharp.so cannot be loaded: .*(invalid ELF header|file too short)", failure.Problem);
        Assert.DoesNotContain("package reference", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_GPU_without_its_package_in_the_feed_is_one_line_and_the_CPU_serves()
    {
        Serve();
        _checkout.Program("nvidia-smi", "echo 'GPU 0: Some Card (UUID: GPU-1)'");

        var said = await ApplyAsync();

        Assert.Contains("libtorch for the CPU", said, StringComparison.Ordinal);
        Assert.Contains("does not serve TorchSharp-cuda-linux: tensors stay on the CPU. Fix: add a feed that has it", _checkout.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_GPU_with_its_package_in_the_feed_is_used()
    {
        Serve(withCuda: true);
        _checkout.Program("nvidia-smi", "echo 'GPU 0: Some Card (UUID: GPU-1)'");

        var said = await ApplyAsync();

        Assert.Contains("libtorch for the GPU", said, StringComparison.Ordinal);
        Assert.True(File.Exists(At("libtorch_cuda.so")));
    }

    private string At(string name) => Path.Combine(_checkout.Workspace.TorchFolder, name);

    private string Cache(string package) =>
        Path.Combine(_checkout.Root, "cache", package, _checkout.Context().Environment.PackageVersion(package == "torchsharp" ? "TorchSharp" : package)!, "runtimes", "linux-x64", "native");

    // Puts a package beside what was unpacked from it, as NuGet does.
    private void Pack(string package)
    {
        var folder = Path.GetFullPath(Path.Combine(Cache(package), "../../.."));
        var file = Path.Combine(_checkout.Root, "aside.nupkg");
        ZipFile.CreateFromDirectory(folder, file);
        File.Move(file, Path.Combine(folder, $"{package}.nupkg"));
    }

    // A small library of the system stands for TorchSharp's own: the loader must take it.
    private void Serve(bool withCuda = false)
    {
        const string Library = "/lib/x86_64-linux-gnu/libm.so.6";
        foreach (var (package, file) in new[] { ("torchsharp", "libLibTorchSharp.so"), ("libtorch-cpu-linux-x64", "libtorch_cpu.so") })
        {
            Directory.CreateDirectory(Cache(package));
            File.Copy(Library, Path.Combine(Cache(package), file), overwrite: true);
        }

        // publish torch.csproj -tl:off -r RUNTIME --no-self-contained -p:PublishDir=FOLDER, seen from the project's folder, where this starts.
        var publish = withCuda
            ? $"folder=${{7#-p:PublishDir=}}; /bin/mkdir -p $folder; /bin/cp {Library} $folder/libLibTorchSharp.so; echo > $folder/libtorch_cuda.so"
            : "echo 'error NU1101: Unable to find package TorchSharp-cuda-linux. No packages exist'; exit 1";
        _checkout.Program("dotnet", $$"""
            case "$1" in
            publish) {{publish}} ;;
            restore) /bin/mkdir -p obj; echo '{ "packageFolders": { "{{_checkout.Root}}/cache": {} } }' > obj/project.assets.json ;;
            esac
            """);
    }

    private Task<string> ApplyAsync() => new TorchStep().ApplyAsync(_checkout.Context(), default);
}
