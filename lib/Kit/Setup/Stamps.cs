using System.Security.Cryptography;
using System.Text;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Setup;

/// <summary>Remembers, per step, the hash of the inputs it was last done for.</summary>
internal sealed class Stamps(string folder)
{
    /// <summary>Whether the step was done for these inputs.</summary>
    public bool Holds(string step, string hash) => File.Exists(PathOf(step)) && File.ReadAllText(PathOf(step)) == hash;

    /// <summary>Notes that the step is done.</summary>
    public void Write(string step, string hash) => AtomicFile.WriteText(PathOf(step), hash, makesFolder: true);

    /// <summary>Forgets a step, before it changes anything.</summary>
    public void Forget(string step) => File.Delete(PathOf(step));

    /// <summary>The hash of a step's inputs.</summary>
    public static string Hash(IEnumerable<string> inputs) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', inputs))));

    /// <summary>Names, lengths and times of the source files below some folders: cheap, and changes with every edit.</summary>
    public static IEnumerable<string> Sources(params string[] paths)
    {
        foreach (var path in paths)
        {
            if (File.Exists(path))
            {
                yield return Describe(new FileInfo(path));
            }
            else if (Directory.Exists(path))
            {
                var files = new DirectoryInfo(path).GetFiles("*", SearchOption.AllDirectories);
                Array.Sort(files, (first, second) => string.CompareOrdinal(first.FullName, second.FullName));
                foreach (var file in files)
                    yield return Describe(file);
            }
            else
            {
                yield return $"{path} is not there";
            }
        }
    }

    private string PathOf(string step) => Path.Combine(folder, $"{step}.stamp");

    private static string Describe(FileInfo file) => $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}";
}
