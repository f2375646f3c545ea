using System.Runtime.InteropServices;

namespace VisionAttention.Tensors;

/// <summary>Loads libtorch and TorchSharp's own library out of one folder, so that no other of the same names is found.</summary>
internal static partial class TorchLibraries
{
    /// <summary>The library that TorchSharp calls, as this system names it.</summary>
    public static string FileName =>
        OperatingSystem.IsWindows() ? "LibTorchSharp.dll" : OperatingSystem.IsMacOS() ? "libLibTorchSharp.dylib" : "libLibTorchSharp.so";

    /// <summary>Asked for by TorchSharp's library, which uses no symbol of it; GCC 13 brought it.</summary>
    public const string UnusedVersion = "GLIBCXX_3.4.32";

    // A waiting thread of OpenMP looks this often before it sleeps. libgomp's own number is for a machine with nothing else to do: beside
    // another program, threads that look and do not work hold up those that do. A training on two threads took 4.4 times as long beside one
    // busy program with 10000, and 1.6 times with 100; alone both are equally fast. It is read once, when libgomp is loaded.
    public const string SpinVariable = "GOMP_SPINCOUNT";
    public const string Spins = "100";

    // With 0 a libtorch made for CUDA is used as one for the CPU.
    private const string CudaVariable = "VISION_ATTENTION_CUDA";
    private const int ReadLazily = 1, OnlyIfLoaded = 4;

    /// <summary>Why a libtorch made for CUDA computes on the CPU only; null where it does not.</summary>
    public static string? CudaProblem { get; private set; }

    /// <summary>Whether this process has loaded TorchSharp's library already; a second one beside it would be another set of tensors.</summary>
    public static bool AreLoaded => OperatingSystem.IsLinux() && Open(FileName, ReadLazily | OnlyIfLoaded) != 0;

    /// <summary>Loads them.</summary>
    /// <param name="folder">Where they lie, or the first of the folders to look in.</param>
    /// <param name="further">Where else they may lie.</param>
    /// <param name="fix">What to do when they cannot be loaded.</param>
    /// <remarks>
    /// Everything that TorchSharp's library asks for by name is loaded by path before it: the system may know another by that name. It lies
    /// beside libtorch, or, where that is another program's, in the other folder; so does a libtorch.so that asks for no CUDA.
    /// </remarks>
    /// <exception cref="DllNotFoundException">The message holds the system loader's own words.</exception>
    public static void Load(string folder, string further, string fix)
    {
        LimitSpinning();
        var (start, end) = OperatingSystem.IsWindows() ? ("", ".dll") : ("lib", OperatingSystem.IsMacOS() ? ".dylib" : ".so");
        string Named(string name) => $"{start}{name}{end}";
        string Place(string name, string first, string second) => Path.Combine(File.Exists(Path.Combine(first, name)) ? first : second, name);
        if (CutShort(folder, withCuda: false) is { } cut)
            throw new DllNotFoundException($"{cut}. Fix: {fix}");
        var cuda = Path.Combine(folder, Named("torch_cuda"));
        if (File.Exists(cuda))
            CudaProblem = Environment.GetEnvironmentVariable(CudaVariable) == "0" ? $"{CudaVariable} is 0" : CutShort(folder, withCuda: true) ?? Problem(cuda);
        string[] paths =
        [
            Path.Combine(folder, Named("torch_cpu")), Place(Named("torch"), further, folder), Place(FileName, folder, further),
        ];
        foreach (var path in paths)
        {
            if (Problem(path) is { } problem)
                throw new DllNotFoundException($"{path} cannot be loaded: {problem}. Fix: {fix}");
        }
    }

    /// <summary>Names the first library of a folder that ends before its time; the loader would not notice, and the process would not outlive it.</summary>
    /// <param name="folder">A folder of libtorch.</param>
    /// <param name="withCuda">Whether those for CUDA are looked at, too: without them the CPU serves.</param>
    public static string? CutShort(string folder, bool withCuda) => (Directory.Exists(folder) ? Directory.GetFiles(folder, "*.so*") : [])
        .Where(path => File.Exists(path) && (withCuda || !Path.GetFileName(path).Contains("cuda", StringComparison.Ordinal))).Select(path => ElfFile.Problem(path) is { } problem ? $"{path} cannot be loaded: {problem}" : null).FirstOrDefault(text => text is not null);

    /// <summary>Loads a library and says, in the words of the system's loader, why it could not; null when it is loaded.</summary>
    public static string? Problem(string path)
    {
        try
        {
            NativeLibrary.Load(path);
            return null;
        }
        catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
        {
            // Around the loader's line .NET gives advice about its own tracing.
            var lines = failure.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return (lines.LastOrDefault(line => line.StartsWith('/') && line.Contains(": ", StringComparison.Ordinal)) ?? lines[^1]).TrimEnd('.');
        }
    }

    /// <summary>Has waiting threads of OpenMP sleep soon, unless the environment says otherwise; to be called before libgomp is loaded.</summary>
    public static void LimitSpinning()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is not null)
            return;
        // Environment.SetEnvironmentVariable keeps to .NET's own copy, which native code does not see.
        _ = SetVariable(SpinVariable, Spins, overwrite: 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string name, int flags);
}
