using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security;
using System.Text.Json.Nodes;
using VisionAttention.Kernel.Execution;

namespace VisionAttention.Kernel.Magics;

/// <summary>Brings a NuGet package in: a generated project is restored by the SDK, which then lists the files.</summary>
internal sealed class PackageRestore(References references)
{
    private readonly Dictionary<string, string> _packages = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _sources = [];

    internal void AddSource(string source) => _sources.Add(source);

    internal void Add(string specification, string place)
    {
        var parts = specification.Split(',', StringSplitOptions.TrimEntries);
        var (id, version) = (parts[0], parts.Length > 1 && parts[1].Length > 0 ? parts[1] : "*");
        if (_packages.TryGetValue(id, out var present))
        {
            if (version == "*" || version == "*-*" || version == present)
            {
                return;
            }

            throw CellFailedException.Directive(place, $"{id} version {version} cannot be added because version {present} was added before; restart the kernel to change it");
        }

        _packages[id] = version;
        try
        {
            Restore(place);
        }
        catch
        {
            _packages.Remove(id);
            throw;
        }
    }

    private void Restore(string place)
    {
        var folder = Directory.CreateTempSubdirectory("csharp-kernel-packages-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "packages.csproj"), Project());
            var listing = JsonNode.Parse(Run(folder, place))!["Items"]!;
            references.AddPackageFiles(
                compile: Paths(listing, "ReferencePathWithRefAssemblies"),
                managed: [.. Paths(listing, "RuntimeCopyLocalItems")],
                native: Paths(listing, "NativeCopyLocalItems"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string Project()
    {
        var lines = _packages.Select(package =>
            $"<PackageReference Include=\"{SecurityElement.Escape(package.Key)}\" Version=\"{SecurityElement.Escape(package.Value)}\" />");
        var sources = string.Join(';', _sources.Select(SecurityElement.Escape));
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net{Environment.Version.Major}.{Environment.Version.Minor}</TargetFramework>
                <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
                <SelfContained>false</SelfContained>
                <DisableImplicitFrameworkReferences>false</DisableImplicitFrameworkReferences>
                <RestoreAdditionalProjectSources>{sources}</RestoreAdditionalProjectSources>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>{string.Concat(lines)}</ItemGroup>
            </Project>
            """;
    }

    private static List<string> Paths(JsonNode listing, string item) =>
        [.. (listing[item] as JsonArray ?? []).Where(static entry => (string?)entry!["NuGetPackageId"] is { } id && !id.StartsWith("Microsoft.NETCore.App", StringComparison.Ordinal))
            .Select(static entry => (string)entry!["FullPath"]!)];

    private static string Run(string folder, string place)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath ?? "dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments =
        [
            "msbuild", "packages.csproj", "-restore", "-nologo", "-nodeReuse:false", "-t:ResolveAssemblyReferences;FindReferenceAssembliesForReferences",
            "-getItem:ReferencePathWithRefAssemblies", "-getItem:RuntimeCopyLocalItems", "-getItem:NativeCopyLocalItems",
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start) ?? throw CellFailedException.Directive(place, "dotnet cannot be started to restore the package");
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == 0 && output.TrimStart().StartsWith('{'))
        {
            return output;
        }

        var reason = (output + "\n" + error.Result).Split('\n').FirstOrDefault(static line => line.Contains("error ", StringComparison.Ordinal))
            ?? $"dotnet msbuild ended with {process.ExitCode}";
        reason = reason[(reason.IndexOf("error ", StringComparison.Ordinal) is >= 0 and var at ? at : 0)..].Trim();
        var bracket = reason.LastIndexOf(" [", StringComparison.Ordinal);
        throw CellFailedException.Directive(place, $"the package cannot be restored: {(bracket > 0 ? reason[..bracket] : reason)}; check the id, the version and the feed (dotnet nuget list source)");
    }
}
