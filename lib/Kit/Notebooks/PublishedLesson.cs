using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace VisionAttention.Kit.Notebooks;

/// <summary>The rules that a published lesson keeps.</summary>
internal static class PublishedLesson
{
    /// <summary>The most bytes of one output in the file.</summary>
    public const int MostOutputBytes = 200 * 1024;

    /// <summary>What is wrong with a notebook as it lies there, a line each; nothing is executed.</summary>
    public static IReadOnlyList<string> Problems(string name, NotebookFile notebook, string root, string machine)
    {
        List<string> problems = [];
        if (notebook.PublishedCode != notebook.Code)
        {
            var reason = notebook.PublishedCode is null ? "the outputs do not say from which code they come" : "the code has changed since the outputs were made";
            problems.Add($"{name}: {reason}. Fix: ./kit publish {name}");
        }

        foreach (var chart in notebook.Charts.Where(chart => !chart.HasPicture))
            problems.Add($"{name}, cell {chart.Cell}: the chart has no still picture of itself. Fix: ./kit publish --no-execute {name}");
        foreach (var chart in notebook.Charts.Where(chart => chart.PictureBytes > ChartPicture.MostBytes))
            problems.Add($"{name}, cell {chart.Cell}: the still picture has {Kibibytes(chart.PictureBytes)}, at most {Kibibytes(ChartPicture.MostBytes)} are allowed. Fix: ./kit publish --no-execute {name}");
        foreach (var (cell, output) in notebook.Outputs)
            problems.AddRange(OutputProblems(output, root, machine).Select(problem => $"{name}, cell {cell}: {problem}"));
        return problems;
    }

    private static IEnumerable<string> OutputProblems(JsonObject output, string root, string machine)
    {
        var bytes = NotebookFile.Bytes(output);
        if (bytes > MostOutputBytes)
            yield return $"an output has {Kibibytes(bytes)}, at most {Kibibytes(MostOutputBytes)} are allowed. Fix: show less, or round the numbers of the chart";
        if ((string?)output["output_type"] == "error")
            yield return $"the output is an error, {(string?)output["ename"]}. Fix: mend the cell and publish again";
        var text = NotebookFile.TextOf(output["text"]) + NotebookFile.TextOf(output["data"]?["text/plain"]) + NotebookFile.TextOf(output["data"]?["text/html"]);
        if (text.Contains(root, StringComparison.Ordinal))
            yield return $"the output names the folder {root}. Fix: publish again";
        if (machine.Length > 3 && machine != "localhost" && Regex.IsMatch(text, $@"\b{Regex.Escape(machine)}\b"))
            yield return $"the output names the machine {machine}. Fix: do not print it";
    }

    private static string Kibibytes(int bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KiB");
}
