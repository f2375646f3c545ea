using System.Reflection;
using System.Runtime.Loader;
using Microsoft.DotNet.Interactive;
using VisionAttention.Kernel.Execution;

namespace VisionAttention.Kernel.Magics;

/// <summary>Runs what packages bring for notebooks: the assemblies and the script in their folder interactive-extensions/dotnet.</summary>
internal sealed class ExtensionLoader(AssemblyLoading loading, CellRun runCell)
{
    private const string Script = "extension.dib";
    // What the kernel itself brings for an assembly.
    private static readonly Dictionary<string, string> Own = new() { ["Plotly.NET"] = "OfflineCharts", ["TorchSharp"] = "PackagedTorch" };
    private readonly HashSet<string> _loaded = [];

    /// <summary>Runs each once, then what the kernel brings, so that this wins. One that cannot be run is told on standard error: the rest of its package is there all the same.</summary>
    /// <param name="files">The files of those folders.</param>
    /// <param name="assemblies">What was added with them.</param>
    internal void Load(IEnumerable<string> files, IEnumerable<string> assemblies)
    {
        var added = files.Where(_loaded.Add).ToList();
        foreach (var file in added)
        {
            Try($"the notebook extension {file} was not loaded; the rest of its package can be used without it", () => Run(file));
        }

        foreach (var name in assemblies.Select(static path => Own.GetValueOrDefault(Path.GetFileNameWithoutExtension(path))).OfType<string>())
        {
            // A chart's look may be the reader's own by now; libtorch may have come only now.
            if (_loaded.Add(name) || added.Count > 0 || name == "PackagedTorch")
            {
                Try(name, () => Run(AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "KernelExtensions.dll")).GetType($"VisionAttention.Kernel.Extensions.{name}")!));
            }
        }
    }

    private static void Try(string failed, Action load)
    {
        try
        {
            load();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Console.Error.WriteLine($"{failed}: {Reason(failure)}");
        }
    }

    private void Run(string file)
    {
        if (Path.GetFileName(file) == Script)
        {
            runCell(CellSection.ReadFile(file), file, Path.GetDirectoryName(file)!);
        }
        else if (Path.GetExtension(file) == ".dll")
        {
            ExtensionsOf(loading.Load(file)).ForEach(Run);
        }
    }

    private static void Run(Type extension) =>
        ((IKernelExtension)Activator.CreateInstance(extension)!).OnLoadAsync(Microsoft.DotNet.Interactive.Kernel.Root).GetAwaiter().GetResult();

    private static List<Type> ExtensionsOf(Assembly assembly)
    {
        try
        {
            return [.. assembly.GetTypes().Where(IsExtension)];
        }
        catch (ReflectionTypeLoadException partial) when (partial.Types.OfType<Type>().Any(IsExtension))
        {
            return [.. partial.Types.OfType<Type>().Where(IsExtension)];
        }
    }

    private static bool IsExtension(Type type) => typeof(IKernelExtension).IsAssignableFrom(type) && type is { IsAbstract: false, IsInterface: false };

    private static string Reason(Exception failure) => failure switch
    {
        ReflectionTypeLoadException partial => Reason(partial.LoaderExceptions.OfType<Exception>().First()),
        TypeLoadException or MissingMemberException => "it was made for another .NET Interactive than this kernel stands for: " + failure.Message,
        TargetInvocationException { InnerException: { } inner } => Reason(inner),
        _ => failure.Message,
    };
}
