using System.Runtime.InteropServices;

namespace VisionAttention.Tensors;

/// <summary>Loads the native half of TorchSharp, libtorch with it, from the kit's own folder.</summary>
/// <remarks>
/// <para>
/// Projects reference only the managed half: the native one is 500 MB and lies once, below <c>artifacts/torch</c>, where <c>./kit setup</c> puts
/// it. Whoever uses tensors calls <see cref="Load"/> before the first of them: programs in their first line, lessons in <c>kit.csx</c>.
/// </para>
/// <para>
/// Loaded by its full path, libtorch is found by its name from then on. Left to itself TorchSharp takes the first libtorch_cpu.so that the
/// system's loader knows, of another version perhaps, and says of every failure that a package is not referenced.
/// </para>
/// </remarks>
public static partial class NativeTorch
{
    /// <summary>The variable that names another folder of libtorch.</summary>
    public const string FolderVariable = "VISION_ATTENTION_TORCH";

    /// <summary>Why a libtorch made for CUDA computes on the CPU only; null where it does not.</summary>
    public static string? CudaProblem { get; private set; }

    /// <summary>Loads it, once; where the kit's folder is not above this program, TorchSharp looks in its own places.</summary>
    /// <exception cref="DllNotFoundException">It is there and cannot be loaded; the message holds the system loader's own words.</exception>
    public static void Load()
    {
        lock (Gate)
        {
            if (_isDone)
                return;
            LimitSpinning();
            if (Folder() is { } folder)
                LoadFrom(folder);
            MemoryWatch.Start();
            _isDone = true;
        }
    }

    /// <summary>The library that TorchSharp calls, as this system names it.</summary>
    public static string FileName =>
        OperatingSystem.IsWindows() ? "LibTorchSharp.dll" : OperatingSystem.IsMacOS() ? "libLibTorchSharp.dylib" : "libLibTorchSharp.so";

    // A waiting thread of OpenMP looks this often before it sleeps. libgomp's own number is for a machine with nothing else to do: beside
    // another program, threads that look and do not work hold up those that do. A training on two threads took 4.4 times as long beside one
    // busy program with 10000, and 1.6 times with 100; alone both are equally fast. It is read once, when libgomp is loaded.
    internal const string SpinVariable = "GOMP_SPINCOUNT";
    internal const string Spins = "100";

    // With 0 a libtorch made for CUDA is used as one for the CPU.
    private const string CudaVariable = "VISION_ATTENTION_CUDA";

    private static readonly Lock Gate = new();
    private static bool _isDone;

    private static string Fix => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named
        ? $"the libtorch of {named} must be whole, and the version that TorchSharp was made for or one that fits"
        : "./kit setup --force";

    private static string? Folder()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named)
            return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "artifacts", "torch");
            if (File.Exists(Path.Combine(folder.FullName, "environment.json")) && Directory.Exists(candidate))
                return candidate;
        }
        return null;
    }

    // Everything that TorchSharp's library asks for by name is loaded by path before it: the system may know another by that name. It lies
    // beside libtorch, or, where that is another program's, beside this one; so does a libtorch.so that asks for no CUDA.
    private static void LoadFrom(string folder)
    {
        var (start, end) = OperatingSystem.IsWindows() ? ("", ".dll") : ("lib", OperatingSystem.IsMacOS() ? ".dylib" : ".so");
        string Named(string name) => $"{start}{name}{end}";
        string Place(string name, string first, string second) => Path.Combine(File.Exists(Path.Combine(first, name)) ? first : second, name);
        if (CutShort(folder, withCuda: false) is { } cut)
            throw new DllNotFoundException($"{cut}. Fix: {Fix}");
        var cuda = Path.Combine(folder, Named("torch_cuda"));
        if (File.Exists(cuda))
            CudaProblem = Environment.GetEnvironmentVariable(CudaVariable) == "0" ? $"{CudaVariable} is 0" : CutShort(folder, withCuda: true) ?? Problem(cuda);
        string[] paths =
        [
            Path.Combine(folder, Named("torch_cpu")), Place(Named("torch"), AppContext.BaseDirectory, folder), Place(FileName, folder, AppContext.BaseDirectory),
        ];
        foreach (var path in paths)
        {
            if (Problem(path) is { } problem)
                throw new DllNotFoundException($"{path} cannot be loaded: {problem}. Fix: {Fix}");
        }
    }

    /// <summary>Names the first library of a folder that ends before its time; the loader would not notice, and the process would not outlive it.</summary>
    /// <param name="folder">A folder of libtorch.</param>
    /// <param name="withCuda">Whether those for CUDA are looked at, too: without them the CPU serves.</param>
    internal static string? CutShort(string folder, bool withCuda) => (Directory.Exists(folder) ? Directory.GetFiles(folder, "*.so*") : [])
        .Where(path => File.Exists(path) && (withCuda || !Path.GetFileName(path).Contains("cuda", StringComparison.Ordinal))).Select(path => ElfFile.Problem(path) is { } problem ? $"{path} cannot be loaded: {problem}" : null).FirstOrDefault(text => text is not null);

    /// <summary>Loads a library and says, in the words of the system's loader, why it could not; null when it is loaded.</summary>
    internal static string? Problem(string path)
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

    private static void LimitSpinning()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is not null)
            return;
        // Environment.SetEnvironmentVariable keeps to .NET's own copy, which native code does not see.
        _ = SetVariable(SpinVariable, Spins, overwrite: 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
