using System.Security;
using System.Xml.Linq;
using VisionAttention.Kit.Platform;

namespace VisionAttention.Kit.Setup;

/// <summary>Asks the NuGet feed once whether it serves the official packages, and writes the profile that follows.</summary>
internal sealed class ProfileStep : ISetupStep
{
    /// <summary>The profiles there are.</summary>
    public static readonly string[] Profiles = ["official", "bundled"];

    /// <inheritdoc/>
    public string Name => "profile";

    /// <inheritdoc/>
    public string Why => "asking the NuGet feed once for TorchSharp; without it the stand-ins in lib/Bundled are used";

    /// <inheritdoc/>
    public IEnumerable<string> Inputs(SetupContext context)
    {
        foreach (var (package, version) in context.Environment.Packages["official"])
        {
            yield return $"{package} {version}";
        }

        yield return $"nvidia-smi {context.Machine.Find("nvidia-smi")}";
    }

    /// <inheritdoc/>
    public bool IsInPlace(SetupContext context) =>
        Chosen(context.Workspace) is { } chosen && (context.RequestedProfile is null || context.RequestedProfile == chosen.Profile);

    /// <inheritdoc/>
    public async Task<string> ApplyAsync(SetupContext context, CancellationToken cancellation)
    {
        var device = await DeviceAsync(context, cancellation);
        var (profile, reason) = context.RequestedProfile is { } requested
            ? (requested, "asked for with --profile")
            : await ProbeAsync(context, device, cancellation);
        AtomicFile.WriteText(context.Workspace.ProfileProps, $"""
            <Project>
              <PropertyGroup>
                <PackageProfile>{profile}</PackageProfile>
                <PackageProfileReason>{SecurityElement.Escape(reason)}</PackageProfileReason>
                <TorchDevice>{device}</TorchDevice>
              </PropertyGroup>
            </Project>

            """);
        return $"profile {profile}, device {device}: {reason}";
    }

    /// <summary>The profile written earlier, or null.</summary>
    public static ProfileChoice? Chosen(Workspace workspace)
    {
        if (!File.Exists(workspace.ProfileProps))
        {
            return null;
        }

        var group = XDocument.Load(workspace.ProfileProps).Root?.Element("PropertyGroup");
        var profile = group?.Element("PackageProfile")?.Value;
        return profile is null
            ? null
            : new ProfileChoice(profile, group!.Element("TorchDevice")?.Value ?? "cpu", group.Element("PackageProfileReason")?.Value ?? "");
    }

    private static readonly TimeSpan ProbeLimit = TimeSpan.FromMinutes(5);

    private static async Task<string> DeviceAsync(SetupContext context, CancellationToken cancellation)
    {
        if (context.Machine.Find("nvidia-smi") is not { } program)
        {
            return "cpu";
        }

        try
        {
            var list = await context.Processes.RunAsync(
                program, ["-L"], new ProcessOptions { TimeLimit = TimeSpan.FromSeconds(20) }, cancellation);
            return list.Succeeded && list.Output.Any(line => line.StartsWith("GPU ", StringComparison.Ordinal)) ? "cuda" : "cpu";
        }
        catch (TimeoutException)
        {
            return "cpu";
        }
    }

    // A restore of an empty project that only downloads: the one question every kind of feed and mirror can answer.
    private static async Task<(string Profile, string Reason)> ProbeAsync(
        SetupContext context, string device, CancellationToken cancellation)
    {
        var folder = Path.Combine(context.Workspace.SetupFolder, "probe");
        AtomicFile.DeleteFolder(folder);
        Directory.CreateDirectory(folder);
        var unused = device == "cuda" ? "TorchSharp-cpu" : "TorchSharp-cuda-linux";
        var packages = context.Environment.Packages["official"].Where(package => package.Key != unused).ToArray();
        var downloads = packages.Select(package => $"""    <PackageDownload Include="{package.Key}" Version="[{package.Value}]" />""");
        File.WriteAllText(Path.Combine(folder, "Directory.Build.props"), "<Project />");
        File.WriteAllText(Path.Combine(folder, "probe.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net{context.Environment.Sdk.Version}</TargetFramework></PropertyGroup>
              <ItemGroup>
            {string.Join('\n', downloads)}
              </ItemGroup>
            </Project>
            """);
        var options = new ProcessOptions
        {
            WorkingDirectory = folder,
            TimeLimit = ProbeLimit,
            LogFile = Path.Combine(context.Workspace.SetupFolder, "probe.log"),
        };
        try
        {
            var restore = await context.Processes.RunAsync(
                context.Machine.Dotnet, ["restore", "probe.csproj", "-tl:off", "-p:NuGetAudit=false"], options, cancellation);
            if (restore.Succeeded)
            {
                return ("official", "the NuGet feed serves TorchSharp and Plotly.NET");
            }

            // A full disk says nothing about the feed.
            if (restore.Text.Contains("No space left", StringComparison.OrdinalIgnoreCase))
            {
                throw FailureText.ExplainOutput(restore.Text, context.Workspace.Root)!;
            }

            var missing = packages
                .Where(package => restore.Output.Any(line => IsAbsent(line, package.Key)))
                .Select(package => package.Key).ToArray();
            return missing.Length > 0
                ? ("bundled", $"the NuGet feed does not serve {string.Join(", ", missing)}")
                : ("bundled", "the NuGet feed could not be asked; ./kit setup --force asks again");
        }
        catch (TimeoutException)
        {
            return ("bundled", $"the NuGet feed did not answer within {ProbeLimit.TotalMinutes} minutes; ./kit setup --force asks again");
        }
        finally
        {
            AtomicFile.DeleteFolder(folder);
        }
    }

    // NU1101: no such package; NU1102: not in this version.
    private static bool IsAbsent(string line, string package) =>
        (line.Contains("NU1101", StringComparison.Ordinal) || line.Contains("NU1102", StringComparison.Ordinal))
        && line.Contains($" {package} ", StringComparison.Ordinal) | line.Contains($" {package}.", StringComparison.Ordinal);
}
