using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Notebooks;

/// <summary>The table of the lessons and the list of their words in notebooks/README.md, both made from the notebooks.</summary>
internal static partial class CourseMap
{
    /// <summary>The map of a folder of lessons.</summary>
    public static string PathIn(string notebooks) => Path.Combine(notebooks, "README.md");

    /// <summary>The map's text with both parts as the notebooks have them.</summary>
    public static string Renew(string text, IReadOnlyList<Lesson> lessons)
    {
        NumberedLesson[] numbered = [.. lessons.Where(lesson => char.IsDigit(lesson.Name[0])).Select(NumberedLesson.Read)];
        return Put(Put(text, "lessons", Table(numbered)), "words", Words(numbered));
    }

    /// <summary>Writes the map anew where it differs.</summary>
    public static bool Write(string notebooks)
    {
        var path = PathIn(notebooks);
        var text = File.ReadAllText(path);
        var renewed = Renew(text, Lesson.All(notebooks));
        if (renewed != text)
            AtomicFile.WriteText(path, renewed);
        return renewed != text;
    }

    private static string Put(string text, string part, string content)
    {
        var (start, end) = ($"<!-- {part}: made by ./kit publish -->\n", $"\n<!-- end of {part} -->");
        var (from, to) = (text.IndexOf(start, StringComparison.Ordinal), text.IndexOf(end, StringComparison.Ordinal));
        if (from < 0 || to < from)
            throw new KitException($"notebooks/README.md lacks the lines \"{start.Trim()}\" and \"{end.Trim()}\"", "git checkout notebooks/README.md");
        return text[..(from + start.Length)] + content + text[to..];
    }

    private static string Table(IReadOnlyList<NumberedLesson> lessons)
    {
        var table = new StringBuilder("| # | lesson | needs | code cells | exercises with their difficulty; bold: a must | minutes to read and try | seconds to run |\n|---|---|---|---|---|---|---|\n");
        foreach (var lesson in lessons)
        {
            var exercises = lesson.Exercises.Select(exercise => exercise.Task is { Importance: "must" } ? $"**{exercise.Name} {exercise.Task.Difficulty}**" : $"{exercise.Name} {exercise.Task?.Difficulty}");
            table.AppendLine(CultureInfo.InvariantCulture,
                $"| {lesson.Number} | [{lesson.Title}]({lesson.Name}.ipynb) | {lesson.Needs} | {lesson.CodeCells} | {string.Join(" · ", exercises)} | {lesson.Minutes} | {lesson.Seconds:0} |");
        }
        var tasks = lessons.SelectMany(lesson => lesson.Exercises).ToArray();
        table.Append(CultureInfo.InvariantCulture,
            $"| | all | | {lessons.Sum(lesson => lesson.CodeCells)} | {tasks.Length}, {tasks.Count(exercise => exercise.Task is { Difficulty: 3 })} of difficulty 3 | {lessons.Sum(lesson => lesson.Minutes)} | {lessons.Sum(lesson => Math.Round(lesson.Seconds)):0} |");
        return table.ToString();
    }

    private static string Words(IReadOnlyList<NumberedLesson> lessons) =>
        "| lesson | explains |\n|---|---|\n" + string.Join('\n', lessons.Where(lesson => lesson.Terms.Count > 0)
            .Select(lesson => $"| [{lesson.Number}]({lesson.Name}.ipynb) | {string.Join(", ", lesson.Terms)} |"));

    /// <summary>What a lesson with a number says of itself.</summary>
    internal sealed partial record NumberedLesson(string Name, string Title, string Needs, int CodeCells, IReadOnlyList<Exercise> Exercises, int Minutes, double Seconds, IReadOnlyList<string> Terms)
    {
        public string Number => Name[..2];

        public static NumberedLesson Read(Lesson lesson)
        {
            var notebook = NotebookFile.Read(lesson.Path);
            var head = NotebookFile.TextOf(notebook.Cells[0]["source"]);
            var (title, minutes, before) = (TitleForm().Match(head), MinutesForm().Match(head), BeforeForm().Match(head).Groups[1].Value);
            if (title.Groups[1].Value != lesson.Name[..2] || !minutes.Success)
                throw new KitException($"{lesson.Name}: the first cell does not begin with \"# {lesson.Name[..2]} · title\", or its table has no \"Minutes on a 2-core CPU | 60 to read and try, under 1 to run\"", "write them as the other lessons do");
            string[] links = [.. LinkForm().Matches(before).Select(match => match.Groups[1].Value)];
            return new NumberedLesson(
                lesson.Name, title.Groups[2].Value, links.Length > 0 ? string.Join(", ", links) : before, notebook.CodeCells.Count(), Exercise.Of(notebook.Cells),
                int.Parse(minutes.Groups[1].ValueSpan, CultureInfo.InvariantCulture), notebook.Seconds, TermsOf(notebook.Cells.Skip(1)));
        }

        // A term is bold where it is explained; the frame's own words end with a full stop, the question of a lesson with its mark.
        private static string[] TermsOf(IEnumerable<JsonObject> cells)
        {
            var texts = cells.Where(cell => (string?)cell["cell_type"] == "markdown").Select(cell => Code().Replace(NotebookFile.TextOf(cell["source"]), "")).ToArray();
            // At the beginning of a sentence a word is capital that is small elsewhere.
            string Small(string term) => char.ToLowerInvariant(term[0]) + term[1..] is var small && texts.Any(text => Regex.IsMatch(text, $@"\b{Regex.Escape(small)}")) ? small : term;
            return [.. texts.SelectMany(text => TermForm().Matches(text)).Select(match => Small(match.Groups[1].Value.ReplaceLineEndings(" "))).Distinct(StringComparer.OrdinalIgnoreCase)];
        }

        [GeneratedRegex(@"\A# (\d\d) · (.+)$", RegexOptions.Multiline)]
        private static partial Regex TitleForm();

        [GeneratedRegex(@"\| Minutes on a 2-core CPU \| (\d+) to read and try, (?:about )?(?:under )?\d+ to run \|")]
        private static partial Regex MinutesForm();

        [GeneratedRegex(@"\| Before this \| (.+?) \|")]
        private static partial Regex BeforeForm();

        [GeneratedRegex(@"\]\((\d\d)-[a-z0-9-]+\.ipynb")]
        private static partial Regex LinkForm();

        [GeneratedRegex("```.*?```|`[^`]*`", RegexOptions.Singleline)]
        private static partial Regex Code();

        [GeneratedRegex(@"\*\*(\p{L}[^*]*[^*.?:])\*\*")]
        private static partial Regex TermForm();
    }
}
