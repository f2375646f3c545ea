using System.Text.Json;

namespace VisionAttention.Kit.Configuration;

/// <summary>environment.json: every version, package, address and checksum of the project.</summary>
internal sealed record EnvironmentFile(
    string Name,
    string Version,
    SdkEntry Sdk,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Packages,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Apt,
    IReadOnlyDictionary<string, WebFileEntry> Npm,
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
            throw new KitException($"{workspace.EnvironmentFile} cannot be read: {failure.Message.TrimEnd('.')}", "git checkout environment.json");
        }
    }

    /// <summary>The apt packages of some groups, in order.</summary>
    public IReadOnlyList<string> AptPackages(params string[] groups) => [.. groups.SelectMany(group => Apt[group])];

    private static readonly JsonSerializerOptions Options =
        new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };
}

/// <summary>The .NET SDK: the version that must be there and the page that tells how to install it.</summary>
internal sealed record SdkEntry(string Version, string Install);

/// <summary>One file out of an npm package.</summary>
internal sealed record WebFileEntry(string Version, string Archive, string File, long Bytes, string Sha256);

/// <summary>How the notebook kernel is registered.</summary>
internal sealed record KernelSpecEntry(string Name, string DisplayName, string Language);
