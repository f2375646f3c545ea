using System.Security.Cryptography;
using System.Text;
using VisionAttention.Data;
using VisionAttention.Kit.Setup;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Packing;

/// <summary>What goes into the archive that trains elsewhere.</summary>
/// <param name="context">The checkout.</param>
/// <param name="withLibtorch">Whether libtorch goes along, for machines without PyTorch.</param>
/// <param name="withChecks">Whether the check of a GPU goes along, with the golden cases.</param>
internal sealed class ArchiveFiles(SetupContext context, bool withLibtorch, bool withChecks = false)
{
    /// <summary>The script that starts everything.</summary>
    public const string Script = "train";

    /// <summary>The archive's name without ending, also that of the folder inside.</summary>
    public string Name => $"{context.Environment.Name}-{context.Environment.Version}-{PublishStep.Runtime}{(withLibtorch ? "-libtorch" : "")}";

    /// <summary>Every file, ordered by name.</summary>
    public IReadOnlyList<ArchiveFile> All(IReadOnlyList<string> dataSets)
    {
        var workspace = context.Workspace;
        var about = dataSets.Count == 0 ? "no data set" : string.Join(", ", dataSets);
        var torch = string.Join('.', context.Environment.PackageVersion(TorchStep.CpuPackage)!.Split('.')[..2]);
        List<ArchiveFile> files =
        [
            ArchiveFile.OfText(Script, Text("train"), isProgram: true),
            ArchiveFile.Link("kit", Script),
            ArchiveFile.OfText("README.md", Text("README.md")
                .Replace("{version}", context.Environment.Version, StringComparison.Ordinal)
                .Replace("{name}", Name, StringComparison.Ordinal)
                .Replace("{torch}", torch, StringComparison.Ordinal)
                .Replace("{engine}", withLibtorch
                    ? $"libtorch {torch} for the CPU lies inside; PyTorch with CUDA, where there is one, is named with `PYTHON`."
                    : "What computes is the libtorch of a Python's PyTorch, with or without CUDA.", StringComparison.Ordinal)
                .Replace("{libtorch}", withLibtorch ? ". Those of `libtorch/` are compared once, and again after one of its files was touched" : "", StringComparison.Ordinal)
                .Replace("{data}", $"{about}, and the list of all with their checksums", StringComparison.Ordinal)),
            ArchiveFile.Of("environment.json", workspace.EnvironmentFile),
            ArchiveFile.Of("LICENSE", workspace.At("LICENSE")),
            ArchiveFile.Of("THIRD-PARTY-NOTICES.md", workspace.At("THIRD-PARTY-NOTICES.md")),
            ArchiveFile.Of(DataSetManifest.FileName, workspace.At(DataSetManifest.FileName)),
            .. Folder("program", Path.GetDirectoryName(workspace.PackedProgram)!, "./kit pack").Where(IsNeeded),
            .. Torch(workspace),
            .. withChecks ? Checks(workspace) : [],
            .. dataSets.SelectMany(Data),
        ];
        files.Add(ArchiveFile.OfText("sums.sha256", Sums(files)));
        // Not among the sums: it is there to be changed.
        files.Add(ArchiveFile.OfText("job.sh", Text("job.sh"), isProgram: true));
        files.Sort((first, second) => string.CompareOrdinal(first.Name, second.Name));
        return files;
    }

    private static IEnumerable<ArchiveFile> Checks(Workspace workspace) =>
        ((string[])["tests/gpu", "tests/Golden"]).SelectMany(top => Directory.GetFiles(workspace.At(top), "*", SearchOption.AllDirectories)
            .Select(path => ArchiveFile.Of($"{top}/{Path.GetRelativePath(workspace.At(top), path)}", path, path.EndsWith(".sh", StringComparison.Ordinal))));

    private IEnumerable<ArchiveFile> Torch(Workspace workspace)
    {
        yield return ArchiveFile.OfBytes($"program/{TorchLibraries.FileName}", Bridge(workspace));
        // A few kilobytes that ask for libtorch_cpu.so alone: the file of this name in a PyTorch with CUDA asks for CUDA, which may be broken there.
        if (!File.Exists(Path.Combine(workspace.TorchFolder, "libtorch_cuda.so")))
            yield return ArchiveFile.Of("program/libtorch.so", Path.Combine(workspace.TorchFolder, "libtorch.so"));
        if (!withLibtorch)
            yield break;
        // By this name other folders of libtorch say which they are.
        yield return ArchiveFile.OfText("libtorch/build-version", context.Environment.PackageVersion(TorchStep.CpuPackage) + "\n");
        foreach (var path in Directory.GetFiles(workspace.TorchFolder, "*.so*").Where(path => !NotLoaded.Contains(Path.GetFileName(path))))
            yield return ArchiveFile.Of($"libtorch/{Path.GetFileName(path)}", path);
    }

    // For Python, for phones, for libtorch's own tests; and the one that is packed beside the program.
    private static readonly string[] NotLoaded =
        ["libaoti_custom_ops.so", "libbackend_with_compiler.so", "libjitbackend_test.so", "libnnapi_backend.so", "libshm.so", "libtorch_python.so", "libtorchbind_test.so", TorchLibraries.FileName];

    private IEnumerable<ArchiveFile> Data(string name)
    {
        var root = context.Workspace.Root;
        var entry = DataSetManifest.Read(root, name);
        DataSetFiles.Verify(root, name);
        var files = entry.Files.Select(file => ArchiveFile.Of($"{entry.Folder}/{file.Name}", DataSetFiles.PathOf(root, entry, file)));
        // Checksums that were found when the set was unpacked here, where nobody publishes them.
        var found = Path.Combine(root, entry.Folder, "sums.json");
        return File.Exists(found) ? files.Append(ArchiveFile.Of($"{entry.Folder}/sums.json", found)) : files;
    }

    private static IEnumerable<ArchiveFile> Folder(string name, string folder, string fix) =>
        Directory.Exists(folder)
            ? Directory.GetFiles(folder).Select(path => ArchiveFile.Of($"{name}/{Path.GetFileName(path)}", path, IsProgram(path)))
            : throw new KitException($"{folder} is missing", fix);

    private static bool IsProgram(string path) => Path.GetFileName(path) is "kit";

    // The node may be older than this machine.
    private static byte[] Bridge(Workspace workspace)
    {
        var library = File.ReadAllBytes(Path.Combine(workspace.TorchFolder, TorchLibraries.FileName));
        return ElfLibrary.Weaken(library, TorchLibraries.UnusedVersion) ?? library;
    }

    // A debugger's files and documentation are not, nor what of .NET nothing here loads: mail, servers, other collectors.
    private static bool IsNeeded(ArchiveFile file) =>
        Path.GetExtension(file.Name) is not (".pdb" or ".xml")
        && Path.GetFileName(file.Name) is not ("createdump" or "libmscordaccore.so" or "libmscordbi.so" or "libcoreclrtraceptprovider.so" or "libclrgc.so" or "libclrgcexp.so"
            or "System.Private.DataContractSerialization.dll" or "Microsoft.VisualBasic.Core.dll"
            or "System.Net.Quic.dll" or "System.Net.Mail.dll" or "System.Net.HttpListener.dll" or "System.Net.WebSockets.Client.dll" or "System.Formats.Tar.dll"
            or "System.Linq.AsyncEnumerable.dll");

    private static string Sums(IEnumerable<ArchiveFile> files)
    {
        var sums = new StringBuilder();
        foreach (var file in files.Where(file => file.SameAs is null).OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            using var bytes = file.Open();
            sums.Append($"{Convert.ToHexStringLower(SHA256.HashData(bytes))}  {file.Name}\n");
        }

        return sums.ToString();
    }

    private static string Text(string name)
    {
        using var stream = typeof(ArchiveFiles).Assembly.GetManifestResourceStream($"node/{name}")
            ?? throw new InvalidOperationException($"node/{name} is not in the program");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
