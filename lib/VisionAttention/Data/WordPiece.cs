using System.Globalization;
using System.Text;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Data;

/// <summary>Cuts text into the pieces of words that BERT's models were trained on, and gives their ids.</summary>
/// <remarks>
/// Text is cleaned of control characters, cut at blanks, around CJK ideographs and punctuation, and put into lower case without accents where the
/// vocabulary has none. From each word the longest piece of the vocabulary is taken, again and again; pieces inside a word begin with <c>##</c>,
/// and a word of which a rest is left is one <c>[UNK]</c>, all of it. Devlin et al. 2019, section 3 (Wu et al. 2016, section 4.1). Agrees with Google's
/// and Hugging Face's code, but for a sigma at the end of a word, which Python's lower case makes ς; special tokens that are written in the text are
/// kept whole, as in the latter.
/// </remarks>
public sealed class WordPiece
{
    private const string Unknown = "[UNK]";
    private const string Start = "[CLS]";
    private const string End = "[SEP]";
    private const string Padding = "[PAD]";
    private const string Inside = "##";
    private const char Blank = ' ';

    private static readonly string[] Specials = [Padding, Unknown, Start, End, "[MASK]"];
    private static readonly Lazy<Dictionary<Rune, string>> Decompositions = new(ReadDecompositions);

    private readonly Dictionary<string, long> _ids = new(StringComparer.Ordinal);
    private readonly bool _lowerCase;
    private readonly int _longestWord;

    /// <summary>A tokeniser for a vocabulary.</summary>
    /// <param name="vocabulary">The pieces; a piece's place is its id. [PAD], [UNK], [CLS] and [SEP] must be among them.</param>
    /// <param name="lowerCase">Whether text is put into lower case and loses its accents ("uncased" models).</param>
    /// <param name="longestWord">Longer words, in code points, are unknown.</param>
    /// <exception cref="ArgumentException">A piece stands twice, or a special token is missing.</exception>
    public WordPiece(IReadOnlyList<string> vocabulary, bool lowerCase = true, int longestWord = 100)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        Require.AboveZero(longestWord, nameof(longestWord));
        (Vocabulary, _lowerCase, _longestWord) = (vocabulary, lowerCase, longestWord);
        for (var id = 0; id < vocabulary.Count; id++)
            Require.That(_ids.TryAdd(vocabulary[id], id), $"the vocabulary has {vocabulary[id]} twice, as {_ids.GetValueOrDefault(vocabulary[id])} and {id}");
        foreach (var special in new[] { Padding, Unknown, Start, End })
            Require.That(_ids.ContainsKey(special), $"the vocabulary has no {special}, which WordPiece needs");
    }

    /// <summary>The pieces; a piece's place is its id.</summary>
    public IReadOnlyList<string> Vocabulary { get; }

    /// <summary>A vocabulary of the whole words of some texts: [PAD], [UNK], [CLS], [SEP], then the words, the most frequent first.</summary>
    /// <param name="texts">What the model is to be trained on.</param>
    /// <param name="atLeast">In how many texts a word must stand; rarer ones are unknown.</param>
    public static WordPiece OfWords(IEnumerable<string> texts, int atLeast = 2)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var counts = texts.SelectMany(text => Words(text, lowerCase: true).Distinct()).CountBy(word => word, StringComparer.Ordinal);
        var words = counts.Where(entry => entry.Value >= atLeast).OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal);
        return new WordPiece([Padding, Unknown, Start, End, .. words.Select(entry => entry.Key)]);
    }

    /// <summary>The id of [PAD], which fills short texts up.</summary>
    public long PaddingId => _ids[Padding];

    /// <summary>Reads a vocabulary from a file with a piece on each line, as models come with (<c>vocab.txt</c>).</summary>
    /// <param name="path">The file.</param>
    /// <param name="lowerCase">Whether text is put into lower case and loses its accents.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no such vocabulary; the message names it.</exception>
    public static WordPiece Read(string path, bool lowerCase = true)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"{FileErrors.OneLine(path)} does not exist", path);
        try
        {
            return new WordPiece(File.ReadAllLines(path), lowerCase);
        }
        catch (ArgumentException problem)
        {
            throw new InvalidDataException($"{FileErrors.OneLine(path)}: {problem.Message}. Fix: take the vocab.txt that came with the model", problem);
        }
    }

    /// <summary>The pieces of a text, without tokens for its start and end.</summary>
    /// <param name="text">Any text; an empty one has no pieces.</param>
    public IReadOnlyList<string> Pieces(string text) => [.. Tokens(text).Select(id => Vocabulary[(int)id])];

    /// <summary>Texts as one batch: [CLS] pieces [SEP], the short ones filled up with [PAD].</summary>
    /// <param name="texts">B texts.</param>
    /// <param name="maxLength">The most tokens a text may have, with [CLS] and [SEP]; what is beyond is cut off at its end. Null for any.</param>
    /// <param name="device">Where the tensors are made; null for the CPU.</param>
    /// <returns>Ids, mask and types, each [B, T] for the longest of the texts; the caller disposes of them.</returns>
    public TokenBatch Encode(IReadOnlyList<string> texts, int? maxLength = null, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return Batch([.. texts.Select(text => (Tokens(text), (List<long>?)null))], maxLength, device ?? CPU);
    }

    /// <summary>Pairs of texts as one batch: [CLS] first [SEP] second [SEP], with type 1 after the first [SEP].</summary>
    /// <param name="pairs">B pairs.</param>
    /// <param name="maxLength">The most tokens a pair may have; tokens are taken from the end of whichever text is longer. Null for any.</param>
    /// <param name="device">Where the tensors are made; null for the CPU.</param>
    /// <returns>Ids, mask and types, each [B, T] for the longest of the pairs.</returns>
    public TokenBatch Encode(IReadOnlyList<(string First, string Second)> pairs, int? maxLength = null, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return Batch([.. pairs.Select(pair => (Tokens(pair.First), (List<long>?)Tokens(pair.Second)))], maxLength, device ?? CPU);
    }

    private TokenBatch Batch((List<long> First, List<long>? Second)[] texts, int? maxLength, Device device)
    {
        Require.That(texts.Length > 0, "there are no texts to encode");
        Require.That(maxLength is null or > 3, $"maxLength {maxLength} leaves no room beside [CLS] and two [SEP]: it must be above 3");
        foreach (var (first, second) in texts)
            Truncate(first, second, (maxLength ?? int.MaxValue) - (second is null ? 2 : 3));
        var length = texts.Max(text => text.First.Count + 2 + (text.Second is null ? 0 : text.Second.Count + 1));
        var (ids, types, mask) = (new long[texts.Length, length], new long[texts.Length, length], new bool[texts.Length, length]);
        for (var row = 0; row < texts.Length; row++)
        {
            var (first, second) = texts[row];
            long[] tokens = [_ids[Start], .. first, _ids[End], .. second ?? [], .. second is null ? (long[])[] : [_ids[End]]];
            for (var place = 0; place < length; place++)
            {
                mask[row, place] = place < tokens.Length;
                ids[row, place] = place < tokens.Length ? tokens[place] : PaddingId;
                types[row, place] = place < tokens.Length && place >= first.Count + 2 ? 1 : 0;
            }
        }
        return new TokenBatch(tensor(ids, device: device), tensor(mask, device: device), tensor(types, device: device));
    }

    private static void Truncate(List<long> first, List<long>? second, int most)
    {
        while (first.Count + (second?.Count ?? 0) > most)
        {
            var longer = second is null || first.Count > second.Count ? first : second;
            longer.RemoveAt(longer.Count - 1);
        }
    }

    private List<long> Tokens(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = new List<long>();
        var rest = text.AsSpan();
        while (rest.Length > 0)
        {
            var (at, special) = (rest.Length, "");
            foreach (var known in Specials.Where(_ids.ContainsKey))
            {
                var found = rest.IndexOf(known, StringComparison.Ordinal);
                if (found >= 0 && found < at)
                    (at, special) = (found, known);
            }
            foreach (var word in Words(rest[..at].ToString(), _lowerCase))
                AddPieces(word, tokens);
            if (special.Length > 0)
                tokens.Add(_ids[special]);
            rest = rest[(at + special.Length)..];
        }
        return tokens;
    }

    // Greedy: the longest piece from where the last one ended; all of a word, or nothing.
    private void AddPieces(string word, List<long> tokens)
    {
        var before = tokens.Count;
        var starts = new List<int> { 0 };
        foreach (var rune in word.EnumerateRunes())
            starts.Add(starts[^1] + rune.Utf16SequenceLength);
        for (var from = 0; from < starts.Count - 1;)
        {
            var to = starts.Count - 1 > _longestWord ? from : starts.Count - 1;
            while (to > from && !_ids.ContainsKey(Piece(from, to)))
                to--;
            if (to == from)
            {
                tokens.RemoveRange(before, tokens.Count - before);
                tokens.Add(_ids[Unknown]);
                return;
            }
            tokens.Add(_ids[Piece(from, to)]);
            from = to;
        }

        string Piece(int from, int to) => (from > 0 ? Inside : "") + word[starts[from]..starts[to]];
    }

    private static string[] Words(string text, bool lowerCase)
    {
        var spaced = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsSpace(rune))
                spaced.Append(Blank);
            else if (rune.Value != 0 && rune != Rune.ReplacementChar && !IsControl(rune))
                Append(spaced, IsIdeograph(rune), rune.ToString());
        }
        var cleaned = lowerCase ? Plain(spaced.ToString()) : spaced.ToString();
        spaced.Clear();
        foreach (var rune in cleaned.EnumerateRunes())
            Append(spaced, IsPunctuation(rune), rune.ToString());
        return spaced.ToString().Split(Blank, StringSplitOptions.RemoveEmptyEntries);
    }

    private static void Append(StringBuilder text, bool isAlone, string piece)
    {
        if (isAlone)
            text.Append(Blank).Append(piece).Append(Blank);
        else
            text.Append(piece);
    }

    // Lower case, decomposed, without the marks. The platform decomposes only where its cultures are installed, so the table is our own.
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            foreach (var part in Decomposed(rune).EnumerateRunes().Where(part => Rune.GetUnicodeCategory(part) != UnicodeCategory.NonSpacingMark))
                plain.Append(Rune.ToLowerInvariant(part).ToString());
        }
        return plain.ToString();
    }

    private static string Decomposed(Rune rune)
    {
        const int FirstSyllable = 0xAC00, LastSyllable = 0xD7A3, Vowels = 21, Finals = 28, Lead = 0x1100, Vowel = 0x1161, Final = 0x11A7;
        if (rune.Value is < FirstSyllable or > LastSyllable)
            return Decompositions.Value.GetValueOrDefault(rune) ?? rune.ToString();
        var (letters, final) = Math.DivRem(rune.Value - FirstSyllable, Finals);
        var (lead, vowel) = Math.DivRem(letters, Vowels);
        return $"{(char)(Lead + lead)}{(char)(Vowel + vowel)}{(final == 0 ? "" : (char)(Final + final))}";
    }

    // Each line: what is left of a character without its marks, a blank, and the characters of which that is left (Unicode's canonical decompositions).
    private static Dictionary<Rune, string> ReadDecompositions()
    {
        var table = new Dictionary<Rune, string>();
        using var stream = typeof(WordPiece).Assembly.GetManifestResourceStream("decompositions.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            var blank = line.IndexOf(Blank, StringComparison.Ordinal);
            foreach (var rune in line[(blank + 1)..].EnumerateRunes())
                table.Add(rune, line[..blank]);
        }
        return table;
    }

    private static bool IsSpace(Rune rune) => rune.Value is ' ' or '\t' or '\n' or '\r' 
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static bool IsControl(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    // Of ASCII also what Unicode calls a symbol, such as $ and ^.
    private static bool IsPunctuation(Rune rune) => rune.IsAscii
        ? rune.Value > Blank && rune.Value < 127 && !Rune.IsLetterOrDigit(rune)
        : Rune.GetUnicodeCategory(rune) is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation
            or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation;

    private static bool IsIdeograph(Rune rune) => rune.Value is
        (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
        or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B820 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}

/// <summary>Texts as token ids, of one length.</summary>
/// <param name="Ids">[B, T], Int64.</param>
/// <param name="Mask">[B, T], true for every token that is one, false for what only fills a text up.</param>
/// <param name="Types">[B, T], Int64: 1 for the second text of a pair, else 0.</param>
public sealed record TokenBatch(Tensor Ids, Tensor Mask, Tensor Types) : IDisposable
{
    /// <summary>Releases the tensors.</summary>
    public void Dispose()
    {
        Ids.Dispose();
        Mask.Dispose();
        Types.Dispose();
    }
}
