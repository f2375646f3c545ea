using System.Globalization;
using System.Net;
using System.Text;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Notebooks;

/// <summary>The page that links what a run produced.</summary>
internal static class LessonIndexPage
{
    /// <summary>Writes index.html into a run's folder.</summary>
    public static string Write(string folder, IReadOnlyList<LessonResult> results)
    {
        var path = Path.Combine(folder, "index.html");
        AtomicFile.WriteText(path, Page(results), makesFolder: true);
        return path;
    }

    private static string Page(IReadOnlyList<LessonResult> results)
    {
        var rows = new StringBuilder();
        foreach (var result in results)
            rows.Append(Row(result));
        return $$"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <title>Vision Attention: what the lessons produced</title>
            <style>
            body { font: 16px/1.5 sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
            table { border-collapse: collapse; width: 100%; }
            th, td { text-align: left; vertical-align: top; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #ccc; }
            td.number { text-align: right; white-space: nowrap; }
            .failed { color: #a00; }
            </style>
            </head>
            <body>
            <h1>Vision Attention</h1>
            <p>Executed lessons. A page opens in any browser, without network; a notebook opens in Jupyter or VS Code.</p>
            <table>
            <tr><th>Lesson</th><th>Files</th><th>Cells</th><th>Charts</th><th>Seconds</th><th>Result</th></tr>
            {{rows}}</table>
            </body>
            </html>

            """;
    }

    private static string Row(LessonResult result)
    {
        var name = WebUtility.HtmlEncode(result.Lesson.Name);
        var files = result.Notebook is null
            ? ""
            : $"""<a href="{name}.html">page</a>, <a href="{name}.ipynb">notebook</a>""";
        var outcome = result.Failure is { } failure
            ? $"""<span class="failed">failed: {WebUtility.HtmlEncode(failure)}</span>"""
            : string.Join("<br>", result.Results.Prepend("ok").Select(WebUtility.HtmlEncode));
        var seconds = result.Seconds.ToString("0.0", CultureInfo.InvariantCulture);
        return $"""<tr><td>{name}</td><td>{files}</td><td class="number">{result.CellsDone} of {result.Cells}</td>"""
            + $"""<td class="number">{result.Charts}</td><td class="number">{seconds}</td><td>{outcome}</td></tr>""" + "\n";
    }
}
