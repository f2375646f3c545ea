using System.Text.Json;
using VisionAttention.Tensors;

namespace VisionAttention.Data;

/// <summary>A sentence of a review, and whether it praises.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Label">1 positive, 0 negative.</param>
/// <param name="Source">Where it was written: "Amazon", "IMDB" or "Yelp"; "sample" for one of our own.</param>
public sealed record Sentence(string Text, long Label, string Source);

/// <summary>Labelled sentences, no two of them alike, in two parts.</summary>
/// <param name="Train">To learn from.</param>
/// <param name="Test">To be measured on.</param>
/// <param name="WordList">AFINN: what a word is worth, from -5 to 5. Empty where the sentences did not come with it.</param>
/// <param name="IsSample">Whether these are only the few sentences of our own.</param>
/// <param name="Note">A sentence for the learner: where the data are from, and on what terms.</param>
public sealed record SentenceSet(
    IReadOnlyList<Sentence> Train, IReadOnlyList<Sentence> Test, IReadOnlyDictionary<string, int> WordList, bool IsSample, string Note);

/// <summary>Sentiment Labelled Sentences: 3,000 sentences of reviews of products, films and restaurants, half of them positive.</summary>
/// <remarks>Kotzias et al. 2015, "From Group to Individual Labels using Deep Features", KDD. AFINN: Nielsen 2011, arXiv 1103.2903.</remarks>
public static class SentimentSentences
{
    /// <summary>Its name in data/manifest.json and under data/.</summary>
    public const string Name = "sentences";

    private const string FromUci = "sentences-uci";
    private const string Sample = "data/samples/sentences.tsv";

    private static readonly (string Source, string InPackage, string AtUci)[] Files =
        [("Amazon", "amazon.json", "amazon_cells_labelled.txt"), ("IMDB", "imdb.json", "imdb_labelled.txt"), ("Yelp", "yelp.json", "yelp_labelled.txt")];

    /// <summary>Reads the sentences from data/sentences, else from data/sentences-uci, after checking every file, else from a small sample of our own.</summary>
    /// <remarks>Of sentences that differ in nothing but capitals and white space one is kept. What is left is put in order before <paramref name="seed"/>
    /// chooses, so that the same sentences are split in the same way on every machine, wherever they came from.</remarks>
    /// <param name="repositoryRoot">The folder that holds data/.</param>
    /// <param name="testCount">The number of sentences to test on; of the sample a fifth at most.</param>
    /// <param name="seed">Chooses them, and the order of all.</param>
    /// <exception cref="ArgumentException">There are too few sentences for that test.</exception>
    /// <exception cref="InvalidDataException">A file is damaged; the message names it and the command that fetches it again.</exception>
    /// <exception cref="FileNotFoundException">A file is missing beside others of its set; likewise.</exception>
    public static SentenceSet Load(string repositoryRoot, int testCount = 600, long seed = 0)
    {
        var set = new[] { Name, FromUci }.FirstOrDefault(name => IsHere(repositoryRoot, name));
        var all = set is null ? OfLines(Path.Combine(repositoryRoot, Sample), "sample", $"git checkout {Sample}") : Verified(repositoryRoot, set);
        Sentence[] shuffled =
        [
            .. all.OrderBy(Key, StringComparer.Ordinal).ThenBy(sentence => sentence.Text, StringComparer.Ordinal)
                .ThenBy(sentence => sentence.Source, StringComparer.Ordinal).ThenBy(sentence => sentence.Label)
                .DistinctBy(Key)
                .Select((sentence, index) => (Sentence: sentence, Chance: new KeyedRandom(seed, epoch: 0, (long)RandomPurpose.Split, index).NextBits()))
                .OrderBy(pair => pair.Chance).Select(pair => pair.Sentence),
        ];
        if (testCount < 1 || testCount >= shuffled.Length && set is not null)
            throw new ArgumentException($"testCount {testCount} is not from 1 to {shuffled.Length - 1}, which leaves a sentence to learn from", nameof(testCount));
        if (set is null)
            testCount = Math.Min(testCount, shuffled.Length / 5);
        var wordList = set == Name ? OfJson<Dictionary<string, int>>(Path.Combine(repositoryRoot, "data", Name, "labels.json")) : [];
        return new SentenceSet(shuffled[testCount..], shuffled[..testCount], wordList, set is null, Note(set));
    }

    private static bool IsHere(string root, string name) => DataSetFiles.LooksLike(root, DataSetManifest.Read(root, name)) != DataSetState.Missing;

    private static string Key(Sentence sentence) => string.Join(' ', sentence.Text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Note(string? set) => set switch
    {
        Name => "The sentences are UCI's Sentiment Labelled Sentences (Kotzias et al. 2015) and the word list is AFINN, both out of the npm package sentiment, "
            + "which is MIT-licensed; the sentences' own terms are on UCI's page.",
        FromUci => "The sentences are UCI's Sentiment Labelled Sentences (Kotzias et al. 2015), from UCI's own address; their terms are on UCI's page.",
        _ => "These are a few sentences of our own making, enough to see that the code works, not to learn much from: ./kit data get sentences brings the real ones.",
    };

    private static IEnumerable<Sentence> Verified(string root, string set)
    {
        DataSetFiles.Verify(root, set);
        return Files.SelectMany(file => set == Name
            ? OfPackage(Path.Combine(root, "data", set, file.InPackage), file.Source)
            : OfLines(Path.Combine(root, "data", set, file.AtUci), file.Source, $"./kit data get {set}"));
    }

    // The last element of each array is empty, a trace of how the files were made.
    private static IEnumerable<Sentence> OfPackage(string path, string source)
    {
        foreach (var row in OfJson<List<Row>>(path).Where(row => row.Class is not null && !string.IsNullOrWhiteSpace(row.Text)))
        {
            yield return row.Class is 0 or 1
                ? new Sentence(row.Text!.Trim(), row.Class.Value, source)
                : throw SetFile.Damaged(path, Name, $"class {row.Class} is neither 0 nor 1");
        }
    }

    private static T OfJson<T>(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), JsonSerializerOptions.Web) ?? throw new JsonException("it holds only null");
        }
        catch (JsonException failure)
        {
            throw SetFile.Damaged(path, Name, FileErrors.Json(failure));
        }
    }

    // A sentence, a tab, 0 or 1. Some sentences hold characters that are breaks to others than us.
    private static IEnumerable<Sentence> OfLines(string path, string source, string fix)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path} is missing. Fix: {fix}", path);
        foreach (var (number, line) in File.ReadAllText(path).Split('\n').Index())
        {
            if (line.Trim().Length == 0)
                continue;
            var tab = line.LastIndexOf('\t');
            var text = tab < 0 ? "" : line[..tab].Trim();
            yield return text.Length > 0 && line[(tab + 1)..].Trim() is "0" or "1"
                ? new Sentence(text, line[(tab + 1)..].Trim() == "1" ? 1 : 0, source)
                : throw new InvalidDataException($"{path}: line {number + 1} is no sentence, tab and 0 or 1. Fix: {fix}");
        }
    }

    private sealed record Row(string? Text, long? Class);
}
