using System.Reflection;
using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>Finds the compiled native side: a path given by hand, beside this assembly, or in the build's artifacts.</summary>
internal static partial class NativeLocator
{
    public const string Library = "bundledtorch";
    private const string FileName = "libbundledtorch.so";
    private const string Override = "VISION_ATTENTION_TORCH_NATIVE";
    private const int LevelsUp = 5;
    private const int NativeSide = 3; // the number bt_start gives

    private static readonly Lock Loading = new();
    private static IntPtr _library;

    /// <summary>Called by the runtime once for every C function; the library is loaded at the first.</summary>
    public static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != Library)
            return IntPtr.Zero;
        lock (Loading)
        {
            if (_library == IntPtr.Zero)
            {
                var path = Find(assembly)
                    ?? throw new DllNotFoundException($"{FileName}, the native side of this TorchSharp, is not built: run ./kit setup");
                KeepWaitingShort();
                _library = NativeLibrary.Load(path);
                Start(_library, path);
                UseAllCores(_library);
            }
            return _library;
        }
    }

    // Between two parallel parts, OpenMP's threads wait for work in a busy loop of milliseconds. Where the matrix products have threads of
    // their own (Debian's OpenBLAS), those find the cores taken: a transformer's training step took three times as long here. The C library's
    // environment is what libgomp reads, once, when it is loaded; what the user has set there stays.
    private static void KeepWaitingShort()
    {
        const string turns = "GOMP_SPINCOUNT";
        if (Environment.GetEnvironmentVariable(turns) is null && Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
            _ = setenv(turns, "10000", overwrite: 0);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    // A native side of another build would read other structures than this side writes.
    private static unsafe void Start(IntPtr library, string path)
    {
        var built = NativeLibrary.TryGetExport(library, "bt_start", out var start) ? ((delegate* unmanaged[Cdecl]<int>)start)() : 0;
        if (built != NativeSide)
            throw new DllNotFoundException($"{path} is of build {built}, this TorchSharp needs build {NativeSide}: run ./kit setup");
    }

    // Debian's libtorch starts with one thread; a number of threads given by the environment is respected.
    private static unsafe void UseAllCores(IntPtr library)
    {
        if (Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is not null)
            return;
        var setThreads = (delegate* unmanaged[Cdecl]<int, int>)NativeLibrary.GetExport(library, "bt_set_threads");
        _ = setThreads(Environment.ProcessorCount);
    }

    private static string? Find(Assembly assembly)
    {
        if (Environment.GetEnvironmentVariable(Override) is { Length: > 0 } given)
            return File.Exists(given) ? given : throw new DllNotFoundException($"{Override} names {given}, which is not there");
        var folder = Path.GetDirectoryName(assembly.Location);
        if (string.IsNullOrEmpty(folder))
            folder = AppContext.BaseDirectory;
        if (File.Exists(Path.Combine(folder, FileName)))
            return Path.Combine(folder, FileName);
        for (var level = 0; level < LevelsUp && folder is not null; level++)
        {
            var candidate = Path.Combine(folder, "native", FileName);
            if (File.Exists(candidate))
                return candidate;
            folder = Path.GetDirectoryName(folder);
        }
        return null;
    }
}
