using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using VisionAttention.Data;
using VisionAttention.Kit.Platform;
using VisionAttention.Models;
using VisionAttention.Tensors;
using VisionAttention.Training;
using VisionAttention.Weights;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Training.Ablation;

/// <summary>A table of ways to tell praise from blame in a sentence.</summary>
/// <param name="Name">As the command line gives it.</param>
/// <param name="Title">What is varied.</param>
/// <param name="Settings">The ways, each with the number of sentences that it learns from; null for all.</param>
internal sealed record SentenceSweep(string Name, string Title, IReadOnlyList<(string Label, string Way, int? Count)> Settings);

/// <summary>The sweeps of lesson 12, with its recipes. Each run takes seconds, so they are made here, one after another, on the CPU.</summary>
/// <remarks>A seed chooses the sentences that are held out, those that are learned from, and the first weights.</remarks>
internal static class SentenceSweeps
{
    private const int TestCount = 600;
    private const int MaxLength = 32;
    private const int MaxPieces = 48;
    private const int SpecialTokens = 4;
    private const int Threads = 2;
    private const int Classes = 2;
    private const int OpenFrom = 4;
    private static readonly Dictionary<string, float[]> Known = new(StringComparer.Ordinal);

    private const string Fix = "Fix: ./kit data get sentences minilm, and the same command again";

    public static IReadOnlyList<SentenceSweep> All { get; } =
    [
        new("sentiment", "what reads a review: a word list, a bag of words, an encoder, a pretrained one",
        [
            ("word list", "word list", null), ("bag of words", "bag", null), ("encoder without positions", "encoder without positions", null),
            ("encoder", "encoder", null), ("MiniLM, frozen", "frozen", null),
        ]),
        new("few-sentences", "how many sentences a bag of words, a frozen MiniLM and an opened one need",
        [
            .. new[] { ("bag of words", "bag"), ("MiniLM, frozen", "frozen"), ("MiniLM, two layers open", "open") }
                .SelectMany(way => new int?[] { 20, 100, 500, null }.Select(count => ($"{way.Item1}, {(count is null ? "all" : $"{count}")}", way.Item2, count))),
        ]),
    ];

    public static SentenceSweep? Find(string name) => All.FirstOrDefault(sweep => sweep.Name == name);

    /// <summary>Makes the runs that runs.csv does not have yet, and writes the tables.</summary>
    public static int Run(SentenceSweep sweep, ParseResult parsed, AblateWords words, Terminal terminal)
    {
        Option[] known = [words.Seeds, words.Out, words.Root, words.Json];
        if (words.Options.Except(known).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } astray)
            throw new UsageProblem($"{astray.Name} is for sweeps over pictures: {sweep.Name} takes {string.Join(", ", known.Select(option => option.Name))}");
        var root = parsed.GetValue(words.Root) ?? DataSetManifest.FindRoot();
        var seeds = (int)(parsed.GetValue(words.Seeds) ?? 3);
        var folder = Path.GetFullPath(parsed.GetValue(words.Out) ?? Path.Combine(RunPlaces.All(parsed.GetValue(words.Root)), "..", "ablations", sweep.Name));
        if (SentimentSentences.Load(root).IsSample)
            throw new KitException("the 3,000 sentences are not here, and on a sample of our own a table would mean nothing", Fix["Fix: ".Length..]);
        AtomicFile.MakeFolder(folder);
        var path = Path.Combine(folder, "runs.csv");
        var runs = Finished(path, sweep);
        using var threads = new ThreadCount(Threads);
        foreach (var seed in Enumerable.Range(1, seeds))
        {
            foreach (var (label, way, count) in sweep.Settings.Where(setting => !runs.Any(run => run.Label == setting.Label && run.Seed == seed)))
            {
                terminal.Cancellation.ThrowIfCancellationRequested();
                var clock = Stopwatch.StartNew();
                var accuracy = Measure(way, count, seed, root, terminal.Cancellation);
                runs.Add((label, seed, accuracy, clock.Elapsed.TotalSeconds));
                Write(path, sweep, runs);
                if (!parsed.GetValue(words.Json))
                    terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{label}, seed {seed}: {accuracy:0.00} %"));
            }
        }
        var results = sweep.Settings.Select(setting => new SettingResult(
            setting.Label, [.. runs.Where(run => run.Label == setting.Label && run.Seed <= seeds).OrderBy(run => run.Seed).Select(run => run.Top1)], Paper: null)).ToList();
        AblationChart.Save(Path.Combine(folder, "chart.html"), $"right, % of {TestCount} sentences", results);
        if (parsed.GetValue(words.Json))
            terminal.Out.WriteLine(JsonLines.Of(new { kind = "ablation", sweep = sweep.Name, folder, seeds, settings = results.Select(result => new { setting = result.Label, result.Top1, result.Interval.Mean, result.Interval.Low, result.Interval.High }) }));
        else
            terminal.Table("lrr", [["setting", "right, %", "95 % interval"], .. results.Select(result => AblationReport.Cells(result, hasPaper: false))]);
        return 0;
    }

    private static double Measure(string way, int? count, int seed, string root, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var set = SentimentSentences.Load(root, TestCount, seed);
        var (train, test) = (set.Train.Take(count ?? int.MaxValue).ToList(), set.Test);
        var (labels, expected) = (tensor(train.Select(sentence => sentence.Label).ToArray(), device: CPU), tensor(test.Select(sentence => sentence.Label).ToArray(), device: CPU));
        manual_seed(seed);
        switch (way)
        {
            case "word list":
                if (set.WordList.Count == 0)
                    throw new KitException("the word list is not here", Fix["Fix: ".Length..]);
                var tokeniser = WordPiece.OfWords(train.Concat(test).Select(sentence => sentence.Text), atLeast: 1);
                return 100.0 * test.Count(sentence => (tokeniser.Pieces(sentence.Text).Sum(word => set.WordList.GetValueOrDefault(word)) > 0) == (sentence.Label == 1)) / test.Count;
            case "bag":
                var words = WordPiece.OfWords(train.Select(sentence => sentence.Text));
                using (var probe = LinearProbe.FitTuned(Bag(words, train), labels, Classes))
                    return probe.Accuracy(Bag(words, test), expected);
            case "frozen":
                using (var probe = LinearProbe.FitTuned(Vectors(root, train), labels, Classes))
                    return probe.Accuracy(Vectors(root, test), expected);
            case "open":
                return Opened(root, train, test, labels, expected, seed, cancellation);
            default:
                return Encoder(train, test, labels, expected, way == "encoder" ? TokenPosition.Learned : TokenPosition.None, seed, cancellation);
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
        var options = new TrainingOptions { Epochs = 10, BatchSize = 64, LearningRate = 2e-3, WeightDecay = 0.1, LabelSmoothing = 0.1, Seed = seed, Threads = Threads };
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
        using var upper = new FrozenBelow(model, OpenFrom, batch.Ids, batch.Mask);
        var epochs = Math.Clamp(1200 / train.Count, 3, 15);
        var options = new TrainingOptions { Epochs = epochs, BatchSize = 32, LearningRate = 1e-3, WeightDecay = 0.01, Seed = seed, Threads = Threads };
        var (learned, heldOut) = (upper.All.narrow(0, 0, train.Count), upper.All.narrow(0, train.Count, test.Count));
        TensorTrainer.Fit(upper, learned, labels, options, LayerRates.Falling(model.Options.Depth, 0.3, OpenFrom), cancellation);
        return TensorTrainer.Accuracy(upper, heldOut, expected);
    }

    // [N, 384]; a sentence's vector is the same in every run.
    private static Tensor Vectors(string root, IReadOnlyList<Sentence> sentences)
    {
        var fresh = sentences.Select(sentence => sentence.Text).Where(text => !Known.ContainsKey(text)).Distinct().ToArray();
        if (fresh.Length > 0)
        {
            var (words, model) = Pretrained(root, TextEncoderOptions.MiniLm());
            using var _ = model;
            using var ids = words.Encode(fresh, MaxPieces).Ids;
            var vectors = nn.functional.normalize(TensorTrainer.Predict(model, ids, batchSize: 32), dim: 1);
            for (var row = 0; row < fresh.Length; row++)
                Known[fresh[row]] = vectors[row].data<float>().ToArray();
        }
        return stack(sentences.Select(sentence => tensor(Known[sentence.Text], device: CPU)));
    }

    private static (WordPiece Words, TextEncoder Model) Pretrained(string root, TextEncoderOptions options)
    {
        var folder = MiniLm.Folder(root) ?? throw new KitException("MiniLM is not here", Fix["Fix: ".Length..]);
        var model = new TextEncoder(options);
        ModelWeights.Load(model, Path.Combine(folder, "model.onnx"), new LoadOptions { Except = ["head"] });
        return (WordPiece.Read(Path.Combine(folder, "vocab.txt")), model);
    }

    private static Tensor Ids(WordPiece words, IReadOnlyList<Sentence> sentences) => words.Encode([.. sentences.Select(sentence => sentence.Text)], MaxLength).Ids;

    private static List<(string Label, int Seed, double Top1, double Seconds)> Finished(string path, SentenceSweep sweep)
    {
        var runs = new List<(string, int, double, double)>();
        foreach (var line in File.Exists(path) ? File.ReadLines(path).Skip(1) : [])
        {
            var cells = Csv.Cells(line);
            if (cells is not [var name, var label, var seed, var top1, var seconds] || name != sweep.Name)
                throw new InvalidDataException($"{path} is not of the sweep {sweep.Name}: it has the line {FileErrors.OneLine(line)}. Fix: delete it, or name another folder with --out");
            runs.Add((label, int.Parse(seed, CultureInfo.InvariantCulture), double.Parse(top1, CultureInfo.InvariantCulture), double.Parse(seconds, CultureInfo.InvariantCulture)));
        }
        return runs;
    }

    private static void Write(string path, SentenceSweep sweep, List<(string Label, int Seed, double Top1, double Seconds)> runs)
    {
        string[] lines = [Csv.Line("sweep", "setting", "seed", "top1", "seconds"), .. runs.Select(run => Csv.Line(sweep.Name, run.Label, run.Seed, run.Top1, Math.Round(run.Seconds, 1)))];
        AtomicFile.WriteText(path, string.Join(Environment.NewLine, lines) + Environment.NewLine);
    }
}
