using VisionAttention.Kit.Platform;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Setup;

/// <summary>A project that names packages and nothing else, so that .NET's own client fetches them.</summary>
internal static class GeneratedProject
{
    /// <summary>Writes the project anew into a folder of its own, and runs dotnet on it; what it says goes to a log beside the folder.</summary>
    /// <param name="context">The checkout.</param>
    /// <param name="folder">The project's folder, which gives it its name.</param>
    /// <param name="words">What dotnet is to do, and its options.</param>
    /// <param name="packages">The items that name the packages.</param>
    /// <param name="variables">Variables that dotnet gets beside the machine's.</param>
    /// <param name="cancellation">Ends it.</param>
    public static Task<ProcessResult> RunAsync(
        SetupContext context, string folder, string[] words, IEnumerable<string> packages,
        IReadOnlyDictionary<string, string>? variables = null, CancellationToken cancellation = default)
    {
        var name = Path.GetFileName(folder);
        AtomicFile.DeleteFolder(folder);
        Directory.CreateDirectory(folder);
        // Files of its own end the search for settings in the folders above.
        foreach (var settings in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
            File.WriteAllText(Path.Combine(folder, settings), "<Project />");
        File.WriteAllText(Path.Combine(folder, $"{name}.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net{context.Environment.Sdk.Version}</TargetFramework>
                <NuGetAudit>false</NuGetAudit>
                <ManagePackageVersionsCentrally>false</ManagePackageVersionsCentrally>
              </PropertyGroup>
              <ItemGroup>
                {string.Join("\n    ", packages)}
              </ItemGroup>
            </Project>
            """);
        var options = new ProcessOptions
        {
            WorkingDirectory = folder,
            LogFile = LogOf(folder),
            OnLine = context.Report.Live,
            Variables = variables ?? ProcessOptions.Default.Variables,
        };
        return context.Processes.RunAsync(context.Machine.Dotnet, [words[0], $"{name}.csproj", "-tl:off", .. words[1..]], options, cancellation);
    }

    /// <summary>Where what dotnet said is kept.</summary>
    public static string LogOf(string folder) => folder + ".log";
}
