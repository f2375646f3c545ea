using TorchSharp;
using VisionAttention.Models;
using VisionAttention.Training;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Training;

/// <summary>The loss over pairs and the search by it; their numbers are held by the golden families clip and clip-train.</summary>
public sealed class ContrastiveLossTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public ContrastiveLossTests() => manual_seed(28);

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Rows_are_images_and_columns_are_texts()
    {
        // Image 0 fits its text and nothing else; text 1 fits every image.
        var logits = tensor(new float[,] { { 9, 9, 0 }, { 0, 9, 0 }, { 0, 9, 9 } });
        var (overTexts, overImages) = ContrastiveLoss.Sides(logits);
        var expected = (2 * Math.Log(2 + Math.Exp(-9)) + Math.Log(1 + 2 * Math.Exp(-9))) / 3;
        Assert.Equal(expected, overTexts.item<float>(), 1e-4);
        Assert.Equal((2 * Math.Log(1 + 2 * Math.Exp(-9)) + Math.Log(3)) / 3, overImages.item<float>(), 1e-4);
        Assert.Equal((overTexts + overImages).item<float>() / 2, ContrastiveLoss.Apply(logits).item<float>(), 1e-6);
    }

    [Fact]
    public void Vectors_of_any_length_give_the_same_logits_and_unlike_batches_are_compared_too()
    {
        var (images, texts, scale) = (randn(4, 5), randn(3, 5), tensor(1.5f));
        var logits = ContrastiveLoss.Logits(images, texts, scale);
        Assert.Equal([4L, 3], logits.shape);
        Assert.True(ContrastiveLoss.Logits(images * 7, texts / 3, scale).allclose(logits, rtol: 1e-4, atol: 1e-5));
        Assert.True(logits.abs().max().item<float>() <= Math.Exp(1.5) + 1e-4);
    }

    [Fact]
    public void Shared_targets_share_one_among_equal_captions_and_the_floor_counts_them()
    {
        var captions = tensor(new long[] { 4, 7, 4, 4, 9 });
        var targets = ContrastiveLoss.SharedTargets(captions);
        Assert.True(targets.sum([0]).allclose(ones(5)) && targets.sum([1]).allclose(ones(5)));
        Assert.Equal(1f / 3, targets[0, 2].item<float>(), 1e-6);
        Assert.Equal(1, targets[1, 1].item<float>());
        Assert.Equal(3 * Math.Log(3) / 5, ContrastiveLoss.Floor(captions), 1e-6);
        Assert.Equal(0, ContrastiveLoss.Floor(tensor(new long[] { 3, 1, 2 })));
        // Perfect vectors reach the floor and no less.
        var logits = captions.unsqueeze(1).eq(captions).to(float32) * 60;
        Assert.Equal(ContrastiveLoss.Floor(captions), ContrastiveLoss.Apply(logits).item<float>(), 1e-4);
        // With shared targets the loss still has their entropy as its least, and no gradient is left there.
        var leaf = logits.detach().clone().requires_grad_();
        ContrastiveLoss.Apply(leaf, targets).backward();
        Assert.True(leaf.grad!.abs().max().item<float>() < 1e-5);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Refusal.Says("logits are [2, 3], expected as many images as texts", () => ContrastiveLoss.Apply(randn(2, 3)));
        Refusal.Says("targets is [3, 2]", () => ContrastiveLoss.Apply(randn(2, 2), randn(3, 2)));
        Refusal.Says("their vectors must be equally wide", () => ContrastiveLoss.Logits(randn(2, 3), randn(2, 4), tensor(1f)));
        Refusal.Says("logScale is Float32 [2]", () => ContrastiveLoss.Logits(randn(2, 3), randn(2, 3), ones(2)));
        Refusal.Says("captions are Float32", () => ContrastiveLoss.SharedTargets(ones(3)));
        Refusal.Says("largest -1", () => { Clip.ClampLogScale(tensor(1f), -1); return null; });
    }

    [Fact]
    public void Recall_counts_answers_among_the_first_and_a_tie_is_no_find()
    {
        var similarity = tensor(new float[,] { { 5, 1, 2, 0 }, { 3, 2, 9, 0 }, { 1, 1, 1, 1 } });
        Assert.Equal([0L, 2, 3], Retrieval.Ranks(similarity).data<long>().ToArray());
        Assert.Equal([1 / 3.0, 1 / 3.0, 2 / 3.0, 1], new[] { 1, 2, 3, 4 }.Select(k => Retrieval.Recall(similarity, k)));
        Refusal.Says("a candidate for each question", () => Retrieval.Recall(similarity.t(), 1));
        Refusal.Says("k 0", () => Retrieval.Recall(similarity, 0));
        Refusal.Says("NaN", () => Retrieval.Ranks(similarity / 0 * 0));
    }

    [Fact]
    public void Training_by_a_loss_of_ones_own_repeats_itself_and_is_told_each_step()
    {
        var (images, texts) = (randn(10, 4), randn(10, 3));
        var runs = new List<Tensor>();
        foreach (var _ in new[] { 1, 2 })
        {
            manual_seed(3);
            using var model = nn.Sequential(("image", nn.Linear(4, 6)), ("text", nn.Linear(3, 6)));
            var (one, other) = ((nn.Module<Tensor, Tensor>)model.children().First(), (nn.Module<Tensor, Tensor>)model.children().Last());
            var steps = new List<(long, double)>();
            var losses = TensorTrainer.Fit(
                model, 10, rows => ContrastiveLoss.Apply(ContrastiveLoss.Logits(one.call(images.index_select(0, rows)), other.call(texts.index_select(0, rows)), tensor(2f))),
                new TrainingOptions { Epochs = 30, BatchSize = 5, LearningRate = 0.05, Threads = 1 }, afterStep: (step, loss) => steps.Add((step, loss)));
            Assert.Equal(Enumerable.Range(1, 60).Select(step => (long)step), steps.Select(step => step.Item1));
            Assert.Equal(losses[^1], (steps[^1].Item2 + steps[^2].Item2) / 2, 1e-6);
            Assert.True(losses[^1] < 0.5 * losses[0], $"{losses[0]} to {losses[^1]}");
            runs.Add(model.parameters().First().detach().clone());
        }
        Assert.True(runs[0].Equals(runs[1]));
    }
}
