using System.Diagnostics;
using System.Text.RegularExpressions;
using VisionAttention.Kernel.Execution;

namespace VisionAttention.Kernel.Session;

/// <summary>An exception as the front end shows it: cell and line for code from cells, no frame of the kernel.</summary>
internal static partial class Traceback
{
    private const string Red = "\e[31m", Cyan = "\e[36m", Plain = "\e[0m";

    private const int MostFrames = 20;

    internal static List<string> Of(Exception error, Func<string, string?> sourceOf)
    {
        var lines = new List<string>();
        if (error is CellFailedException failed)
        {
            lines.AddRange(failed.Lines.Select(static line => line.Contains(": error ", StringComparison.Ordinal) ? Red + line + Plain : line));
            return lines;
        }

        Add(error, sourceOf, lines, prefix: "");
        return lines;
    }

    /// <summary>What an error says, without the frames of native code that libtorch appends to it.</summary>
    internal static string MessageOf(Exception error)
    {
        var at = error.Message.IndexOf("\nException raised from ", StringComparison.Ordinal);
        return at < 0 ? error.Message : error.Message[..at];
    }

    private static void Add(Exception error, Func<string, string?> sourceOf, List<string> lines, string prefix)
    {
        lines.Add($"{prefix}{Red}{error.GetType().FullName}{Plain}: {MessageOf(error)}");
        if (error is not CellInterruptedException)
        {
            AddFrames(error, sourceOf, lines);
        }

        if (error.InnerException is { } inner)
        {
            Add(inner, sourceOf, lines, prefix: "caused by ");
        }
    }

    private static void AddFrames(Exception error, Func<string, string?> sourceOf, List<string> lines)
    {
        var frames = new StackTrace(error, fNeedFileInfo: true).GetFrames();
        for (var index = 0; index < frames.Length; index++)
        {
            if (index == MostFrames && frames.Length > 2 * MostFrames)
            {
                // Endless recursion: both ends tell the story.
                index = frames.Length - MostFrames;
                lines.Add($"   ... {index - MostFrames} more calls ...");
            }

            var frame = frames[index];
            var method = frame.GetMethod();
            var type = method?.DeclaringType;
            if (method is null || IsMachinery(type))
            {
                continue;
            }

            var file = frame.GetFileName();
            var source = file is null ? null : sourceOf(file);
            var place = file is null ? "" : $" in {Cyan}{(source is null ? Path.GetFileName(file) : file)}{Plain}, line {frame.GetFileLineNumber()}";
            lines.Add($"   at {Name(method, type)}{place}");
            if (source is not null && LineOf(source, frame.GetFileLineNumber()) is { } line)
            {
                lines.Add($"      {line.Trim()}");
            }
        }
    }

    private static bool IsMachinery(Type? type)
    {
        var space = type?.Namespace ?? "";
        return space.StartsWith("VisionAttention.Kernel", StringComparison.Ordinal)
            || space.StartsWith("Microsoft.DotNet.Interactive", StringComparison.Ordinal) || type?.Name is "NotebookDisplay" or "DisplayExtensions"
            || space is "System.Runtime.CompilerServices" or "System.Runtime.ExceptionServices";
    }

    private static string Name(System.Reflection.MethodBase method, Type? type)
    {
        var owner = type?.FullName ?? "";
        if (owner == "Script" || owner.StartsWith("Script+", StringComparison.Ordinal))
        {
            // Compiler-made names: the cell's body, its async methods, its lambdas and its own types.
            owner = owner["Script".Length..].Replace('+', '.').Trim('.');
            if (owner.Contains("<<Initialize>>", StringComparison.Ordinal) || method.Name.Contains("<Initialize>", StringComparison.Ordinal))
            {
                return method.Name == "MoveNext" ? "the cell" : "a lambda of the cell";
            }
        }

        if (GeneratedName().Match(method.Name == "MoveNext" ? owner : method.Name) is { Success: true } generated)
        {
            return generated.Groups[1].Value + "()";
        }

        var parameters = string.Join(", ", method.GetParameters().Select(static parameter => parameter.ParameterType.Name + " " + parameter.Name));
        return $"{(owner.Length > 0 ? owner + "." : "")}{method.Name}({parameters})";
    }

    private static string? LineOf(string source, int number)
    {
        var lines = source.Split('\n');
        return number >= 1 && number <= lines.Length ? lines[number - 1] : null;
    }

    [GeneratedRegex("<([A-Za-z_]\\w*)>")]
    private static partial Regex GeneratedName();
}
