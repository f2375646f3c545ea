using System.Text.RegularExpressions;
using VisionAttention.Kit.Notebooks;

namespace Notebooks.Tests.Texts;

/// <summary>No word of the field is used before the course has explained it: bold marks the place.</summary>
public sealed partial class WordTests
{
    // Words of the field that a learner with school mathematics does not know.
    private static readonly string[] OfTheField =
    [
        "tensor", "dtype", "broadcasting", "gradient", "gradient descent", "learning rate", "dispose scope",
        "convolution", "stride", "padding", "ReLU", "logits", "softmax", "cross-entropy", "linear layer", "epoch", "SGD", "momentum", "Adam", "AdamW", "weight decay",
        "batch norm", "overfitting", "attention weights", "self-attention", "permutation equivariance", "cross-attention",
        "position embedding", "relative position bias", "Vision Transformer", "class token", "ImageNet", "Swin", "DeiT", "stand-alone self-attention",
        "multiply-add", "FLOPs", "MLP", "online softmax", "local self-attention", "relative position embedding", "stem", "bottleneck", "shortcut", "ResNet",
        "warm-up", "checkpoint", "confusion matrix", "layer norm", "GELU", "rollout", "occlusion", "entropy",
    ];

    // They have a meaning outside the field as well, in which an earlier lesson may use them.
    private static readonly string[] Everyday =
        ["batch", "channel", "checkpoint", "device", "filter", "head", "key", "parameter", "patch", "query", "shape", "shortcut", "stem", "step", "token", "value", "view", "window", "mask", "scope", "seed"];

    [Fact]
    public void Every_term_is_explained_once_and_where_it_is_first_used()
    {
        var lessons = Lessons.Numbered().Select(lesson => (lesson.Name, Terms: CourseMap.NumberedLesson.Read(lesson).Terms, Cells: Prose(lesson).ToArray())).ToArray();
        var problems = new List<string>();
        foreach (var (place, lesson) in lessons.Index())
        {
            foreach (var term in lesson.Terms)
            {
                problems.AddRange(lessons[(place + 1)..].Where(other => other.Terms.Contains(term, StringComparer.OrdinalIgnoreCase)).Select(other => $"{term} is explained in {lesson.Name} and again in {other.Name}"));
                var before = Everyday.Contains(term, StringComparer.OrdinalIgnoreCase) ? [] : lessons[..place].SelectMany(other => other.Cells.Select(cell => (other.Name, cell.Id, cell.Text)));
                var own = lesson.Cells.TakeWhile(cell => !cell.Source.Contains($"**{term}**", StringComparison.OrdinalIgnoreCase)).Select(cell => (lesson.Name, cell.Id, cell.Text));
                problems.AddRange(before.Concat(own).Where(cell => Names(cell.Text, term)).Select(cell => $"{term}: used in {cell.Name}, cell {cell.Id}, explained in {lesson.Name}").Take(1));
            }
        }

        Lessons.AssertNone(problems);
    }

    [Fact]
    public void Every_word_of_the_field_that_is_used_is_explained()
    {
        var terms = Lessons.Numbered().SelectMany(lesson => CourseMap.NumberedLesson.Read(lesson).Terms).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var texts = Lessons.Numbered().SelectMany(Prose).Select(cell => cell.Text).ToArray();

        Lessons.AssertNone(OfTheField.Where(word => !terms.Contains(word) && !terms.Contains(word + "s") && texts.Any(text => Names(text, word))).Select(word => $"{word} is used and nowhere bold"));
    }

    [Theory]
    [InlineData("Two heads are better.", "head", true)]
    [InlineData("Go ahead.", "head", false)]
    [InlineData("It is Adam's.", "Adam", true)]
    [InlineData("To adam.", "Adam", false)]
    [InlineData("Softmax again", "softmax", true)]
    public void A_word_is_found_in_its_forms(string text, string word, bool isThere) => Assert.Equal(isThere, Names(text, word));

    private static bool Names(string text, string term) =>
        Regex.IsMatch(text, $@"(?<![\p{{L}}-]){Regex.Escape(term)}s?(?![\p{{L}}-])", term.Any(char.IsUpper) ? RegexOptions.None : RegexOptions.IgnoreCase);

    // A title names what will be learned, so it is left out, also where a link names it.
    private static IEnumerable<(string Id, string Source, string Text)> Prose(Lesson lesson) =>
        from cell in NotebookFile.Read(lesson.Path).Cells.Skip(1)
        where (string?)cell["cell_type"] == "markdown"
        let source = LessonLink().Replace(NotebookFile.Source(cell), "")
        select ((string)cell["id"]!, source.ReplaceLineEndings(" "), string.Join(' ', new MarkdownText(source).Prose));

    [GeneratedRegex(@"\[[^\]]*\]\([0-9][a-z0-9-]+\.ipynb\)")]
    private static partial Regex LessonLink();
}
