using TorchSharp;
using TorchSharp.Modules;
using VisionAttention.Attention;
using VisionAttention.Models;
using VisionAttention.Training;
using VisionAttention.Weights;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>CLIP by the names of OpenAI and of Hugging Face, its loss, and the pooling of its ResNets.</summary>
internal sealed class ClipFamily : GoldenFamily
{
    private static readonly (string File, string Layer)[] PoolingNames =
    [
        ("positional_embedding", "pos_embed"),
        .. new[] { "weight", "bias" }.SelectMany(kind => new[]
        {
            ($"q_proj.{kind}", $"attn.q_proj.{kind}"), ($"k_proj.{kind}", $"attn.k_proj.{kind}"), ($"v_proj.{kind}", $"attn.v_proj.{kind}"), ($"c_proj.{kind}", $"attn.out_proj.{kind}"),
        }),
    ];

    public override string Name => "clip";

    public override bool IsInput(string name) => base.IsInput(name) || name is "text" or "image_features" or "text_features" or "logit_scale";

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        if (golden.Has("text"))
            RunModel(golden, comparison);
        else if (golden.Has("image_features"))
            RunLoss(golden, comparison);
        else
            RunPooling(golden, comparison);
    }

    /// <summary>The model of a case, with its weights and inputs.</summary>
    public static (Clip Model, string Names, Tensor Images, Tensor Texts) Load(GoldenCase golden, bool normalise = true)
    {
        var settings = golden.Settings;
        var ids = golden.Read("text", dimensions: 2, ScalarType.Int64);
        var images = golden.ReadLeaf("input", dimensions: 4);
        settings.Expect("images", images.shape[0]);
        settings.Expect("image", images.shape[2], images.shape[3]);
        settings.Expect("texts", ids.shape[0]);
        settings.Expect("context_length", ids.shape[1]);
        foreach (var text in ids.cpu().unbind())
            ExpectStart(text);
        var names = settings.Word("naming", ("openai", "CLIP"), ("huggingface", "Hugging Face CLIP"));
        var options = ClipOptions.Of(
            new VisionTransformerOptions
            {
                Image = ImageSize.Square(settings.Whole("image")),
                PatchSize = settings.Whole("patch"),
                EmbedDim = settings.Whole("vision_width"),
                Depth = settings.Whole("vision_layers"),
                Heads = settings.Whole("vision_heads"),
                Block = new EncoderBlockOptions { MlpDim = MlpDim("vis") },
            },
            new TextEncoderOptions
            {
                Vocabulary = settings.Whole("vocab"),
                MaxLength = ids.shape[1],
                EmbedDim = settings.Whole("text_width"),
                Depth = settings.Whole("text_layers"),
                Heads = settings.Whole("text_heads"),
                Block = new EncoderBlockOptions { MlpDim = MlpDim("t") },
                EndId = settings.Whole("end_token"),
            },
            settings.ActivationOf("activation"));
        var epsilon = settings.Number("eps");
        var model = new Clip(options with
        {
            JointDim = settings.Whole("embed_dim"),
            Normalise = normalise,
            Image = options.Image with { Block = options.Image.Block with { NormEpsilon = epsilon } },
            Text = options.Text with { Block = options.Text.Block with { NormEpsilon = epsilon } },
        });
        var found = ModelWeights.Load(model, golden.WeightFile).Names;
        if (found != names)
            throw new InvalidDataException($"the weights have the names of {found}, the case says {names}");
        model.to(golden.Device);
        return (model, found, images, ids);

        // The settings do not say it.
        long MlpDim(string tower) => golden.Shape("weights." + golden.Weights.First(
            name => name.StartsWith(tower, StringComparison.Ordinal) && (name.EndsWith(".mlp.fc1.bias", StringComparison.Ordinal) || name.EndsWith(".mlp.c_fc.bias", StringComparison.Ordinal))))[0];

        void ExpectStart(Tensor text) => settings.Expect("start_token", text[0].item<long>());
    }

    private static void RunModel(GoldenCase golden, Comparison comparison)
    {
        var (model, names, images, ids) = Load(golden);
        using (model)
        {
            Towers(golden, comparison, model, images, ids);
            LayerWeights.CompareTwin(golden, comparison, model, () => new Clip(model.Options));
            var logits = model.call(images, ids);
            if (golden.Has("logits_per_text"))
                comparison.Equal("logits_per_text", logits.t());
            comparison.OutputAndBackward(logits);
            comparison.Gradient("input", images);
            VisionTransformerCase.CompareGradients(golden, comparison, model, names);
        }
    }

    // Block after block, and the vectors before and after they are brought to length 1.
    private static void Towers(GoldenCase golden, Comparison comparison, Clip model, Tensor images, Tensor ids)
    {
        using var off = no_grad();
        var steps = model.Image.ForwardSteps(images);
        for (var block = 0; golden.Has($"image_block.{block}"); block++)
            comparison.Equal($"image_block.{block}", steps.Blocks[block]);
        for (var block = 0; golden.Has($"text_block.{block}"); block++)
            comparison.Equal($"text_block.{block}", model.Text.ForwardTo(block + 1, ids));
        if (golden.Has("image_embeds"))
        {
            comparison.Equal("image_embeds", model.EncodeImages(images));
            comparison.Equal("text_embeds", model.EncodeTexts(ids));
        }
        if (!golden.Has("image_features"))
            return;
        var (bare, _, _, _) = Load(golden, normalise: false);
        using (bare)
        {
            comparison.Equal("image_features", bare.EncodeImages(images));
            comparison.Equal("text_features", bare.EncodeTexts(ids));
        }
    }

    private static void RunLoss(GoldenCase golden, Comparison comparison)
    {
        var (images, texts, logScale) = (golden.ReadLeaf("image_features", dimensions: 2), golden.ReadLeaf("text_features", dimensions: 2), golden.ReadLeaf("logit_scale"));
        golden.Settings.Expect("batch", images.shape[0]);
        golden.Settings.Expect("embed_dim", images.shape[1]);
        var logits = ContrastiveLoss.Logits(images, texts, logScale);
        comparison.Equal("logits_per_image", logits);
        comparison.OutputAndBackward(ContrastiveLoss.Apply(logits));
        comparison.Gradient("image_features", images);
        comparison.Gradient("text_features", texts);
        comparison.Gradient("logit_scale", logScale);
    }

    private static void RunPooling(GoldenCase golden, Comparison comparison)
    {
        var settings = golden.Settings;
        var map = golden.ReadLeaf("input", dimensions: 4);
        settings.Expect("batch", map.shape[0]);
        settings.Expect("dim", map.shape[1]);
        using var layer = new AttentionPooling(settings.Grid("grid"), map.shape[1], settings.Whole("heads"), settings.Whole("output_dim"));
        LayerWeights.Put(layer, golden, PoolingNames);
        comparison.OutputAndBackward(layer.call(map));
        comparison.Gradient("input", map);
        LayerWeights.CompareGradients(layer, golden, comparison, PoolingNames);
    }
}

/// <summary>The training of a CLIP: its loss, the bound on its scale, equal captions, recall, and a whole model's loss.</summary>
internal sealed class ClipTrainFamily : GoldenFamily
{
    public override string Name => "clip-train";

    public override bool IsInput(string name) => base.IsInput(name) || name is "text" or "caption" or "image_features" or "text_features";

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        if (golden.Has("text"))
            RunModel(golden, comparison);
        else if (golden.Has("similarity"))
            RunRecall(golden, comparison);
        else if (golden.Has("image_after"))
            RunTrace(golden, comparison);
        else
            RunLoss(golden, comparison);
    }

    private static void RunModel(GoldenCase golden, Comparison comparison)
    {
        var settings = golden.Settings;
        var (model, names, images, ids) = ClipFamily.Load(golden);
        using (model)
        {
            settings.Expect("pairs", images.shape[0]);
            // What fills a text up stands behind its end, and is the same token here.
            settings.Expect("pad_token", ids.cpu()[-1, -1].item<long>());
            var stray = golden.Weights.Where(name => name.EndsWith("position_ids", StringComparison.Ordinal)).ToArray();
            settings.Expect("position_ids_in_file", stray.Length > 0);
            foreach (var name in stray)
                golden.Read("weights." + name).Dispose();
            comparison.Equal("image_embeds", model.EncodeImages(images));
            comparison.Equal("text_embeds", model.EncodeTexts(ids));
            var logits = model.call(images, ids);
            comparison.Equal("logits_per_image", logits);
            comparison.OutputAndBackward(ContrastiveLoss.Apply(logits));
            comparison.Gradient("input", images);
            VisionTransformerCase.CompareGradients(golden, comparison, model, names);
        }
    }

    private static void RunRecall(GoldenCase golden, Comparison comparison)
    {
        var settings = golden.Settings;
        var (images, texts) = (golden.Read("image_features", dimensions: 2), golden.Read("text_features", dimensions: 2));
        ExpectSize(settings, images);
        var similarity = ContrastiveLoss.Logits(images, texts, zeros(1, device: images.device));
        comparison.Equal("similarity", similarity);
        var recalls = new[] { similarity, similarity.t() }.SelectMany(side => settings.Wholes("k").Select(k => Retrieval.Recall(side, (int)k))).ToArray();
        comparison.Equal("output", tensor(recalls, device: CPU).reshape(2, -1));
    }

    private static void RunTrace(GoldenCase golden, Comparison comparison)
    {
        var settings = golden.Settings;
        using var pairs = new Pairs(golden);
        ExpectSize(settings, pairs.Images);
        ExpectBound(settings);
        var betas = settings.Numbers("betas", 2);
        var options = new TrainingOptions { Optimizer = OptimizerKind.AdamW, LearningRate = settings.Number("lr"), WeightDecay = 0 };
        using var precision = new MixedPrecision(pairs, Precision.Float32, golden.Device);
        using var optimizer = new OptimizerStep(
            pairs, precision, average: null, options, new OptimizerSettings { Beta1 = betas[0], Beta2 = betas[1], Epsilon = settings.Number("eps") });
        var (losses, scales) = (new List<Tensor>(), new List<Tensor> { pairs.LogScale.detach().clone() });
        for (var step = 0; step < settings.Positive("steps"); step++)
        {
            optimizer.Begin(options.LearningRate);
            var loss = ContrastiveLoss.Apply(ContrastiveLoss.Logits(pairs.Images, pairs.Texts, pairs.LogScale));
            losses.Add(loss.detach());
            loss.backward();
            optimizer.Apply();
            Clip.ClampLogScale(pairs.LogScale);
            scales.Add(pairs.LogScale.detach().clone());
        }
        comparison.Equal("output", stack(losses));
        comparison.Equal("logit_scale", stack(scales));
        comparison.Equal("image_after", pairs.Images);
        comparison.Equal("text_after", pairs.Texts);
    }

    private static void RunLoss(GoldenCase golden, Comparison comparison)
    {
        var settings = golden.Settings;
        var (images, texts) = (golden.ReadLeaf("image_features", dimensions: 2), golden.ReadLeaf("text_features", dimensions: 2));
        var logScale = golden.ReadLeaf("weights.logit_scale");
        ExpectSize(settings, images);
        if (settings.Has("logit_scale"))
            comparison.Holds("the scale starts as a fresh model's", settings.Word("logit_scale", ("ln(1/0.07)", Math.Abs(logScale.item<float>() - Math.Log(1 / 0.07)) < 1e-6)));
        var isCutInLoss = settings.Word<bool?>("clamp", ("", null), ("parameter, after the optimiser step", false), ("in the forward pass", true));
        if (isCutInLoss is not null)
            ExpectBound(settings);
        if (isCutInLoss == false)
        {
            Clip.ClampLogScale(logScale);
            comparison.Equal("clamped_logit_scale", logScale);
        }
        var logits = ContrastiveLoss.Logits(images, texts, isCutInLoss == true ? logScale.clamp(max: Math.Log(100)) : logScale);
        comparison.Equal("logits_per_image", logits);
        comparison.Equal("image_normalized", nn.functional.normalize(images, dim: 1));
        comparison.Equal("text_normalized", nn.functional.normalize(texts, dim: 1));
        var targets = Targets(golden, comparison);
        var (overTexts, overImages) = ContrastiveLoss.Sides(logits, targets);
        comparison.Equal("loss_image", overTexts);
        comparison.Equal("loss_text", overImages);
        var loss = ContrastiveLoss.Apply(logits, targets);
        if (settings.Word("expected", ("", false), ("ln(batch)", true)))
            comparison.Holds("the loss is ln B", Math.Abs(loss.item<float>() - Math.Log(images.shape[0])) < 1e-5);
        comparison.OutputAndBackward(loss);
        comparison.Gradient("image_features", images);
        comparison.Gradient("text_features", texts);
        comparison.Gradient("logit_scale", logScale);
    }

    private static Tensor? Targets(GoldenCase golden, Comparison comparison)
    {
        if (!golden.Has("caption"))
            return null;
        var settings = golden.Settings;
        var captions = golden.Read("caption", dimensions: 1, ScalarType.Int64);
        settings.Expect("captions", captions.cpu().data<long>().ToArray());
        if (golden.Has("floor"))
            comparison.Equal("floor", tensor(ContrastiveLoss.Floor(captions), device: CPU));
        if (!settings.Word("targets", ("diagonal", false), ("equal captions share the mass", true)))
            return null;
        var targets = ContrastiveLoss.SharedTargets(captions);
        comparison.Equal("targets", targets);
        return targets;
    }

    private static void ExpectSize(GoldenSettings settings, Tensor images)
    {
        settings.Expect("batch", images.shape[0]);
        settings.Expect("embed_dim", images.shape[1]);
    }

    private static void ExpectBound(GoldenSettings settings) => settings.Word<object?>("clamp_max", ("ln(100)", null));

    // Vectors that are trained themselves, without towers.
    private sealed class Pairs : nn.Module
    {
        public Pairs(GoldenCase golden)
            : base(nameof(Pairs))
        {
            Images = new Parameter(golden.ReadLeaf("image_features", dimensions: 2));
            Texts = new Parameter(golden.ReadLeaf("text_features", dimensions: 2));
            LogScale = new Parameter(golden.ReadLeaf("weights.logit_scale"));
            register_parameter(nameof(Images), Images);
            register_parameter(nameof(Texts), Texts);
            register_parameter(nameof(LogScale), LogScale);
        }

        public Parameter Images { get; }

        public Parameter Texts { get; }

        public Parameter LogScale { get; }
    }
}
