using TorchSharp;
using VisionAttention.Data;
using VisionAttention.Models;
using VisionAttention.Weights;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Models;

/// <summary>The encoder of texts; its numbers are held by the golden family text.</summary>
public sealed class TextEncoderTests : IDisposable
{
    private static readonly TextEncoderOptions Small = new()
    {
        Vocabulary = 11, MaxLength = 7, EmbedDim = 12, Depth = 2, Heads = 3, Classes = 5, Block = new EncoderBlockOptions { MlpDim = 16 },
    };

    private readonly DisposeScope _scope = NewDisposeScope();

    public TextEncoderTests() => manual_seed(25);

    public static TheoryData<string> Variants => [.. Settings.Keys];

    private static Dictionary<string, TextEncoderOptions> Settings => new()
    {
        ["class token"] = Small,
        ["first token"] = Small with { ClassToken = false },
        ["mean"] = Small with { Pooling = TokenPooling.Mean },
        ["mean without a class token"] = Small with { Pooling = TokenPooling.Mean, ClassToken = false },
        ["mean of all"] = Small with { Pooling = TokenPooling.MeanOfAll },
        ["no positions"] = Small with { Position = TokenPosition.None },
        ["types"] = Small with { Types = 2 },
        ["post-norm"] = Small with { EmbeddingNorm = true, FinalNorm = false, PreLogitsDim = 6, Block = Small.Block with { Norm = NormPlacement.Post } },
        ["causal"] = Small with { Causal = true, Pooling = TokenPooling.Mean, ClassToken = false },
    };

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(Variants))]
    public void Padding_changes_nothing_and_every_weight_learns(string variant)
    {
        using var model = new TextEncoder(Settings[variant]);
        // With first weights as small as they are every text looks alike.
        using (no_grad())
            model.parameters().Where(parameter => parameter.ndim > 1).ToList().ForEach(parameter => parameter.mul_(10));
        var ids = tensor(new long[,] { { 3, 5, 1, 9, 0, 0, 0 }, { 4, 4, 0, 0, 0, 0, 0 } });
        var logits = model.call(ids);
        Assert.Equal([2L, 5], logits.shape);
        logits.pow(2).sum().backward();
        Assert.All(model.named_parameters().Where(entry => entry.name != "type_embed.weight"), entry => Assert.True(entry.parameter.grad is { } grad && grad.isfinite().all().ToBoolean() && grad.abs().sum().item<float>() > 0, entry.name));
        var alone = model.call(ids[1].unsqueeze(0).narrow(1, 0, 2));
        Assert.True(alone.allclose(logits[1].unsqueeze(0), rtol: 1e-4, atol: 1e-5));
        var filled = ids.clone();
        filled[1, 4] = 8;
        var masked = model.ForwardMasked(filled, ids.ne(0));
        Assert.True(masked.allclose(logits, rtol: 1e-4, atol: 1e-5));
        Assert.False(model.call(filled).allclose(logits, rtol: 1e-3, atol: 1e-4));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void The_lower_and_the_upper_part_are_the_whole(string variant)
    {
        using var model = new TextEncoder(Settings[variant]);
        var ids = tensor(new long[,] { { 3, 5, 1, 9, 2 }, { 4, 4, 7, 0, 0 } });
        for (var block = 0; block <= 2; block++)
            Assert.True(model.ForwardFrom(block, model.ForwardTo(block, ids), ids.ne(0)).allclose(model.call(ids), rtol: 1e-4, atol: 1e-5), $"block {block}");
    }

    [Fact]
    public void A_causal_model_does_not_look_ahead_and_another_does()
    {
        var ids = tensor(new long[,] { { 3, 5, 1, 9, 2 } });
        var changed = tensor(new long[,] { { 3, 5, 1, 9, 6 } });
        foreach (var causal in new[] { true, false })
        {
            using var model = new TextEncoder(Small with { Causal = causal, Pooling = TokenPooling.Mean, ClassToken = false });
            var (before, after) = (model.ForwardTo(2, ids), model.ForwardTo(2, changed));
            Assert.Equal(causal, before.narrow(1, 0, 4).allclose(after.narrow(1, 0, 4), rtol: 1e-5, atol: 1e-6));
            Assert.False(before.narrow(1, 4, 1).allclose(after.narrow(1, 4, 1)));
        }
    }

    [Fact]
    public void Without_positions_a_text_is_a_set_and_with_them_it_is_not()
    {
        var ids = tensor(new long[,] { { 3, 5, 1, 9, 2 } });
        foreach (var position in new[] { TokenPosition.None, TokenPosition.Learned })
        {
            using var model = new TextEncoder(Small with { Position = position });
            Assert.Equal(position == TokenPosition.None, model.call(ids).allclose(model.call(ids.flip(1)), rtol: 1e-4, atol: 1e-5));
        }
    }

    [Fact]
    public void Dropped_words_are_dropped_in_training_only()
    {
        using var model = new TextEncoder(Small with { TokenDropout = 0.5 });
        var ids = tensor(new long[,] { { 3, 5, 1, 9, 2 } });
        model.eval();
        Assert.True(model.call(ids).allclose(model.call(ids)));
        model.train();
        Assert.False(model.call(ids).allclose(model.call(ids)));
    }

    [Fact]
    public void MiniLm_and_Bert_have_the_published_number_of_parameters()
    {
        using var off = no_grad();
        using var small = new TextEncoder(TextEncoderOptions.MiniLm());
        Assert.Equal(22_713_216 - 384 * 385, small.ParameterCount); // the published file's, less the pooler that sentence vectors do not use
        using var bert = new TextEncoder(TextEncoderOptions.Bert() with { PreLogitsDim = 768 });
        Assert.Equal(109_482_240, bert.ParameterCount);
    }

    /// <summary>Nothing is fetched: where set-up brought MiniLM it is read.</summary>
    [Fact]
    public void MiniLm_gives_sentences_of_like_meaning_like_vectors()
    {
        var folder = MiniLm.Folder(DataSetManifest.FindRoot(AppContext.BaseDirectory));
        Assert.SkipWhen(folder is null, "MiniLM is not here");
        using var off = no_grad();
        using var model = new TextEncoder(TextEncoderOptions.MiniLm());
        Assert.Equal("BERT", ModelWeights.Load(model, Path.Combine(folder, "model.onnx")).Names);
        using var batch = WordPiece.Read(Path.Combine(folder, "vocab.txt")).Encode(["A man is playing a guitar.", "Someone plays an instrument, a guitar.", "The stock market fell sharply today."]);
        var vectors = nn.functional.normalize(model.ForwardMasked(batch.Ids, batch.Mask), dim: 1);
        var (like, unlike) = (vectors[0].dot(vectors[1]).item<float>(), vectors[0].dot(vectors[2]).item<float>());
        Assert.True(like > 0.7 && unlike < 0.2, $"{like}, {unlike}");
    }

    [Fact]
    public void What_does_not_fit_is_refused_in_one_line()
    {
        using var model = new TextEncoder(Small);
        Refusal.Says("ids are Float32 [2, 3], expected Int64 [B, T]", () => model.call(zeros(2, 3)));
        Refusal.Says("ids are from 0 to 11, expected 0 to 10", () => model.call(arange(12).reshape(2, 6)));
        Refusal.Says("the texts have 8 tokens, the model has positions for 7", () => model.call(ones(1, 8, dtype: int64)));
        Refusal.Says("mask is Bool [1, 4], expected Bool [1, 3]", () => model.ForwardMasked(ones(1, 3, dtype: int64), ones(1, 4, dtype: ScalarType.Bool)));
        Refusal.Says("types were given to a model without token types", () => model.ForwardMasked(ones(1, 3, dtype: int64), mask: null, ones(1, 3, dtype: int64)));
        Refusal.Says("block 3 is not from 0 to 2", () => model.ForwardTo(3, ones(1, 3, dtype: int64)));
        Refusal.Says("mask is [1, 2], expected [1, 3]", () => model.ForwardFrom(1, zeros(1, 4, 12), ones(1, 2, dtype: ScalarType.Bool)));
        Refusal.Says("ids are [0, 3], which is empty", () => model.call(zeros(0, 3, dtype: int64)));
        using var mean = new TextEncoder(Small with { Pooling = TokenPooling.Mean });
        Refusal.Says("a text has no token that is not padding", () => mean.call(tensor(new long[,] { { 1, 2 }, { 0, 0 } })));
        using var first = new TextEncoder(Small with { ClassToken = false });
        Refusal.Says("a text begins with padding", () => first.call(tensor(new long[,] { { 0, 2 }, { 1, 2 } })));
        using var set = new TextEncoder(Small with { Position = TokenPosition.None });
        Assert.Equal([1L, 5], set.call(ones(1, 9, dtype: int64)).shape);
        Refusal.Says("embedDim 13 is not a multiple of heads 3", () => new TextEncoder(Small with { EmbedDim = 13 }));
        Refusal.Says("vocabulary 0 is not above 0", () => new TextEncoder(Small with { Vocabulary = 0 }));
        Refusal.Says("paddingId 11 is not from 0 to 10", () => new TextEncoder(Small with { PaddingId = 11 }));
        Refusal.Says("a causal model's first token sees nothing but itself", () => new TextEncoder(Small with { Causal = true }));
        Refusal.Says("position Sinusoidal is for grids", () => new TextEncoder(Small with { Position = TokenPosition.Sinusoidal }));
        Refusal.Says("tokenDropout 1 is not from 0 to below 1", () => new TextEncoder(Small with { TokenDropout = 1 }));
    }
}
