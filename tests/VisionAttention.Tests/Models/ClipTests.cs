using TorchSharp;
using VisionAttention.Attention;
using VisionAttention.Models;
using VisionAttention.Positions;
using VisionAttention.Training;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Models;

/// <summary>Two towers and what is made of them; their numbers are held by the golden families clip and clip-train.</summary>
public sealed class ClipTests : IDisposable
{
    private const long End = 10;

    private static readonly ClipOptions Small = ClipOptions.Of(
        new VisionTransformerOptions { Image = new ImageSize(6, 9), PatchSize = 3, EmbedDim = 12, Depth = 2, Heads = 3 },
        new TextEncoderOptions { Vocabulary = End + 1, MaxLength = 6, EmbedDim = 10, Depth = 1, Heads = 2 }) with { JointDim = 7 };

    private readonly DisposeScope _scope = NewDisposeScope();

    public ClipTests() => manual_seed(26);

    private static Tensor Texts => tensor(new long[,] { { 1, 5, 3, End, 0, 0 }, { 1, End, 0, 0, 0, 0 }, { 1, 2, 7, 8, 9, End } });

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Logits_are_scaled_cosines_and_the_scale_starts_at_the_papers()
    {
        using var model = new Clip(Small);
        var (images, texts) = (randn(4, 3, 6, 9), Texts);
        var (one, other) = (model.EncodeImages(images), model.EncodeTexts(texts));
        Assert.Equal([4L, 7], one.shape);
        Assert.Equal([3L, 7], other.shape);
        Assert.True(one.norm(1).allclose(ones(4)) && other.norm(1).allclose(ones(3)));
        Assert.Equal(1 / 0.07, model.LogScale.exp().item<float>(), 1e-4);
        var logits = model.call(images, texts);
        for (var image = 0; image < 4; image++)
        {
            for (var text = 0; text < 3; text++)
                Assert.Equal((one[image] * other[text]).sum().item<float>() / 0.07, logits[image, text].item<float>(), 1e-4);
        }
    }

    [Fact]
    public void Every_weight_learns_and_only_the_scale_is_cut()
    {
        using var model = new Clip(Small with { LargestScale = 20 });
        ContrastiveLoss.Apply(model.call(randn(3, 3, 6, 9), Texts)).backward();
        // The softmax does not see what a bias adds to all keys; it shifts nothing but rounding.
        Assert.All(model.named_parameters(), entry => Assert.True(entry.parameter.grad is { } grad && grad.isfinite().all().ToBoolean() && grad.abs().sum().item<float>() > 0, entry.name));
        using (no_grad())
            model.LogScale.fill_(9);
        model.ClampScale();
        Assert.Equal(20, model.LogScale.exp().item<float>(), 1e-3);
        using (no_grad())
            model.LogScale.fill_(0.5);
        model.ClampScale();
        Assert.Equal(0.5, model.LogScale.item<float>(), 1e-6);
    }

    [Fact]
    public void First_weights_have_the_deviations_of_the_published_program()
    {
        using var model = new Clip(ClipOptions.Of(
            new VisionTransformerOptions { Image = ImageSize.Square(64), PatchSize = 4, EmbedDim = 64, Depth = 3, Heads = 2 },
            new TextEncoderOptions { Vocabulary = 300, MaxLength = 50, EmbedDim = 48, Depth = 4, Heads = 2 }));
        var weights = model.state_dict();
        (string Name, double Deviation)[] expected =
        [
            ("text.tok_embed.weight", 0.02), ("text.pos_embed", 0.01), ("visual.pos_embed", 1 / 8.0), ("visual_proj.weight", 1 / 8.0), ("text_proj.weight", Math.Pow(48, -0.5)),
            ("text.blocks.1.attn.qkv.weight", Math.Pow(48, -0.5)), ("text.blocks.1.attn.proj.weight", Math.Pow(48 * 8, -0.5)), ("text.blocks.2.mlp.fc1.weight", Math.Pow(96, -0.5)),
            ("text.blocks.2.mlp.fc2.weight", Math.Pow(48 * 8, -0.5)),
            // Uniform within ±a has the deviation a/√3: Xavier's a is √(6 / (in + out)), nn.Linear's 1/√in.
            ("visual.blocks.0.attn.qkv.weight", Math.Sqrt(2.0 / (64 + 192))), ("visual.blocks.0.attn.proj.weight", 1 / (8 * Math.Sqrt(3))), ("visual.blocks.0.mlp.fc2.weight", 1 / (16 * Math.Sqrt(3))),
        ];
        foreach (var (name, deviation) in expected)
            Assert.InRange(weights[name].std().item<float>() / deviation, 0.93, 1.07);
        Assert.Equal(0, weights["visual.blocks.2.attn.qkv.bias"].abs().max().item<float>());
        Assert.NotEqual(0, weights["text.blocks.2.mlp.fc1.bias"].abs().max().item<float>());
    }

    [Fact]
    public void A_text_is_its_end_and_what_stands_behind_the_end_is_nothing()
    {
        using var model = new TextEncoder(Small.Text);
        var vectors = model.call(Texts);
        Assert.Equal([3L, 10], vectors.shape);
        var filled = Texts;
        filled[0, 5] = 9;
        filled[1, 2] = End; // Hugging Face fills up with the end itself: the first one counts
        Assert.True(model.call(filled).allclose(vectors, rtol: 1e-5, atol: 1e-6));
        Assert.True(model.ForwardFeatures(Texts)[0, 3].allclose(vectors[0], rtol: 1e-5, atol: 1e-6));
        Assert.True(model.ForwardMasked(Texts, Texts.ne(0)).allclose(vectors, rtol: 1e-5, atol: 1e-6));
        Assert.True(model.call(Texts[1].unsqueeze(0).narrow(1, 0, 2)).allclose(vectors[1].unsqueeze(0), rtol: 1e-5, atol: 1e-6));
        // Padding in front: the last real token is the one that counts.
        var front = tensor(new long[,] { { 0, 0, 1, 5, 3, End } });
        Assert.True(model.ForwardMasked(front, front.ne(0)).allclose(Normed(model, front), rtol: 1e-5, atol: 1e-6));
        var changed = Texts;
        changed[0, 1] = 6;
        Assert.False(model.call(changed)[0].allclose(vectors[0], rtol: 1e-2, atol: 1e-3));
        Assert.Equal("a text has no token 10, which ends a text: shorten it so that its end stays, or give a mask", Refusal.Of(() => model.call(tensor(new long[,] { { 1, 2, End }, { 1, 2, 3 } }))));
        Assert.True(model.ForwardMasked(tensor(new long[,] { { 1, 2, 3 } }), ones(1, 3, dtype: ScalarType.Bool)).isfinite().all().ToBoolean());
    }

    private static Tensor Normed(TextEncoder model, Tensor ids) => model.ForwardFeatures(ids, ids.ne(0)).select(1, -1);

    [Fact]
    public void A_class_is_the_mean_of_its_templates()
    {
        using var model = new Clip(Small);
        var images = randn(5, 3, 6, 9);
        using var classifier = ZeroShotClassifier.Of(model, ["b", "ccc"], ["{}", "a {} and {}"], Encode);
        Assert.True(model.training);
        Assert.False(classifier.Vectors.requires_grad);
        var first = model.EncodeTexts(Encode(["b", "a b and b"]));
        var mean = (first[0] + first[1]) / 2;
        Assert.True(classifier.Vectors[0].allclose(mean / mean.norm(), rtol: 1e-4, atol: 1e-6));
        Assert.Equal([5L, 2], classifier.Classify(images).shape);
        Assert.True(classifier.Classify(images).allclose(model.Compare(model.EncodeImages(images), classifier.Vectors), rtol: 1e-4, atol: 1e-5));
        Refusal.Says("template \"a dog\" has no {}", () => ZeroShotClassifier.Of(model, ["b"], ["a dog"], Encode));
        Refusal.Says("there are 0 classes", () => ZeroShotClassifier.Of(model, [], null, Encode));

        static Tensor Encode(IReadOnlyList<string> texts)
        {
            var ids = zeros(texts.Count, 6, dtype: int64, device: CPU);
            for (var row = 0; row < texts.Count; row++)
            {
                var length = Math.Min(5, texts[row].Length);
                for (var place = 0; place < length; place++)
                    ids[row, place] = texts[row][place] % 9 + 1;
                ids[row, length] = End;
            }
            return ids;
        }
    }

    [Fact]
    public void Settings_that_do_not_fit_are_refused()
    {
        Refusal.Says("jointDim 0", () => new Clip(Small with { JointDim = 0 }));
        Refusal.Says("classifiers of 3 and 0 classes", () => new Clip(Small with { Image = Small.Image with { Classes = 3 } }));
        Refusal.Says("preLogitsDim 5 and null", () => new Clip(Small with { Image = Small.Image with { PreLogitsDim = 5 } }));
        Refusal.Says("image vectors are [2, 3], text vectors [2, 4]", () => { using var model = new Clip(Small); return model.Compare(randn(2, 3), randn(2, 4)); });
        Refusal.Says("temperature 0 is not above 0", () => new Clip(Small with { Temperature = 0 }));
        Refusal.Says("largestScale 10 is below the first scale", () => new Clip(Small with { LargestScale = 10 }));
        Refusal.Says("endId 11 is not from 0 to 10", () => new Clip(Small with { Text = Small.Text with { EndId = 11 } }));
        Refusal.Says("pooling EndToken and endId null do not go together", () => new TextEncoder(Small.Text with { EndId = null }));
        Refusal.Says("pooling Mean and endId 10 do not go together", () => new TextEncoder(Small.Text with { Pooling = TokenPooling.Mean }));
        Refusal.Says("pooling EndToken is for texts", () => new VisionTransformer(Small.Image with { Pooling = TokenPooling.EndToken }));
    }

    [Fact]
    public void Attention_pooling_takes_maps_of_its_size_alone()
    {
        using var layer = new AttentionPooling(new GridSize(2, 3), 8, 2, outputDim: 5);
        Assert.Equal([4L, 5], layer.call(randn(4, 8, 2, 3)).shape);
        Refusal.Says("map is [4, 8, 3, 2], expected [B, 8, 2, 3]", () => layer.call(randn(4, 8, 3, 2)));
        // Without positions the mean and the places are the same for a map turned about.
        using (no_grad())
            layer.get_parameter("pos_embed")!.zero_();
        var map = randn(1, 8, 2, 3);
        Assert.True(layer.call(map.flip(3)).allclose(layer.call(map), rtol: 1e-4, atol: 1e-6));
    }
}
