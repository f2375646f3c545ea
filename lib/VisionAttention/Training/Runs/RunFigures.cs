using System.Globalization;
using System.Text;
using Plotly.NET.CSharp;
using VisionAttention.Charts;

namespace VisionAttention.Training.Runs;

/// <summary>The tables and pictures of a run.</summary>
internal static class RunFigures
{
    /// <summary>Counts with the class names at both edges: a row for each true class.</summary>
    public static string Table(long[,] confusion, IReadOnlyList<string> classNames)
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

    /// <summary>Loss and accuracy as a page.</summary>
    public static void Draw(RunRecord run)
    {
        TrainingCurves.Of(run.Options.BatchSize * run.Options.AccumulationSteps, (run.Name, run.Reports))
            .SaveHtml(Path.Combine(run.Folder, RunFiles.Curves));
    }

    private static string Quoted(string text)
    {
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
