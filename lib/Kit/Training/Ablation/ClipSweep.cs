using TorchSharp;
using VisionAttention.Data;
using VisionAttention.Models;
using VisionAttention.Training;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Training.Ablation;

/// <summary>How a small CLIP learns emoji; the defaults are lesson 13's.</summary>
internal sealed record ClipVariant
{
    public int HeldOut { get; init; } = 200;

    public int Epochs { get; init; } = 70;

    public int BatchSize { get; init; } = 128;

    public bool Normalise { get; init; } = true;

    public double Temperature { get; init; } = 0.07;

    public bool IsScaleLearned { get; init; } = true;

    /// <summary>Whether each emoji of a batch is in it twice, in both styles where it has both, with one caption for the two.</summary>
    public bool Twice { get; init; }

    /// <summary>Whether the two have a caption each, drawn one by one: another language, or the tags in another order.</summary>
    public bool OwnCaptions { get; init; }

    /// <summary>Whether both pictures of a caption are right, and not only the one beside it. With one caption for the two the loss is the same.</summary>
    public bool SharesTargets { get; init; }
}

/// <summary>What a run of <see cref="ClipSweep"/> leaves.</summary>
internal sealed record ClipRun(Clip Model, IReadOnlyList<double> Losses, IReadOnlyList<double> Numbers);

/// <summary>The sweep of lesson 13, with its recipe: a small CLIP on emoji with English and German names.</summary>
/// <remarks>A seed chooses the emoji that are held out, the first weights, and the order.</remarks>
internal static class ClipSweep
{
    private const int MaxLength = 12;
    private const int Labels = 7;
    private const int Shuffles = 3;
    private const int MostTags = 6;
    private const int Shift = 2;
    private const string English = "en";
    private const string German = "de";

    private static readonly ClipVariant Twice = new() { Twice = true, BatchSize = 64, Epochs = 35 }; // as many pairs in a step, and as many steps

    public static ShortSweep Sweep { get; } = new(
        "clip", "what a small CLIP on emoji needs: vectors of length 1, a learned temperature, large batches, targets for captions that repeat",
        [
            new("text_to_picture_r1", "picture by its name, R@1", "%", "of the emoji learned from"),
            new("held_out_r5", "unseen picture, R@5", "%", "of the held-out emoji whose words are known"),
            new("german_to_english_r1", "German to English, R@1", "%", "of the emoji learned from"),
        ],
        [
            Setting("as in the lesson", new()),
            Setting("no normalisation", new() { Normalise = false }),
            Setting("temperature fixed at 0.07", new() { IsScaleLearned = false }),
            Setting("scale fixed at 1", new() { Temperature = 1, IsScaleLearned = false }),
            Setting("batch 16", new() { BatchSize = 16 }),
            Setting("each twice, one caption", Twice),
            Setting("each twice, two captions", Twice with { OwnCaptions = true }),
            Setting("each twice, two captions, shared targets", Twice with { OwnCaptions = true, SharesTargets = true }),
        ]);

    private static ShortSetting Setting(string label, ClipVariant variant) => new(label, (seed, root, cancellation) => Measure(variant, seed, root, cancellation), Need);

    private static void Need(string root)
    {
        if (EmojiSet.Open(root, English, German).IsSample)
            throw new KitException("the emoji are not here, and on the few of the sample a table would mean nothing", "./kit data get emoji, and the same command again");
    }

    private static IReadOnlyList<double> Measure(ClipVariant variant, int seed, string root, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var set = EmojiSet.Open(root, English, German);
        var noto = set.Pictures(EmojiStyle.Noto);
        var isInBoth = tensor(Enumerable.Range(0, set.All.Count).Select(place => set.HasPicture(EmojiStyle.EmojiOne, place)).ToArray(), device: CPU).reshape(-1, 1, 1, 1);
        var run = Run(set.All, noto, variant.Twice ? where(isInBoth, set.Pictures(EmojiStyle.EmojiOne), noto) : noto, variant, seed, cancellation);
        using var _ = run.Model;
        return run.Numbers;
    }

    /// <summary>Trains a model and asks it for pictures, unseen pictures, and English for German.</summary>
    /// <param name="all">N emoji with names in both languages.</param>
    /// <param name="pictures">[N, 3, side, side], from 0 to 1.</param>
    /// <param name="again">Likewise: what the second picture of an emoji is where it is taken twice.</param>
    /// <param name="variant">The recipe.</param>
    /// <param name="seed">Chooses what is held out, the first weights, and the order.</param>
    /// <param name="cancellation">Ends it between two steps.</param>
    internal static ClipRun Run(IReadOnlyList<Emoji> all, Tensor pictures, Tensor again, ClipVariant variant, int seed, CancellationToken cancellation = default)
    {
        var order = BatchOrder.Shuffled(all.Count, seed, epoch: 0);
        Emoji[] train = [.. order[variant.HeldOut..].Select(place => all[place])];
        var words = WordPiece.OfWords(train.SelectMany(emoji => new[] { English, German }.SelectMany(language => emoji.Names[language].Tags.Prepend(emoji.Names[language].Label))), atLeast: 1);
        var known = order[..variant.HeldOut].Where(place => !words.Pieces(all[place].Names[English].Label).Contains("[UNK]")).ToArray();

        var learned = Of(pictures, order[variant.HeldOut..]);
        var (deviation, mean) = std_mean(learned, [0, 2, 3], unbiased: true, keepdim: true);
        learned = (learned - mean) / deviation;                                                     // [n, 3, side, side]
        var both = cat([learned, (Of(again, order[variant.HeldOut..]) - mean) / deviation]);        // [2n, 3, side, side]
        var captions = Ids(words, Captions(train, seed));                                           // [variants · n, 12]

        manual_seed(seed);
        var model = new Clip(Options(pictures.shape[3], words, variant));
        var options = new TrainingOptions { Epochs = variant.Epochs, BatchSize = variant.BatchSize, LearningRate = 1e-3, WeightDecay = 0.1, Seed = seed, Threads = ShortSweeps.Threads };
        var losses = TensorTrainer.Fit(
            model, train.Length, LossOf, options, name => name == "logit_scale" && !variant.IsScaleLearned ? 0 : 1, (_, _) => model.ClampScale(), cancellation);

        using var off = no_grad();
        model.eval();
        var (english, german) = (Texts(train, English), Texts(train, German));
        return new ClipRun(model, losses,
        [
            Recall(english, model.EncodeImages(learned), 1),
            Recall(Texts(known.Select(place => all[place]), English), model.EncodeImages((Of(pictures, known) - mean) / deviation), 5),
            Recall(german, english, 1),
        ]);

        Tensor Texts(IEnumerable<Emoji> emoji, string language) => model.EncodeTexts(Ids(words, emoji.Select(one => one.Names[language].Label)));

        Tensor Drawn(Tensor rows) => randint(captions.shape[0] / train.Length, rows.shape, dtype: int64, device: rows.device) * train.Length + rows;

        // All that is drawn here is torch's, which is seeded for each step.
        Tensor LossOf(Tensor rows)
        {
            var places = Drawn(rows);
            var (shown, numbers) = (rows, rows);
            if (variant.Twice)
                (shown, numbers, places) = (cat([rows, rows + train.Length]), cat([rows, rows]), cat([places, variant.OwnCaptions ? Drawn(rows) : places]));
            using var targets = variant.SharesTargets ? ContrastiveLoss.SharedTargets(numbers) : null;
            return ContrastiveLoss.Apply(model.call(Shifted(both.index_select(0, shown)), captions.index_select(0, places)), targets);
        }
    }

    private static ClipOptions Options(long side, WordPiece words, ClipVariant variant) => ClipOptions.Of(
        new VisionTransformerOptions { Image = ImageSize.Square(side), PatchSize = 8, EmbedDim = 96, Depth = 4, Heads = 3 },
        new TextEncoderOptions
        {
            Vocabulary = words.Vocabulary.Count, MaxLength = MaxLength, EmbedDim = 96, Depth = 2, Heads = 3, EndId = words.Vocabulary.ToList().IndexOf("[SEP]"),
        }) with { JointDim = 64, Normalise = variant.Normalise, Temperature = variant.Temperature };

    // One variant after another, each of all emoji. Of a language seven are the label and three the tags, shuffled: one drawn at random is the label with a chance of 0.7.
    private static IEnumerable<string> Captions(Emoji[] train, int seed)
    {
        foreach (var language in new[] { English, German })
        {
            for (var variant = 0; variant < Labels + Shuffles; variant++)
            {
                foreach (var (place, emoji) in train.Index())
                {
                    var (label, tags) = (emoji.Names[language].Label, emoji.Names[language].Tags);
                    var order = BatchOrder.Shuffled(tags.Count, seed, epoch: (long)variant * train.Length + place);
                    yield return variant < Labels || tags.Count == 0 ? label : string.Join(' ', order.Take(MostTags).Select(tag => tags[tag]));
                }
            }
        }
    }

    // [texts, 12]
    private static Tensor Ids(WordPiece words, IEnumerable<string> texts)
    {
        using var batch = words.Encode([.. texts], MaxLength);
        return nn.functional.pad(batch.Ids, [0, MaxLength - batch.Ids.shape[1]], value: words.PaddingId);
    }

    private static Tensor Of(Tensor pictures, int[] places) => pictures.index_select(0, tensor(places, device: pictures.device).to(int64));

    // The whole batch by the same way, its border repeated.
    private static Tensor Shifted(Tensor images)
    {
        var way = randint(2 * Shift + 1, [2], dtype: int64, device: CPU).data<long>();
        return nn.functional.pad(images, [Shift, Shift, Shift, Shift], PaddingModes.Replicate).narrow(2, way[0], images.shape[2]).narrow(3, way[1], images.shape[3]);
    }

    private static double Recall(Tensor questions, Tensor candidates, int k) => 100 * Retrieval.Recall(questions.matmul(candidates.t()), k);
}
