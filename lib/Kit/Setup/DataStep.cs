using VisionAttention.Data;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Setup;

/// <summary>Brings a data set: from Debian's package where apt is at hand, else from its public address.</summary>
internal sealed class DataStep(string dataSet, IProgress<DataSetProgress>? watch = null) : ISetupStep
{
    private const string FixMark = ". Fix: ";

    public string Name => $"data-{dataSet}";

    public string Why => $"{dataSet}, the images that the lessons train on, checked against data/manifest.json";

    public IEnumerable<string> Inputs(SetupContext context) =>
        Entry(context).Files.Select(file => $"{file.Name} {file.Bytes} {file.Sha256}");

    public bool IsInPlace(SetupContext context) => DataSetFiles.LooksComplete(context.Workspace.Root, Entry(context));

    public async Task<string> ApplyAsync(SetupContext context, CancellationToken cancellation)
    {
        var entry = Entry(context);
        if (!DataSetFiles.LooksComplete(context.Workspace.Root, entry) && entry.AptFolder is not null && !Directory.Exists(entry.AptFolder))
            await TryAptAsync(context, cancellation);
        var progress = watch ?? new LineProgress(text => context.Report.Line("     ", "grey", text));
        try
        {
            await DataSetFiles.FetchAsync(context.Workspace.Root, dataSet, context.Http, progress, cancellation);
        }
        catch (Exception failure) when (failure is HttpRequestException or InvalidDataException && failure.Message.Split(FixMark) is [_, _])
        {
            var parts = failure.Message.Split(FixMark);
            throw new KitException(parts[0], parts[1]);
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
