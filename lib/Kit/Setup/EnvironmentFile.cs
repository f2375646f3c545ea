using System.Text.Json;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Setup;

/// <summary>environment.json: every version, package, address and checksum of the project.</summary>
internal sealed record EnvironmentFile(
    string Name,
    string Version,
    SdkEntry Sdk,
    IReadOnlyDictionary<string, PackageGroup> Packages,
    IReadOnlyDictionary<string, PackageGroup> Npm,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Apt,
    KernelSpecEntry Kernelspec)
{
    /// <summary>Reads the file at a checkout's root.</summary>
    public static EnvironmentFile Read(Workspace workspace)
    {
        try
        {
            return JsonSerializer.Deserialize<EnvironmentFile>(File.ReadAllText(workspace.EnvironmentFile), Options)
                ?? throw new JsonException("it holds only null");
        }
        catch (JsonException failure)
        {
            throw new KitException($"{workspace.EnvironmentFile} cannot be read: {FileErrors.Json(failure)}", "git checkout environment.json");
        }
    }

    /// <summary>The apt packages of some groups, in order.</summary>
    public IReadOnlyList<string> AptPackages(params string[] groups) => [.. groups.SelectMany(group => Apt[group])];

    /// <summary>The version of a NuGet package, or null where the file does not name it.</summary>
    public string? PackageVersion(string package) => VersionIn(Packages, package);

    /// <summary>The version of an npm package, or null where the file does not name it.</summary>
    public string? NpmVersion(string package) => VersionIn(Npm, package);

    private static string? VersionIn(IReadOnlyDictionary<string, PackageGroup> groups, string package) =>
        groups.Values.Select(group => group.Versions.GetValueOrDefault(package)).FirstOrDefault(version => version is not null);

    private static readonly JsonSerializerOptions Options =
        new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };
}

/// <summary>The .NET SDK: the version that must be there and the page that tells how to install it.</summary>
internal sealed record SdkEntry(string Version, string Install);

/// <summary>Packages of NuGet or npm that serve one end.</summary>
/// <param name="For">What they are for.</param>
/// <param name="Versions">Version by name.</param>
/// <param name="Sizes">What to expect of the large ones, by name.</param>
internal sealed record PackageGroup(string For, IReadOnlyDictionary<string, string> Versions, IReadOnlyDictionary<string, string>? Sizes = null);

/// <summary>How the notebook kernel is registered.</summary>
internal sealed record KernelSpecEntry(string Name, string DisplayName, string Language);
