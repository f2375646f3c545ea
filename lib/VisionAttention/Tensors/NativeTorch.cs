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
public static class NativeTorch
{
    /// <summary>The variable that names another folder of libtorch.</summary>
    public const string FolderVariable = "VISION_ATTENTION_TORCH";

    /// <summary>Why a libtorch made for CUDA computes on the CPU only; null where it does not.</summary>
    public static string? CudaProblem => TorchLibraries.CudaProblem;

    /// <summary>Loads it, once; where the kit's folder is not above this program, TorchSharp looks in its own places.</summary>
    /// <exception cref="DllNotFoundException">It is there and cannot be loaded; the message holds the system loader's own words.</exception>
    public static void Load()
    {
        lock (Gate)
        {
            if (_isDone)
                return;
            TorchLibraries.LimitSpinning();
            // A notebook may have loaded it out of a package.
            if (!TorchLibraries.AreLoaded && Folder() is { } folder)
                TorchLibraries.Load(folder, AppContext.BaseDirectory, Fix);
            MemoryWatch.Start();
            _isDone = true;
        }
    }

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
}
