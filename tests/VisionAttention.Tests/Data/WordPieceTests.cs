using System.Diagnostics;
using System.Text;
using VisionAttention.Data;

namespace VisionAttention.Tests.Data;

/// <summary>The tokeniser; texts of every awkward kind are held by the golden family text.</summary>
public sealed class WordPieceTests
{
    private const string Python = "/usr/bin/python3";

    private static readonly string[] Vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "un", "##aff", "##able", "good", "!"];

    [Fact]
    public void A_batch_is_as_long_as_its_longest_text_and_not_longer_than_allowed()
    {
        var tokeniser = new WordPiece(Vocabulary);
        using var batch = tokeniser.Encode(["unaffable!", "Good", ""]);
        Assert.Equal([2L, 4, 5, 6, 8, 3, 2, 7, 3, 0, 0, 0, 2, 3, 0, 0, 0, 0], batch.Ids.data<long>().ToArray());
        Assert.Equal([6L, 3, 2], batch.Mask.sum(1).data<long>().ToArray());
        using var cut = tokeniser.Encode(["unaffable!"], maxLength: 4);
        Assert.Equal([2L, 4, 5, 3], cut.Ids.data<long>().ToArray());
    }

    [Fact]
    public void A_word_without_an_end_takes_no_time_and_line_separators_are_blanks()
    {
        var tokeniser = new WordPiece(Vocabulary);
        Assert.Equal(["[UNK]", "good"], tokeniser.Pieces(new string('g', 300_000) + "\u2028good"));
    }

    [Fact]
    public void A_vocabulary_of_words_has_those_that_stand_in_enough_texts()
    {
        var tokeniser = WordPiece.OfWords(["Good, good!", "not good!", "Not bad, [MASK]"], atLeast: 2);
        Assert.Equal(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "!", ",", "good", "not"], tokeniser.Vocabulary);
        Assert.Equal(["not", "[UNK]", "good", "!"], tokeniser.Pieces("NOT so good!"));
    }

    [Fact]
    public void Every_character_loses_its_accents_as_in_Pythons_tables()
    {
        Assert.SkipUnless(File.Exists(Python), $"{Python} is not here");
        // Every code point that decomposes, and what is left of it; Python is there as part of Jupyter, its tables may be of another year.
        using var python = Process.Start(new ProcessStartInfo(Python)
        {
            ArgumentList =
            {
                "-c",
                """
                import unicodedata as u
                for c in range(0x110000):
                    if not 0xD800 <= c <= 0xDFFF and u.category(chr(c)) not in ('Mn', 'Zs', 'Cc', 'Cf') and u.normalize('NFD', chr(c)) != chr(c):
                        print(c, *[ord(x) for x in u.normalize('NFD', chr(c)) if u.category(x) != 'Mn'])
                """,
            },
            RedirectStandardOutput = true,
        })!;
        var lines = python.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        python.WaitForExit();
        Assert.True(lines.Length > 10_000, $"{lines.Length} lines");
        var wrong = lines.Select(line => line.Split(' ').Select(int.Parse).ToArray()).Where(numbers =>
        {
            var left = string.Concat(numbers.Skip(1).Select(number => Rune.ToLowerInvariant(new Rune(number)).ToString()));
            return left.Length > 0 && !new WordPiece([.. Vocabulary.Take(4), left]).Pieces(new Rune(numbers[0]).ToString()).SequenceEqual([left]);
        }).Select(numbers => $"U+{numbers[0]:X}").ToList();
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("the vocabulary has no [SEP]", "[PAD]", "[UNK]", "[CLS]", "a")]
    [InlineData("the vocabulary has a twice, as 1 and 3", "[PAD]", "a", "[CLS]", "a")]
    public void A_vocabulary_that_is_none_is_refused(string says, params string[] vocabulary)
    {
        Refusal.Says(says, () => new WordPiece(vocabulary));
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllLines(path, vocabulary);
        var message = Assert.Throws<InvalidDataException>(() => WordPiece.Read(path)).Message;
        File.Delete(path);
        Assert.Contains(says, message, StringComparison.Ordinal);
        Assert.Contains(path, message, StringComparison.Ordinal);
        Assert.Contains(path, Assert.Throws<FileNotFoundException>(() => WordPiece.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_encoded_is_refused()
    {
        var tokeniser = new WordPiece(Vocabulary);
        Refusal.Says("there are no texts to encode", () => tokeniser.Encode(Array.Empty<string>()));
        Refusal.Says("maxLength 3 leaves no room", () => tokeniser.Encode(["good"], maxLength: 3));
    }
}
