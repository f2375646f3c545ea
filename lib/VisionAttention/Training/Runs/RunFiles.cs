using System.Globalization;
using System.Text;
using VisionAttention.Tensors;

namespace VisionAttention.Training.Runs;

/// <summary>What the files in a run's folder are called, and how they are kept.</summary>
internal static class RunFiles
{
    public const string Options = "options.json";
    public const string Machine = "machine.json";
    public const string Metrics = "metrics.csv";
    public const string Confusion = "confusion.csv";
    public const string Curves = "curves.html";
    public const string Weights = "weights.safetensors";

    private const string LockName = "run.lock";

    /// <summary>Keeps other programs from training into a folder until it is disposed; a program that is killed lets go, too.</summary>
    /// <exception cref="IOException">Another program does.</exception>
    public static FileStream Lock(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (error is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new IOException($"another program trains into {FileErrors.OneLine(folder)}: wait for it or choose another folder", error);
        }
    }

    /// <summary>Whether a program trains into a folder now.</summary>
    public static bool IsLocked(string folder)
    {
        try
        {
            using var free = new FileStream(Path.Combine(folder, LockName), FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (IOException error)
        {
            return error is not (FileNotFoundException or DirectoryNotFoundException);
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Writes a small file, whole or not at all.</summary>
    public static void Write(string path, string text) => AtomicFile.WriteText(path, text + Environment.NewLine);

    /// <summary>Counts with the class names at both edges: a row for each true class.</summary>
    public static string ConfusionTable(long[,] confusion, IReadOnlyList<string> classNames)
    {
        var text = new StringBuilder("true class \\ predicted class");
        foreach (var name in classNames)
            text.Append(',').Append(Quoted(name));
        for (var row = 0; row < classNames.Count; row++)
        {
            text.AppendLine().Append(Quoted(classNames[row]));
            for (var column = 0; column < classNames.Count; column++)
                text.Append(',').Append(confusion[row, column].ToString(CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }

    private static string Quoted(string text) => text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
