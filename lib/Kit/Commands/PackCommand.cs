using System.CommandLine;
using System.Globalization;
using VisionAttention.Data;
using VisionAttention.Kit.Packing;
using VisionAttention.Kit.Setup;

namespace VisionAttention.Kit.Commands;

/// <summary>./kit pack</summary>
internal static class PackCommand
{
    private const string DefaultData = "fashion-mnist";
    private const string Ending = ".tar.xz";

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var file = new Option<FileInfo?>("--out") { HelpName = "FILE.tar.xz", Description = "The archive. Default: artifacts/pack/vision-attention-VERSION-linux-x64.tar.xz." };
        var data = new Option<string[]>("--data")
        {
            HelpName = "NAME", Description = $"Data sets of data/manifest.json that go along. Default: {DefaultData}.", AllowMultipleArgumentsPerToken = true,
        };
        var noData = new Option<bool>("--no-data") { Description = "Takes no data set along." };
        var withLibtorch = new Option<bool>("--with-libtorch") { Description = "Takes libtorch along, for the CPU, so that nothing needs to be there; several times as large." };
        var withChecks = new Option<bool>("--with-checks") { Description = "Takes tests/gpu/check.sh along, which measures a GPU in minutes, and the golden cases." };
        var command = new Command(
            "pack",
            "Makes one archive that trains on a machine with PyTorch but without .NET and without a network, a cluster's node for example:\n"
            + "the program, the data, and a README with an example job. It takes libtorch from the PyTorch that is there, of the kit's version or another that fits.")
        {
            file, data, noData, withLibtorch, withChecks,
        };
        command.SetAction(async (arguments, cancellation) =>
        {
            string[] sets = arguments.GetValue(data) is { Length: > 0 } named ? named : [DefaultData];
            if (arguments.GetValue(noData))
                sets = arguments.GetResult(data) is null or { Implicit: true } ? [] : throw new KitException("--data and --no-data contradict each other", "leave one of them out");
            await PackAsync(SetupContext.Current(), arguments.GetValue(file)?.FullName, [.. sets.Distinct()], arguments.GetValue(withLibtorch), cancellation, arguments.GetValue(withChecks));
        });
        return command;
    }

    /// <summary>Makes the archive and says what is inside.</summary>
    public static async Task<string> PackAsync(SetupContext context, string? file, IReadOnlyList<string> dataSets, bool withLibtorch, CancellationToken cancellation, bool withChecks = false)
    {
        var source = new ArchiveFiles(context, withLibtorch, withChecks);
        var path = file ?? Path.Combine(context.Workspace.Output, "pack", source.Name + Ending);
        Refuse(context, path, dataSets);
        await new SetupRunner(context).RunAsync([new TorchStep(), PublishStep.Program], force: false, cancellation);
        var files = source.All(dataSets);
        context.Report.Live($"pack  {Path.GetFileName(path)} ...");
        await new ArchiveWriter(context).WriteAsync(path, source.Name, files, cancellation);
        context.Report.Table(
        [
            ["inside", "files", "MiB unpacked"],
            .. files.GroupBy(part => part.Name.Split('/') is [var top, _, ..] ? $"{top}/" : part.Name)
                .Select(group => new[] { group.Key, $"{group.Count()}", Mebibytes(group.Sum(part => part.Length)) }),
        ]);
        context.Report.Line("pack ", "green", $"{path}: {Mebibytes(new FileInfo(path).Length)} MiB, {(dataSets.Count == 0 ? "no data set" : string.Join(", ", dataSets))}");
        return path;
    }

    // Before anything is built: what cannot succeed is told at once.
    private static void Refuse(SetupContext context, string path, IReadOnlyList<string> dataSets)
    {
        if (!path.EndsWith(Ending, StringComparison.Ordinal) || Directory.Exists(path))
            throw new KitException($"--out {path} is {(Directory.Exists(path) ? "a folder" : $"no {Ending} file")}", $"name a file that ends with {Ending}");
        var known = DataSetManifest.Read(context.Workspace.Root);
        foreach (var name in dataSets)
        {
            if (!known.TryGetValue(name, out var entry))
                throw new KitException($"data set \"{name}\" is not in {DataSetManifest.FileName}", $"choose from {string.Join(", ", known.Keys)}");
            if (!DataSetFiles.LooksComplete(context.Workspace.Root, entry))
                throw new KitException($"{entry.Folder} is missing or not whole", $"./kit data get {name}");
        }
    }

    private static string Mebibytes(long bytes) => (bytes / (double)(1 << 20)).ToString("0.0", CultureInfo.InvariantCulture);
}
