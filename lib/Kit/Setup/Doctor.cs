using System.Globalization;
using System.Runtime.CompilerServices;
using VisionAttention.Data;

namespace VisionAttention.Kit.Setup;

/// <summary>Looks at the machine and the checkout without changing either.</summary>
internal sealed class Doctor(SetupContext context)
{
    /// <summary>Everything found, chosen and missing, in reading order.</summary>
    public async IAsyncEnumerable<Finding> ExamineAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var setup = new SetupRunner(context);
        yield return await VersionAsync("dotnet", context.Machine.Dotnet, ["--version"], context.Environment.Sdk.Install, cancellation);
        foreach (var package in context.Environment.Apt.Values.SelectMany(group => group))
            yield return await PackageAsync(package, cancellation);
        yield return await VersionAsync("nbclient", context.Machine.Python, ["-c", "import nbclient; print(nbclient.__version__)"], "./kit setup", cancellation);
        yield return TorchStep.Problem(context, areRead: true) is var (problem, fix)
            ? new Finding(FindingState.Missing, "libtorch", $"{problem}: {fix}")
            : !setup.IsDone(new TorchStep())
            ? new Finding(FindingState.Missing, "libtorch", $"{context.Workspace.Relative(context.Workspace.TorchFolder)} is not as set-up left it: ./kit setup")
            : new Finding(FindingState.Found, "libtorch", $"for TorchSharp {context.Environment.PackageVersion("TorchSharp")} in {context.Workspace.Relative(context.Workspace.TorchFolder)}, as packed");
        foreach (var other in TorchStep.OtherLibtorch())
            yield return new Finding(FindingState.Note, "libtorch", $"{other} is of another version: the kit loads its own by path, but a TorchSharp outside of the kit finds that one first (apt-get remove libtorch-dev)");

        var isLibraryAsSetUp = setup.IsDone(PublishStep.Library);
        yield return Built("library", Path.Combine(context.Workspace.NotebookLibrary, "VisionAttention.dll"), isLibraryAsSetUp);
        yield return Built("kernel", context.Workspace.KernelProgram, setup.IsDone(PublishStep.Kernel));
        yield return Built("plotly.js", context.Workspace.PlotlyScript, isLibraryAsSetUp);
        foreach (var (name, entry) in DataSetManifest.Read(context.Workspace.Root))
        {
            yield return DataSetFiles.LooksComplete(context.Workspace.Root, entry)
                ? new Finding(FindingState.Found, "data", $"{name} in {entry.Folder} (./kit data check proves it)")
                : new Finding(entry is { IsForLessons: true, IsOptional: false } ? FindingState.Missing : FindingState.Note, "data", $"{name}: ./kit data get {name}");
        }

        foreach (var (path, isOurs) in new KernelSpecRegistry(context.Environment.Kernelspec.Name, context.Machine).Registered())
            yield return new Finding(FindingState.Note, "kernelspec", isOurs ? $"registered: {path}" : $"another kernel of our name, left alone: {path}");
        yield return await GpuAsync(cancellation);
        yield return new Finding(FindingState.Found, "cores", $"{Environment.ProcessorCount}");
        var free = new DriveInfo(context.Workspace.Root).AvailableFreeSpace / (double)(1L << 30);
        yield return new Finding(free < 4 ? FindingState.Note : FindingState.Found, "disk", $"{free.ToString("0.0", CultureInfo.InvariantCulture)} GiB free (4 are needed)");
    }

    private async Task<Finding> PackageAsync(string package, CancellationToken cancellation)
    {
        var isForTests = context.Environment.Apt["tests"].Contains(package);
        var isData = context.Environment.Apt["data"].Contains(package);
        if (context.Machine.Find("dpkg-query") is not { } query)
            return new Finding(FindingState.Note, "package", $"{package}: this machine has no dpkg to ask");
        var result = await context.Processes.RunAsync(query, ["-W", "-f=${db:Status-Status} ${Version}", package], cancellation: cancellation);
        var words = result.Output.Count > 0 ? result.Output[0].Split(' ') : [];
        if (words is ["installed", var version])
            return new Finding(FindingState.Found, "package", $"{package} {version}");
        // The data has a public address; the browser and Python's torch serve tests only.
        var isOptional = isForTests || isData;
        return new Finding(
            isOptional ? FindingState.Note : FindingState.Missing,
            "package", $"{package}: {(isForTests ? "only tests need it: ./kit setup --tests" : AptPackages.Command([package]))}");
    }

    private async Task<Finding> VersionAsync(
        string subject, string program, string[] arguments, string fix, CancellationToken cancellation)
    {
        if (!File.Exists(program))
            return new Finding(FindingState.Missing, subject, $"{program} is not there: {fix}");
        var options = new Platform.ProcessOptions { WorkingDirectory = context.Workspace.Root };
        var result = await context.Processes.RunAsync(program, arguments, options, cancellation);
        return result.Succeeded && result.Output.Count > 0
            ? new Finding(FindingState.Found, subject, $"{result.Output[0]} ({program})")
            : new Finding(FindingState.Missing, subject, fix);
    }

    private async Task<Finding> GpuAsync(CancellationToken cancellation)
    {
        if (context.Machine.Find("nvidia-smi") is not { } program)
            return new Finding(FindingState.Note, "GPU", "no nvidia-smi; lessons run on the processor");
        var list = await context.Processes.RunAsync(program, ["-L"], cancellation: cancellation);
        return list.Succeeded && list.Output.Count > 0
            ? new Finding(FindingState.Found, "GPU", list.Output[0])
            : new Finding(FindingState.Note, "GPU", "nvidia-smi lists none; lessons run on the processor");
    }

    private Finding Built(string subject, string path, bool isAsSetUp)
    {
        var name = context.Workspace.Relative(path);
        return !File.Exists(path)
            ? new Finding(FindingState.Missing, subject, $"{name}: ./kit setup")
            : isAsSetUp
            ? new Finding(FindingState.Found, subject, name)
            : new Finding(FindingState.Missing, subject, $"{name} or its sources are not as set-up left them: ./kit setup");
    }
}

/// <summary>One line of `./kit doctor`.</summary>
/// <param name="State">Found, chosen, missing or worth knowing.</param>
/// <param name="Subject">What it is about, one word.</param>
/// <param name="Detail">Version, place, or the command that fixes it.</param>
internal sealed record Finding(FindingState State, string Subject, string Detail);

/// <summary>What a finding means.</summary>
internal enum FindingState
{
    /// <summary>It is there.</summary>
    Found,

    /// <summary>It was decided by set-up or by the user.</summary>
    Chosen,

    /// <summary>It is needed and not there.</summary>
    Missing,

    /// <summary>It is not needed, but worth knowing.</summary>
    Note,
}
