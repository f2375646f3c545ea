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
            WhenLoaded();
            _isDone = true;
        }
    }

    /// <summary>The library that TorchSharp calls, as this system names it.</summary>
    public static string FileName =>
        OperatingSystem.IsWindows() ? "LibTorchSharp.dll" : OperatingSystem.IsMacOS() ? "libLibTorchSharp.dylib" : "libLibTorchSharp.so";

    // A waiting thread of OpenMP looks this often before it sleeps. libgomp's own number is for a machine with nothing else to do: beside
    // another program, threads that look and do not work hold up those that do. It is read once, when libgomp is loaded.
    private const string SpinVariable = "GOMP_SPINCOUNT";
    private const string Spins = "10000";

    private static readonly Lock Gate = new();
    private static bool _isDone;

    // Nothing in the command line, which has this file alone.
    static partial void WhenLoaded();

    private static string Fix => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named
        ? $"the libtorch of {named} must be the one that TorchSharp was made for, 2.10"
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
    // beside libtorch, or, where that is another program's, beside this one.
    private static void LoadFrom(string folder)
    {
        var (start, end) = OperatingSystem.IsWindows() ? ("", ".dll") : ("lib", OperatingSystem.IsMacOS() ? ".dylib" : ".so");
        string Named(string name) => Path.Combine(folder, $"{start}{name}{end}");
        var cuda = Named("torch_cuda");
        var own = Path.Combine(folder, FileName);
        string[] paths = [File.Exists(cuda) ? cuda : Named("torch_cpu"), Named("torch"), File.Exists(own) ? own : Path.Combine(AppContext.BaseDirectory, FileName)];
        foreach (var path in paths)
        {
            if (Problem(path) is { } problem)
                throw new DllNotFoundException($"{path} cannot be loaded: {problem}. Fix: {Fix}");
        }
    }

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
