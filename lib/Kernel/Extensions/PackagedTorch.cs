using Microsoft.DotNet.Interactive;
using VisionAttention.Kernel.Interactive;
using VisionAttention.Tensors;

namespace VisionAttention.Kernel.Extensions;

/// <summary>Loads libtorch out of the packages that a cell added, before TorchSharp looks for it.</summary>
/// <remarks>
/// Left to itself TorchSharp takes the system's libtorch_cpu.so where there is one, and where its own library is refused it copies 500 MB into the
/// package cache and fails.
/// </remarks>
public sealed class PackagedTorch : IKernelExtension
{
    /// <summary>Loads it, unless this process has one.</summary>
    public Task OnLoadAsync(Microsoft.DotNet.Interactive.Kernel kernel)
    {
        var files = Notebook.Current.NativeFiles;
        if (!TorchLibraries.AreLoaded && files.FirstOrDefault(static file => Path.GetFileName(file) == TorchLibraries.FileName) is { } library
            && files.Any(static file => Path.GetFileName(file).Contains("torch_cpu", StringComparison.Ordinal)))
        {
            Load(library, files);
        }

        return Task.CompletedTask;
    }

    // One folder with all of them, as they look for each other beside themselves; TorchSharp's own is a copy, since the cache is not ours to change.
    private static void Load(string library, IReadOnlyList<string> files)
    {
        var folder = Directory.CreateTempSubdirectory("csharp-kernel-torch-").FullName;
        try
        {
            // It asks for a version of the C++ library that Debian 12 lacks, and uses nothing of it.
            var bytes = File.ReadAllBytes(library);
            File.WriteAllBytes(Path.Combine(folder, TorchLibraries.FileName), OperatingSystem.IsLinux() ? ElfLibrary.Weaken(bytes, TorchLibraries.UnusedVersion) ?? bytes : bytes);
            foreach (var file in files.Where(file => file != library))
            {
                File.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(file)), file);
            }

            TorchLibraries.Load(folder, folder, "the package may be damaged: dotnet nuget locals all --clear, and restart the kernel");
        }
        finally
        {
            // What is loaded stays.
            Directory.Delete(folder, recursive: true);
        }
    }
}
