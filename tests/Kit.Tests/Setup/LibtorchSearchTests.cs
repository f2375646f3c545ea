using VisionAttention.Kit.Platform;

namespace Kit.Tests.Setup;

/// <summary>The build script of the native side finds libtorch in the order of tch-rs and says why it refuses one.</summary>
public sealed class LibtorchSearchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("libtorch-search-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_folder_without_headers_is_refused_by_name_and_nothing_else_is_taken_for_it()
    {
        var lines = await FindAsync(("LIBTORCH", _folder));

        Assert.Contains(lines, line => line.StartsWith($"refused LIBTORCH={_folder}: no libtorch headers under {_folder}/include", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.StartsWith("chosen", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_folder_without_the_library_is_refused()
    {
        Libtorch("2.8.0", "libc10.so");

        Assert.Contains(await FindAsync(("LIBTORCH", _folder)), line => line.Contains($"no libtorch_cpu.so in {_folder}/lib", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1.13.1", "without CUDA", "libtorch_cpu.so")]
    [InlineData("2.8.0", "without CUDA", "libtorch_cpu.so")]
    [InlineData("2.10.0", "with CUDA", "libtorch_cpu.so", "libtorch_cuda.so")]
    public async Task A_whole_folder_is_chosen_with_its_version_and_its_devices(string version, string devices, params string[] libraries)
    {
        Libtorch(version, libraries);

        Assert.Contains($"chosen LIBTORCH={_folder}: libtorch {version} in {_folder}/lib, {devices}", await FindAsync(("LIBTORCH", _folder)));
    }

    [Fact]
    public async Task A_Python_without_torch_is_refused_by_name()
    {
        var lines = await FindAsync(("LIBTORCH_USE_PYTORCH", "1"), ("PYTHON", "/bin/false"));

        Assert.Contains(lines, line => line.StartsWith("refused LIBTORCH_USE_PYTORCH=1: /bin/false cannot import torch", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_compilation_against_a_refused_one_fails_with_the_reason()
    {
        var result = await RunAsync([Path.Combine(_folder, "out.so")], ("LIBTORCH", _folder));

        Assert.False(result.Succeeded);
        Assert.Contains($"native: LIBTORCH={_folder}: no libtorch headers", result.Text, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "out.so")));
    }

    private void Libtorch(string version, params string[] libraries)
    {
        var parts = version.Split('.');
        Directory.CreateDirectory(Path.Combine(_folder, "include", "torch"));
        File.WriteAllText(
            Path.Combine(_folder, "include", "torch", "version.h"),
            $"#define TORCH_VERSION_MAJOR {parts[0]}\n#define TORCH_VERSION_MINOR {parts[1]}\n#define TORCH_VERSION_PATCH {parts[2]}\n");
        Directory.CreateDirectory(Path.Combine(_folder, "lib"));
        foreach (var library in libraries)
            File.WriteAllText(Path.Combine(_folder, "lib", library), "");
    }

    private static async Task<IReadOnlyList<string>> FindAsync(params (string Name, string Value)[] variables) => (await RunAsync(["--find"], variables)).Output;

    private static async Task<ProcessResult> RunAsync(string[] arguments, params (string Name, string Value)[] variables)
    {
        var script = Path.Combine(Repository.Root, "lib", "Bundled", "TorchSharp", "native", "build.sh");
        var settings = variables.Select(variable => $"{variable.Name}={variable.Value}");
        return await new ProcessRunner(Machine.Current()).RunAsync("env", ["-u", "LIBTORCH", "-u", "LIBTORCH_USE_PYTORCH", .. settings, "bash", script, .. arguments]);
    }
}
