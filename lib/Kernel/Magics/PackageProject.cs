using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using VisionAttention.Kernel.Execution;

namespace VisionAttention.Kernel.Magics;

/// <summary>A generated project that asks for packages; the SDK restores it and lists their files.</summary>
internal sealed class PackageProject(IReadOnlyList<PackageReference> packages, IReadOnlyList<string> sources)
{
    /// <summary>Where NuGet keeps packages.</summary>
    internal static string Cache => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } named
        ? named
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    internal const string ExtensionsKey = "KernelExtensions", VersionsKey = "KernelVersions";
    private const int TickMilliseconds = 500;

    private static readonly string[] Arguments =
    [
        "msbuild", "packages.csproj", "-restore", "-nologo", "-nodeReuse:false", "-tl:off",
        "-p:ImportDirectoryBuildProps=false", "-p:ImportDirectoryBuildTargets=false", "-p:ImportDirectoryPackagesProps=false",
        "-t:ResolveAssemblyReferences;FindReferenceAssembliesForReferences",
        "-getItem:ReferencePathWithRefAssemblies", "-getItem:RuntimeCopyLocalItems", "-getItem:NativeCopyLocalItems",
    ];

    private string Text
    {
        get
        {
            var lines = packages.Select(static package =>
                $"<PackageReference Include=\"{SecurityElement.Escape(package.Id)}\" Version=\"{SecurityElement.Escape(package.Version)}\" />");
            return $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <TargetFramework>net{Environment.Version.Major}.{Environment.Version.Minor}</TargetFramework>
                    <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
                    <SelfContained>false</SelfContained>
                    <RestoreAdditionalProjectSources>{string.Join(';', sources.Select(SecurityElement.Escape))}</RestoreAdditionalProjectSources>
                    <RestoreRootConfigDirectory>{SecurityElement.Escape(Directory.GetCurrentDirectory())}</RestoreRootConfigDirectory>
                    <RestoreIgnoreFailedSources>true</RestoreIgnoreFailedSources>
                    <NuGetAudit>false</NuGetAudit>
                  </PropertyGroup>
                  <ItemGroup>{string.Concat(lines)}</ItemGroup>
                </Project>
                """;
        }
    }

    /// <summary>Restores and lists; what was listed before for the same exact versions is taken from the cache, without the SDK.</summary>
    /// <param name="tick">Called twice a second with the seconds so far.</param>
    /// <exception cref="CellFailedException">A feed lacks a package, or the SDK cannot run.</exception>
    /// <exception cref="CellInterruptedException">The cell was stopped.</exception>
    internal PackageFiles Files(Action<int> tick)
    {
        var text = Text;
        var cache = packages.All(static package => package.IsExact) ? CacheFile(text) : null;
        if (Cached(cache) is { } known)
        {
            return known;
        }

        var folder = Directory.CreateTempSubdirectory("csharp-kernel-packages-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "packages.csproj"), text);
            var listing = Restore(folder, tick);
            if (cache is not null)
            {
                Keep(cache, listing);
            }

            return PackageFiles.Read(listing);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string Restore(string folder, Action<int> tick)
    {
        var start = new ProcessStartInfo(DotnetPath()) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        foreach (var argument in Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Started(start);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var watch = Stopwatch.StartNew();
        try
        {
            while (!process.WaitForExit(TickMilliseconds))
            {
                Interruption.Poll();
                tick((int)watch.Elapsed.TotalSeconds);
            }
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            throw;
        }

        var (listing, complaints) = (output.Result, error.Result);
        return process.ExitCode == 0 && listing.TrimStart().StartsWith('{')
            ? WithExtensions(listing, Path.Combine(folder, "obj", "project.assets.json"))
            : throw PackageErrors.From(listing + "\n" + complaints, packages, process.ExitCode);
    }

    /// <summary>The listing, with what the packages bring for notebooks: the SDK lists only what a program needs of them.</summary>
    private static string WithExtensions(string listing, string assetsPath)
    {
        var assets = JsonNode.Parse(File.ReadAllText(assetsPath))!;
        var folders = assets["packageFolders"]!.AsObject().Select(static entry => entry.Key).ToList();
        var files = from library in assets["libraries"]!.AsObject()
                    from file in library.Value!["files"]?.AsArray() ?? []
                    where ((string)file!).StartsWith("interactive-extensions/dotnet/", StringComparison.Ordinal)
                    let path = folders.Select(folder => Path.Combine(folder, (string)library.Value["path"]!, (string)file!)).FirstOrDefault(File.Exists)
                    where path is not null
                    select (JsonNode)path;
        var items = JsonNode.Parse(listing)!;
        items[ExtensionsKey] = new JsonArray([.. files]);
        // A package may bring nothing but others.
        items[VersionsKey] = new JsonObject(assets["libraries"]!.AsObject().Select(static library => library.Key.Split('/')).Select(static parts => KeyValuePair.Create(parts[0], (JsonNode?)parts[1])));
        return items.ToJsonString();
    }

    private Process Started(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw CellFailedException.Directive(packages[^1].Place, $"{start.FileName} cannot be started, and packages need the .NET SDK: {error.Message}");
        }
    }

    /// <summary>The dotnet that runs this kernel; when the kernel has a program of its own, the one on the path.</summary>
    private static string DotnetPath() =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path
        : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private static string CacheFile(string text)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32] + ".json";
        // Among the packages that it lists.
        return Path.Combine(Cache, ".csharp-kernel", name);
    }

    private static PackageFiles? Cached(string? cache)
    {
        try
        {
            return cache is not null && File.Exists(cache) && PackageFiles.Read(File.ReadAllText(cache)) is { AllExist: true } files ? files : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or System.Text.Json.JsonException or InvalidOperationException or NullReferenceException)
        {
            // A damaged cache costs a restore, nothing else.
            return null;
        }
    }

    private static void Keep(string cache, string listing)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(cache)!);
            var draft = cache + "." + Guid.NewGuid().ToString("N");
            File.WriteAllText(draft, listing);
            File.Move(draft, cache, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A home without room or leave to write: the next restore asks the SDK again.
        }
    }
}

/// <summary>The files that a set of packages brings, as the SDK lists them.</summary>
/// <param name="Compile">Assemblies to compile against.</param>
/// <param name="Managed">Assemblies to load.</param>
/// <param name="Native">Native libraries for this platform.</param>
/// <param name="Extensions">What is there for notebooks.</param>
/// <param name="Versions">The version that was taken, by package.</param>
internal sealed record PackageFiles(
    IReadOnlyList<string> Compile, IReadOnlyList<string> Managed, IReadOnlyList<string> Native, IReadOnlyList<string> Extensions, IReadOnlyDictionary<string, string> Versions)
{
    internal bool AllExist => Compile.Concat(Managed).Concat(Native).Concat(Extensions).All(File.Exists);

    internal static PackageFiles Read(string listing)
    {
        var all = JsonNode.Parse(listing)!;
        var items = all["Items"]!;
        string[] kinds = ["ReferencePathWithRefAssemblies", "RuntimeCopyLocalItems", "NativeCopyLocalItems"];
        var lists = kinds.Select(kind => Of(items, kind)).ToList();
        var versions = all[PackageProject.VersionsKey]!.AsObject().ToDictionary(static entry => entry.Key, static entry => (string)entry.Value!, StringComparer.OrdinalIgnoreCase);
        return new PackageFiles(Paths(lists[0]), Paths(lists[1]), Paths(lists[2]), [.. all[PackageProject.ExtensionsKey]!.AsArray().Select(static path => (string)path!)], versions);
    }

    private static List<string> Paths(List<JsonNode> entries) => [.. entries.Select(static entry => (string)entry["FullPath"]!)];

    /// <summary>Those of packages; the framework's own are with the kernel anyway.</summary>
    private static List<JsonNode> Of(JsonNode items, string kind) =>
        [.. (items[kind] as JsonArray ?? []).Select(static entry => entry!)
            .Where(static entry => (string?)entry["NuGetPackageId"] is { } id && !id.StartsWith("Microsoft.NETCore.App", StringComparison.Ordinal))];
}
