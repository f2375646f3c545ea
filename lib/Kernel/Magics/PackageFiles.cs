using System.Text.Json.Nodes;

namespace VisionAttention.Kernel.Magics;

/// <summary>The files that a set of packages brings, as the SDK lists them.</summary>
/// <param name="Compile">Assemblies to compile against.</param>
/// <param name="Managed">Assemblies to load.</param>
/// <param name="Native">Native libraries for this platform.</param>
/// <param name="Versions">The version that was taken, by package.</param>
internal sealed record PackageFiles(
    IReadOnlyList<string> Compile, IReadOnlyList<string> Managed, IReadOnlyList<string> Native, IReadOnlyDictionary<string, string> Versions)
{
    internal bool AllExist => Compile.Concat(Managed).Concat(Native).All(File.Exists);

    internal static PackageFiles Read(string listing)
    {
        var items = JsonNode.Parse(listing)!["Items"]!;
        string[] kinds = ["ReferencePathWithRefAssemblies", "RuntimeCopyLocalItems", "NativeCopyLocalItems"];
        var lists = kinds.Select(kind => Of(items, kind)).ToList();
        var versions = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in lists.SelectMany(static list => list))
        {
            versions[(string)entry["NuGetPackageId"]!] = (string?)entry["NuGetPackageVersion"] ?? "";
        }

        return new PackageFiles(Paths(lists[0]), Paths(lists[1]), Paths(lists[2]), versions);
    }

    private static List<string> Paths(List<JsonNode> entries) => [.. entries.Select(static entry => (string)entry["FullPath"]!)];

    /// <summary>Those of packages; the framework's own are with the kernel anyway.</summary>
    private static List<JsonNode> Of(JsonNode items, string kind) =>
        [.. (items[kind] as JsonArray ?? []).Select(static entry => entry!)
            .Where(static entry => (string?)entry["NuGetPackageId"] is { } id && !id.StartsWith("Microsoft.NETCore.App", StringComparison.Ordinal))];
}
