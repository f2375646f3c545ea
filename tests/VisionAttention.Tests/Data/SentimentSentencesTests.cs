using System.Security.Cryptography;
using System.Text.Json;
using VisionAttention.Data;

namespace VisionAttention.Tests.Data;

public sealed class SentimentSentencesTests : IDisposable
{
    private static readonly string Repository = DataSetManifest.FindRoot(AppContext.BaseDirectory);

    private readonly string _root = Directory.CreateTempSubdirectory("sentences-").FullName;
    private readonly Dictionary<string, byte[]> _files = [];

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Stubs_are_dropped_and_of_sentences_that_differ_in_capitals_and_blanks_one_is_left()
    {
        OfPackage([("Great  phone. ", 1), ("great phone.", 1), ("Great\tphone.", 1), ("No use.", 0)], [("Great phone.", 1), ("A fine film.  ", 1)], [("Cold soup.", 0)]);

        var set = SentimentSentences.Load(_root, testCount: 1);

        var all = set.Train.Concat(set.Test).ToArray();
        Assert.Equal(["A fine film.", "Cold soup.", "Great\tphone.", "No use."], all.Select(sentence => sentence.Text).Order(StringComparer.Ordinal));
        Assert.Equal([("A fine film.", 1L, "IMDB"), ("Cold soup.", 0, "Yelp"), ("No use.", 0, "Amazon")],
            all.Where(sentence => !sentence.Text.Contains('\t', StringComparison.Ordinal)).Select(sentence => (sentence.Text, sentence.Label, sentence.Source)).OrderBy(sentence => sentence.Text, StringComparer.Ordinal));
        Assert.Equal((3, 1, false), (set.Train.Count, set.Test.Count, set.IsSample));
        Assert.Equal(-2, set.WordList["abandon"]);
        Assert.Contains("npm package sentiment", set.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_order_or_another_source_of_the_same_sentences_is_split_alike()
    {
        (string, int)[] rows = [.. Enumerable.Range(0, 31).Select(index => ($"Sentence {index} \u0085 caf\u00e9.", index % 2))];
        OfPackage(rows[..11], rows[11..20], rows[20..]);
        var first = SentimentSentences.Load(_root, testCount: 7, seed: 3);
        Directory.Delete(Path.Combine(_root, "data"), recursive: true);
        OfUci([.. rows[..11].Reverse()], [.. rows[11..20].Reverse()], rows[20..]);
        var second = SentimentSentences.Load(_root, testCount: 7, seed: 3);

        Assert.Equal(first.Test, second.Test);
        Assert.Equal(first.Train, second.Train);
        Assert.Equal((7, 24), (first.Test.Count, first.Train.Count));
        Assert.NotEqual(first.Test, SentimentSentences.Load(_root, testCount: 7, seed: 4).Test);
        Assert.Empty(second.WordList);
        Assert.Contains("from UCI's own address", second.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void The_order_is_the_same_on_every_machine()
    {
        OfPackage([("a", 0), ("b", 1), ("c", 0)], [("d", 1), ("e", 0)], [("f", 1), ("g", 0)]);

        var set = SentimentSentences.Load(_root, testCount: 2);

        Assert.Equal("cgebdaf", string.Concat(set.Test.Concat(set.Train).Select(sentence => sentence.Text)));
    }

    [Fact]
    public void Without_data_our_own_sentences_serve_and_say_so()
    {
        OfPackage([("a", 0)], [("b", 1)], [("c", 0)]);
        Directory.Delete(Path.Combine(_root, "data", "sentences"), recursive: true);
        Directory.CreateDirectory(Path.Combine(_root, "data", "samples"));
        File.Copy(Path.Combine(Repository, "data", "samples", "sentences.tsv"), Path.Combine(_root, "data", "samples", "sentences.tsv"));

        var set = SentimentSentences.Load(_root);

        Assert.Equal((120, 30, true), (set.Train.Count, set.Test.Count, set.IsSample));
        Assert.Equal(75, set.Train.Concat(set.Test).Count(sentence => sentence.Label == 1));
        Assert.All(set.Train.Concat(set.Test), sentence => Assert.Equal("sample", sentence.Source));
        Assert.Empty(set.WordList);
        Assert.Contains("./kit data get sentences", set.Note, StringComparison.Ordinal);
        Assert.Equal(5, SentimentSentences.Load(_root, testCount: 5).Test.Count);
    }

    [Fact]
    public void Damaged_and_missing_files_are_errors_that_name_the_fix_and_not_a_reason_for_the_sample()
    {
        OfPackage([("a", 0)], [("b", 1)], [("c", 0)]);
        var path = Path.Combine(_root, "data", "sentences", "imdb.json");
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Matches("imdb.json: SHA-256 is .* Fix: ./kit data get sentences$", Assert.Throws<InvalidDataException>(() => SentimentSentences.Load(_root, 1)).Message);

        File.Delete(path);
        Assert.Matches("imdb.json is missing. Fix: ./kit data get sentences$", Assert.Throws<FileNotFoundException>(() => SentimentSentences.Load(_root, 1)).Message);
    }

    [Theory]
    [InlineData("{ \"a\": 1 }", "is of another kind than expected")]
    [InlineData("[{\"text\":\"a\",\"class\":2}]", "class 2 is neither 0 nor 1")]
    [InlineData("[{\"text\"", "line 1")]
    public void Content_that_is_no_list_of_sentences_is_one_line(string content, string words)
    {
        OfPackage([("a", 0)], [("b", 1)], [("c", 0)]);
        Put("sentences", ("amazon.json", content));

        var message = Assert.Throws<InvalidDataException>(() => SentimentSentences.Load(_root, 1)).Message;

        Assert.Matches($"amazon.json: .*{words}.*. Fix: ./kit data get sentences$", message);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData("a\t1\nb\n")]
    [InlineData("a\t1\nb\t2\n")]
    [InlineData("a\t1\n\t1\n")]
    public void A_line_that_is_no_sentence_and_label_is_named(string content)
    {
        OfUci([("a", 0)], [("b", 1)], [("c", 0)]);
        Put("sentences-uci", ("yelp_labelled.txt", content));

        Assert.EndsWith("yelp_labelled.txt: line 2 is no sentence, tab and 0 or 1. Fix: ./kit data get sentences-uci",
            Assert.Throws<InvalidDataException>(() => SentimentSentences.Load(_root, 1)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_test_that_leaves_nothing_to_learn_from_is_refused(int testCount)
    {
        OfPackage([("a", 0)], [("b", 1)], [("c", 0)]);

        Assert.StartsWith($"testCount {testCount} is not from 1 to 2", Assert.Throws<ArgumentException>(() => SentimentSentences.Load(_root, testCount)).Message, StringComparison.Ordinal);
    }

    /// <summary>Nothing is fetched: where set-up brought the sentences they are read.</summary>
    [Fact]
    public void The_real_sentences_have_the_numbers_that_are_known_of_them()
    {
        var set = SentimentSentences.Load(Repository);
        Assert.SkipWhen(set.IsSample, "the sentences are not here");

        var all = set.Train.Concat(set.Test).ToArray();
        Assert.Equal((2979, 600), (all.Length, set.Test.Count));
        Assert.Equal(["Amazon", "IMDB", "Yelp"], all.Select(sentence => sentence.Source).Distinct().Order());
        Assert.InRange(all.Count(sentence => sentence.Label == 1), 1480, 1500);
        Assert.InRange(set.Test.Count(sentence => sentence.Label == 1), 250, 350);
        Assert.DoesNotContain(all, sentence => sentence.Text.Length != sentence.Text.Trim().Length);
        if (set.WordList.Count > 0)
            Assert.Equal((3382, 3, -3), (set.WordList.Count, set.WordList["good"], set.WordList["bad"]));
    }

    [Fact]
    public void MiniLm_is_a_folder_where_it_is_there_and_an_error_where_it_is_damaged()
    {
        OfPackage([("a", 0)], [("b", 1)], [("c", 0)]);
        Assert.Null(MiniLm.Folder(_root));

        Put("minilm", ("model.onnx", "weights"), ("vocab.txt", "words"));
        Assert.Equal(Path.Combine(_root, "data", "minilm"), MiniLm.Folder(_root));

        File.WriteAllText(Path.Combine(_root, "data", "minilm", "model.onnx"), "weighed");
        Assert.Contains("model.onnx: SHA-256 is", Assert.Throws<InvalidDataException>(() => MiniLm.Folder(_root)).Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(_root, "data", "minilm", "vocab.txt"));
        File.WriteAllText(Path.Combine(_root, "data", "minilm", "model.onnx"), "weights");
        Assert.Contains("vocab.txt is missing", Assert.Throws<FileNotFoundException>(() => MiniLm.Folder(_root)).Message, StringComparison.Ordinal);
    }

    private void OfPackage((string Text, int Class)[] amazon, (string Text, int Class)[] imdb, (string Text, int Class)[] yelp) => Put(
        "sentences", ("amazon.json", Json(amazon)), ("imdb.json", Json(imdb)), ("yelp.json", Json(yelp)), ("labels.json", """{ "abandon": -2, "good": 3 }"""));

    private void OfUci((string Text, int Class)[] amazon, (string Text, int Class)[] imdb, (string Text, int Class)[] yelp) =>
        Put("sentences-uci", ("amazon_cells_labelled.txt", Lines(amazon)), ("imdb_labelled.txt", Lines(imdb)), ("yelp_labelled.txt", Lines(yelp)));

    private static string Json((string Text, int Class)[] rows) =>
        JsonSerializer.Serialize(rows.Select(row => new { text = row.Text, @class = (int?)row.Class }).Append(new { text = "", @class = (int?)null }));

    private static string Lines((string Text, int Class)[] rows) => string.Concat(rows.Select(row => $"{row.Text}  \t{row.Class}\n"));

    // Puts files into the folder of a set, and a manifest that knows the sums of all that was put.
    private void Put(string set, params (string Name, string Content)[] files)
    {
        foreach (var (name, content) in files)
        {
            var path = Path.Combine(_root, "data", set, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, content);
            _files[$"{set}/{name}"] = File.ReadAllBytes(path);
        }
        var sets = new[] { "sentences", "sentences-uci", "minilm" }.ToDictionary(name => name, name => new
        {
            folder = $"data/{name}", licence = "none", addresses = Array.Empty<string>(), archives = new[] { new { name = "a.zip" } },
            files = _files.Where(file => file.Key.StartsWith(name + "/", StringComparison.Ordinal))
                .Select(file => (Name: file.Key.Split('/')[1], file.Value))
                .DefaultIfEmpty((Name: "none", Value: [])) // a set without files would be there always
                .Select(file => new { name = file.Name, archive = "a.zip", bytes = file.Value.Length, sha256 = Convert.ToHexStringLower(SHA256.HashData(file.Value)) }),
        });
        File.WriteAllText(Path.Combine(_root, "data", "manifest.json"), JsonSerializer.Serialize(new { sets }));
    }
}
