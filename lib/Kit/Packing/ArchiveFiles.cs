using System.Security.Cryptography;
using System.Text;
using VisionAttention.Data;
using VisionAttention.Kit.Setup;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Packing;

/// <summary>What goes into the archive that trains elsewhere.</summary>
internal sealed class ArchiveFiles(SetupContext context)
{
    /// <summary>The kind of machine that the program is for, in .NET's words.</summary>
    public const string Runtime = "linux-x64";

    /// <summary>The script that starts everything.</summary>
    public const string Script = "train";

    /// <summary>The archive's name without ending, also that of the folder inside.</summary>
    public string Name => $"{context.Environment.Name}-{context.Environment.Version}-{Runtime}";

    /// <summary>Every file, ordered by name.</summary>
    /// <param name="dataSets">Names of data sets; each is compared with its checksums first.</param>
    /// <exception cref="KitException">Something is missing.</exception>
    /// <exception cref="FileNotFoundException">A file of a data set is missing.</exception>
    /// <exception cref="InvalidDataException">A file of a data set is damaged.</exception>
    public IReadOnlyList<ArchiveFile> All(IReadOnlyList<string> dataSets)
    {
        var workspace = context.Workspace;
        var about = dataSets.Count == 0 ? "no data set" : string.Join(", ", dataSets);
        List<ArchiveFile> files =
        [
            ArchiveFile.OfText(Script, Text("train"), isProgram: true),
            ArchiveFile.Link("kit", Script),
            ArchiveFile.OfText("README.md", Text("README.md")
                .Replace("{version}", context.Environment.Version, StringComparison.Ordinal)
                .Replace("{name}", Name, StringComparison.Ordinal)
                .Replace("{data}", $"{about}, and the list of all with their checksums", StringComparison.Ordinal)),
            ArchiveFile.Of("environment.json", workspace.EnvironmentFile),
            ArchiveFile.Of("LICENSE", workspace.At("LICENSE")),
            ArchiveFile.Of("THIRD-PARTY-NOTICES.md", workspace.At("THIRD-PARTY-NOTICES.md")),
            ArchiveFile.Of(DataSetManifest.FileName, workspace.At(DataSetManifest.FileName)),
            .. Folder("program", Path.GetDirectoryName(workspace.TrainingProgram)!, "./kit pack").Where(IsNeeded),
            ArchiveFile.OfBytes($"program/{NativeTorch.FileName}", Bridge(workspace)),
            .. dataSets.SelectMany(Data),
        ];
        files.Add(ArchiveFile.OfText("sums.sha256", Sums(files)));
        // Not among the sums: it is there to be changed.
        files.Add(ArchiveFile.OfText("job.sh", Text("job.sh"), isProgram: true));
        files.Sort((first, second) => string.CompareOrdinal(first.Name, second.Name));
        return files;
    }

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

    private static IEnumerable<ArchiveFile> Folder(string name, string folder, string fix)
    {
        return Directory.Exists(folder)
            ? Directory.GetFiles(folder).Select(path => ArchiveFile.Of($"{name}/{Path.GetFileName(path)}", path, IsProgram(path)))
            : throw new KitException($"{folder} is missing", fix);
    }

    private static bool IsProgram(string path) => Path.GetFileName(path) is "kit-training";

    // The node may be older than this machine.
    private static byte[] Bridge(Workspace workspace)
    {
        var library = File.ReadAllBytes(Path.Combine(workspace.TorchFolder, NativeTorch.FileName));
        return ElfLibrary.Weaken(library, TorchStep.UnusedVersion) ?? library;
    }

    // A debugger's files and documentation are not.
    private static bool IsNeeded(ArchiveFile file) =>
        Path.GetExtension(file.Name) is not (".pdb" or ".xml")
        && Path.GetFileName(file.Name) is not ("createdump" or "libmscordaccore.so" or "libmscordbi.so" or "libcoreclrtraceptprovider.so");

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
