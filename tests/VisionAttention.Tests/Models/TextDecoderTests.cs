using TorchSharp;
using VisionAttention.Attention;
using VisionAttention.Models;
using VisionAttention.Training;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Models;

/// <summary>A decoder: what its words see, what it is taught, what it writes.</summary>
public sealed class TextDecoderTests : IDisposable
{
    private const long Start = 1, End = 2;

    private static readonly TextDecoderOptions Small = new() { Vocabulary = 9, MemoryDim = 5, MaxLength = 6, EmbedDim = 12, Depth = 2, Heads = 3 };

    private readonly DisposeScope _scope = NewDisposeScope();

    public TextDecoderTests() => manual_seed(27);

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_word_sees_those_before_it_and_the_whole_image()
    {
        using var model = new TextDecoder(Small);
        using (no_grad())
            model.parameters().Where(parameter => parameter.ndim > 1).ToList().ForEach(parameter => parameter.mul_(10));
        var (ids, memory) = (tensor(new long[,] { { 1, 5, 3, 7 }, { 1, 4, 4, 2 } }), randn(2, 7, 5));
        var (logits, weights) = model.ForwardWithWeights(ids, memory);
        Assert.Equal([2L, 4, 9], logits.shape);
        Assert.Equal(2, weights.Count);
        Assert.All(weights, block => Assert.Equal([2L, 3, 4, 7], block.shape));
        Assert.True(weights[1].sum(-1).allclose(ones(2, 3, 4)));
        Assert.True(model.call(ids, memory).allclose(logits));
        using (var recorder = AttentionRecorder.Attach(model))
        {
            model.call(ids, memory);
            Assert.Equal(4, recorder.InOrder.Count);
            Assert.True(recorder.InOrder[3].allclose(weights[1]));
        }
        var changed = ids.clone();
        changed[0, 2] = 8;
        var after = model.call(changed, memory);
        Assert.True(after[0].narrow(0, 0, 2).allclose(logits[0].narrow(0, 0, 2), rtol: 1e-5, atol: 1e-5));
        Assert.False(after[0, 2].allclose(logits[0, 2], rtol: 1e-3, atol: 1e-4));
        for (var place = 0; place < 7; place++)
        {
            var other = memory.clone();
            other[0, place] += 1;
            var moved = model.call(ids, other);
            Assert.False(moved[0, 0].allclose(logits[0, 0], rtol: 1e-5, atol: 1e-6), $"place {place}");
            Assert.True(moved[1].allclose(logits[1], rtol: 1e-5, atol: 1e-6));
        }
    }

    [Fact]
    public void The_loss_is_of_the_next_word_and_padding_is_none()
    {
        using var model = new TextDecoder(Small);
        var (ids, memory) = (tensor(new long[,] { { 1, 5, 3, 2, 0 }, { 1, 4, 2, 0, 0 } }), randn(2, 4, 5));
        var logits = model.call(ids, memory).log_softmax(2);
        var expected = -(logits[0, 0, 5] + logits[0, 1, 3] + logits[0, 2, 2] + logits[1, 0, 4] + logits[1, 1, 2]) / 5;
        Assert.Equal(expected.item<float>(), model.Loss(ids, memory).item<float>(), 1e-5);
        Refusal.Says("nothing but padding", () => model.Loss(tensor(new long[,] { { 1, 0 } }), memory.narrow(0, 0, 1)));
        Refusal.Says("T above 1", () => model.Loss(ids.narrow(1, 0, 1), memory));
    }

    [Fact]
    public void It_learns_to_tell_two_images_and_stops_where_the_text_ends()
    {
        using var model = new TextDecoder(Small);
        var (ids, memory) = (tensor(new long[,] { { Start, 5, 3, 7, End, 0 }, { Start, 4, End, 0, 0, 0 } }), randn(2, 4, 5));
        TensorTrainer.Fit(model, 2, rows => model.Loss(ids.index_select(0, rows), memory.index_select(0, rows)),
            new TrainingOptions { Epochs = 120, BatchSize = 2, LearningRate = 1e-2, WeightDecay = 0, Threads = 1 });
        Assert.True(model.training);
        Assert.Equal("1 5 3 7 2 | 1 4 2 0 0", Text(model.Generate(memory, Start, End)));
        Assert.True(model.training);
        // One that never ends is cut at the last position.
        using var endless = new TextDecoder(Small);
        using (no_grad())
            endless.get_parameter("head.bias")![6] = 100;
        Assert.Equal("1 6 6 6 6 6", Text(endless.Generate(memory.narrow(0, 0, 1), Start, End)));

        static string Text(Tensor ids) => string.Join(" | ", ids.unbind().Select(row => string.Join(' ', row.data<long>().ToArray())));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var model = new TextDecoder(Small);
        Refusal.Says("memory is [2, 4, 6], expected [2, M, 5]", () => model.call(ones(2, 3, dtype: int64), randn(2, 4, 6)));
        Refusal.Says("ids are from 1 to 9, expected 0 to 8", () => model.call(tensor(new long[,] { { 1, 9 } }), randn(1, 4, 5)));
        Refusal.Says("ids are from 1 to 9, expected 0 to 8", () => model.Loss(tensor(new long[,] { { 1, 5, 9 } }), randn(1, 4, 5)));
        Refusal.Says("startId 1 and endId 9 must be from 0 to 8", () => model.Generate(randn(1, 4, 5), 1, 9));
        Refusal.Says("memory is [], expected [B, M, 5]", () => model.Generate(tensor(1f), 1, 2));
        Refusal.Says("the texts have 7 tokens, the model has positions for 6", () => model.call(ones(1, 7, dtype: int64), randn(1, 4, 5)));
        Refusal.Says("embedDim 12 is not a multiple of heads 5", () => new TextDecoder(Small with { Heads = 5 }));
        Refusal.Says("paddingId 9", () => new TextDecoder(Small with { PaddingId = 9 }));
    }
}
