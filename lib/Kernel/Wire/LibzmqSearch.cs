namespace VisionAttention.Kernel.Wire;

/// <summary>Where libzmq can be: named by the user, on the system, in the Jupyter that started the kernel, or in any pyzmq.</summary>
/// <param name="variable">Reads an environment variable.</param>
internal sealed class LibzmqSearch(Func<string, string?> variable)
{
    /// <summary>The variable that names the library's file outright.</summary>
    internal const string Variable = "CSHARP_KERNEL_LIBZMQ";

    private static readonly string[] SystemNames = OperatingSystem.IsWindows()
        ? ["libzmq.dll", "libzmq-v142-mt-4_3_5.dll", "libzmq-mt-4_3_5.dll"]
        : OperatingSystem.IsMacOS()
            ? ["libzmq.5.dylib", "libzmq.dylib", "/opt/homebrew/lib/libzmq.5.dylib", "/usr/local/lib/libzmq.5.dylib"]
            : ["libzmq.so.5", "libzmq.so"];

    /// <summary>What to try, in this order.</summary>
    internal IEnumerable<string> Candidates()
    {
        IEnumerable<string> named = variable(Variable) is { Length: > 0 } given ? [given] : [];
        return named.Concat(SystemNames).Concat(InParent()).Concat(InPyzmq()).Distinct();
    }

    /// <summary>The files inside the pyzmq packages of every Python that can be seen from here.</summary>
    internal IEnumerable<string> InPyzmq() =>
        from packages in SitePackages()
        from folder in (string[])["pyzmq.libs", Path.Combine("zmq", ".dylibs"), "zmq", Path.Combine("zmq", "backend", "cython")]
        let path = Path.Combine(packages, folder)
        where Directory.Exists(path)
        from file in Directory.EnumerateFiles(path, "libzmq*").Order(StringComparer.Ordinal)
        where file.Contains(".so", StringComparison.Ordinal) || Path.GetExtension(file) is ".dylib" or ".dll"
        select file;

    // On Linux the program that started the kernel lists the very library it talks with.
    private IEnumerable<string> InParent()
    {
        var maps = $"/proc/{variable("JPY_PARENT_PID")}/maps";
        try
        {
            return [.. File.ReadLines(maps)
                .Select(static line => line[Math.Max(0, line.IndexOf('/', StringComparison.Ordinal))..])
                .Where(static path => Path.GetFileName(path).StartsWith("libzmq", StringComparison.Ordinal))
                .Distinct()];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private IEnumerable<string> SitePackages()
    {
        var home = variable("HOME") ?? variable("USERPROFILE") ?? "";
        var roots = new List<string?> { variable("VIRTUAL_ENV"), variable("CONDA_PREFIX"), variable("PYTHONHOME") };
        foreach (var folder in (variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            // A Python lies in bin/ below its root, on Windows in the root or in Scripts/.
            if (Directory.Exists(folder) && Directory.EnumerateFiles(folder, "python*").Any())
            {
                roots.Add(folder);
                roots.Add(Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar)));
            }
        }

        roots.AddRange([Path.Combine(home, ".local"), "/usr/local", "/usr"]);
        foreach (var root in roots.OfType<string>().Where(static root => root.Length > 0).Distinct())
        {
            yield return Path.Combine(root, "Lib", "site-packages");
            var lib = Path.Combine(root, "lib");
            if (Directory.Exists(lib))
            {
                foreach (var python in Directory.EnumerateDirectories(lib, "python3*"))
                {
                    yield return Path.Combine(python, "site-packages");
                    yield return Path.Combine(python, "dist-packages");
                }
            }
        }
    }
}
