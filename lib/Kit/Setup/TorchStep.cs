using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using VisionAttention.Kit.Platform;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Setup;

/// <summary>Fetches libtorch once and puts the native half of TorchSharp where every program of the kit loads it from.</summary>
/// <remarks>
/// libtorch itself stays in NuGet's package cache: <c>artifacts/torch</c> holds links to it, beside TorchSharp's own small library. No project
/// copies either. With an NVIDIA GPU the package with CUDA is tried first; it comes in parts that only a build puts together, so there
/// the files are copied.
/// </remarks>
internal sealed partial class TorchStep : ISetupStep
{
    public string Name => "torch";

    public string Why => "libtorch, the engine behind every tensor, from NuGet into its package cache";

    public IEnumerable<string> Inputs(SetupContext context)
    {
        yield return $"{Managed} {context.Environment.PackageVersion(Managed)}";
        yield return $"{CpuPackage} {context.Environment.PackageVersion(CpuPackage)}";
        yield return $"{CudaPackage} {context.Environment.PackageVersion(CudaPackage)}";
        yield return $"nvidia-smi {context.Machine.Find("nvidia-smi")}";
        yield return $"NUGET_PACKAGES {context.Machine.Variable("NUGET_PACKAGES")}";
        yield return $"{nameof(ElfLibrary.LendBody)} {Catching}";
        // What was made, too: a file that was changed or removed since is made again.
        foreach (var line in Stamps.Sources(context.Workspace.TorchFolder))
            yield return line;
    }

    public bool IsInPlace(SetupContext context) => Problem(context, areRead: false) is null;

    /// <summary>What is wrong with what this step made, and the fix; null where nothing is.</summary>
    internal static (string Problem, string Fix)? Problem(SetupContext context, bool areRead)
    {
        var folder = context.Workspace.TorchFolder;
        var own = Path.Combine(folder, TorchLibraries.FileName);
        if (!File.Exists(own))
            return ($"{context.Workspace.Relative(own)} is not there", "./kit setup");
        // A link leads nowhere after the package cache was emptied.
        var targets = new DirectoryInfo(folder).GetFiles().Select(file => File.ResolveLinkTarget(file.FullName, returnFinalTarget: true)).OfType<FileSystemInfo>().ToArray();
        if (Array.Find(targets, target => !target.Exists) is { } gone)
            return ($"{gone.FullName} is not there", "./kit setup");
        if (targets.Length == 0)
            return null; // with CUDA everything was copied, out of many packages
        var native = Path.GetDirectoryName(targets[0].FullName)!;
        // Five folders up is the package cache.
        var managed = Path.GetFullPath(Path.Combine(native, "../../../../..", Native(context, Managed)));
        if (new[] { native, managed }.Select(place => PackagedFiles.Problem(place, areRead)).FirstOrDefault(found => found is not null) is { } problem)
            return problem;
        var original = Path.Combine(managed, TorchLibraries.FileName);
        return areRead && File.Exists(original) && !IsCopy(own, original)
            ? ($"{context.Workspace.Relative(own)} is not what set-up makes of {original}", $"rm -r {context.Workspace.Relative(folder)}, then ./kit setup")
            : null;
    }

    /// <summary>The libtorch of other packages that the system's loader finds by name, before any that is not loaded by its path.</summary>
    internal static IEnumerable<string> OtherLibtorch() => SystemFolders.Where(Directory.Exists)
        .SelectMany(folder => Directory.GetFiles(folder, "libtorch_cpu.so", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 }));

    public async Task<string> ApplyAsync(SetupContext context, CancellationToken cancellation)
    {
        var aside = context.Workspace.TorchFolder + ".new";
        try
        {
            AtomicFile.DeleteFolder(aside);
            Directory.CreateDirectory(aside);
            var isWithCuda = await HasGpuAsync(context, cancellation) && await WithCudaAsync(context, aside, cancellation);
            if (!isWithCuda)
                await WithoutCudaAsync(context, aside, cancellation);
            if (TorchLibraries.CutShort(aside, withCuda: true) is { } cut)
                throw new KitException(cut, "./kit doctor names the package that it came with");
            var remark = MakeLoadable(Path.Combine(aside, TorchLibraries.FileName));
            AtomicFile.ReplaceFolder(aside, context.Workspace.TorchFolder);
            return $"libtorch for the {(isWithCuda ? "GPU" : "CPU")} in {context.Workspace.Relative(context.Workspace.TorchFolder)}{remark}";
        }
        finally
        {
            AtomicFile.DeleteFolder(aside);
            AtomicFile.DeleteFolder(ProjectFolder(context));
        }
    }

    /// <summary>Makes a library load, or says why it does not.</summary>
    internal static string MakeLoadable(string path)
    {
        List<string> weakened = [];
        while (TorchLibraries.Problem(path) is { } problem)
        {
            // Debian 12's libstdc++ ends at GLIBCXX_3.4.30; TorchSharp's library asks for a later version of which it uses nothing.
            var version = VersionNotFound().Match(problem) is { Success: true } match && match.Groups["by"].Value == path ? match.Groups["version"].Value : null;
            if (version is null || weakened.Contains(version) || Weakened(path, version) is not { } copy)
                throw new KitException($"{Path.GetFileName(path)} cannot be loaded: {problem}", "./kit doctor, and see lib/VisionAttention/Tensors/NativeTorch.cs for what is loaded");
            AtomicFile.WriteBytes(path, copy);
            weakened.Add(version);
        }

        if (Caught(File.ReadAllBytes(path)) is { } caught)
            AtomicFile.WriteBytes(path, caught);

        return weakened.Count == 0 ? "" : $"; {string.Join(", ", weakened)}, which this system's C++ library lacks and nothing uses, is marked as optional in our copy of {Path.GetFileName(path)}";
    }

    // Whatever libtorch refuses, TorchSharp catches and throws as an exception of .NET; in its matmul the catch is missing, so that two shapes
    // that do not fit end the process. gammainc has one, takes and returns the same, and igamma is another name of what it computes.
    private static byte[]? Caught(byte[] library) => OperatingSystem.IsLinux()
        ? ElfLibrary.LendBody(
            library, Catching, "_ZN2at4_ops6matmul4callERKNS_6TensorES4_",
            lender: "THSSpecial_gammainc", lentOperation: "_ZN2at4_ops16special_gammainc4callERKNS_6TensorES4_", substitute: "THSTensor_igamma")
        : null;

    private const string Managed = "TorchSharp";
    private const string Catching = "THSTensor_matmul";
    private const string CudaPackage = "TorchSharp-cuda-linux";

    private static readonly string[] SystemFolders = ["/usr/lib", "/usr/local/lib"];

    /// <summary>libtorch for the CPU of this machine's kind.</summary>
    internal static string CpuPackage => $"libtorch-cpu-{Runtime}";

    private static string Runtime =>
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux") + $"-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    private static string Cache(SetupContext context) => context.Machine.Variable("NUGET_PACKAGES") ?? context.Workspace.At("artifacts", "packages");

    private static string ProjectFolder(SetupContext context) => Path.Combine(context.Workspace.SetupFolder, "torch");

    // Where a package has its libraries, seen from a package cache.
    private static string Native(SetupContext context, string package) =>
        Path.Combine(package.ToLowerInvariant(), context.Environment.PackageVersion(package)!, "runtimes", Runtime, "native");

    private static bool IsCopy(string own, string original)
    {
        var (copy, bytes) = (File.ReadAllBytes(own), File.ReadAllBytes(original));
        // Which it is depends on the system's C++ library.
        return new[] { bytes, ElfLibrary.Weaken(bytes, TorchLibraries.UnusedVersion) ?? bytes }.Any(made => copy.AsSpan().SequenceEqual(Caught(made) ?? made));
    }

    private static async Task WithoutCudaAsync(SetupContext context, string folder, CancellationToken cancellation)
    {
        if (context.Environment.PackageVersion(CpuPackage) is null)
            throw new KitException($"there is no libtorch for {Runtime}: environment.json names none", "use a machine of linux-x64, win-x64 or osx-arm64");
        var size = context.Environment.Packages.Values.Select(group => group.Sizes?.GetValueOrDefault(CpuPackage)).FirstOrDefault(text => text is not null);
        context.Report.Line("     ", "grey", $"{CpuPackage} into {Cache(context)}, unless it is there{(size is null ? "" : $": {size}")}");
        var packages = new[] { Managed, CpuPackage }.Select(name => $"""<PackageDownload Include="{name}" Version="[{context.Environment.PackageVersion(name)}]" />""");
        var result = await DotnetAsync(context, ["restore"], packages, cancellation);
        if (!result.Succeeded)
            throw Failure(context, result, CpuPackage);

        var caches = PackageFolders(Path.Combine(ProjectFolder(context), "obj", "project.assets.json"));
        foreach (var package in new[] { Managed, CpuPackage })
        {
            var native = Native(context, package);
            var source = caches.Select(cache => Path.Combine(cache, native)).FirstOrDefault(Directory.Exists)
                ?? throw new KitException($"{native} is in none of the package folders ({string.Join(", ", caches)})", "dotnet nuget locals all --clear, then run the command again");
            if (PackagedFiles.Problem(source, areRead: true) is { } problem)
                throw new KitException(problem.Problem, problem.Fix);
            foreach (var file in Directory.GetFiles(source))
            {
                var target = Path.Combine(folder, Path.GetFileName(file));
                // Ours to change, so a copy: files in the cache are shared by every checkout.
                if (package == Managed)
                    File.Copy(file, target);
                else
                    File.CreateSymbolicLink(target, file);
            }
        }
    }

    // False, with one line, where the feed does not serve it: a GPU without its package is no reason to stop.
    private static async Task<bool> WithCudaAsync(SetupContext context, string folder, CancellationToken cancellation)
    {
        context.Report.Line("     ", "grey", $"an NVIDIA GPU is here: {CudaPackage}, several GB");
        var package = $"""<PackageReference Include="{CudaPackage}" Version="{context.Environment.PackageVersion(CudaPackage)}" />""";
        var result = await DotnetAsync(context, ["publish", "-r", Runtime, "--no-self-contained", $"-p:PublishDir={Path.GetRelativePath(ProjectFolder(context), folder)}/"], [package], cancellation);
        if (result.Succeeded && File.Exists(Path.Combine(folder, TorchLibraries.FileName)))
            return true;
        if (!IsAbsent(result))
            throw Failure(context, result, CudaPackage);
        context.Report.Line("     ", "yellow", $"the NuGet feed does not serve {CudaPackage}: tensors stay on the CPU. Fix: add a feed that has it (dotnet nuget add source ADDRESS), then ./kit setup --force");
        AtomicFile.DeleteFolder(folder);
        Directory.CreateDirectory(folder);
        return false;
    }

    private static Task<ProcessResult> DotnetAsync(SetupContext context, string[] words, IEnumerable<string> packages, CancellationToken cancellation) =>
        GeneratedProject.RunAsync(context, ProjectFolder(context), words, packages, cancellation: cancellation);

    private static KitException Failure(SetupContext context, ProcessResult result, string package) =>
        FailureText.OfProgram($"fetching {package} into NuGet's package cache {Cache(context)}", result, $"see {GeneratedProject.LogOf(ProjectFolder(context))}");

    private static bool IsAbsent(ProcessResult result) => result.Text.Contains("NU1101", StringComparison.Ordinal) || result.Text.Contains("NU1102", StringComparison.Ordinal);

    private static string[] PackageFolders(string assets)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(assets));
        return [.. document.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name)];
    }

    private static async Task<bool> HasGpuAsync(SetupContext context, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux() || context.Machine.Find("nvidia-smi") is not { } program)
            return false;
        try
        {
            var list = await context.Processes.RunAsync(program, ["-L"], new ProcessOptions { TimeLimit = TimeSpan.FromSeconds(20) }, cancellation);
            return list.Succeeded && list.Output.Any(line => line.StartsWith("GPU ", StringComparison.Ordinal));
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static byte[]? Weakened(string path, string version)
    {
        try
        {
            return ElfLibrary.Weaken(File.ReadAllBytes(path), version);
        }
        catch (InvalidDataException failure)
        {
            throw new KitException($"{Path.GetFileName(path)} asks for {version}, which this system's C++ library lacks, and {failure.Message}", "./kit setup --force, or a newer system: Debian 13 has it");
        }
    }

    [GeneratedRegex(@"version `(?<version>[^']+)' not found \(required by (?<by>.+)\)")]
    private static partial Regex VersionNotFound();
}
