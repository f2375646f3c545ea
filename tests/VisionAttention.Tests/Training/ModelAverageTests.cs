using TorchSharp;
using VisionAttention.Layers;
using VisionAttention.Models;
using VisionAttention.Training;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Training;

/// <summary>The moving average of weights.</summary>
public sealed class ModelAverageTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public ModelAverageTests()
    {
        manual_seed(21);
    }

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void After_n_steps_towards_a_constant_the_average_is_its_closed_form()
    {
        using var model = new LayerScale(3, start: 1);
        using var average = new ModelAverage(model, decay: 0.9);
        Fill(model, 5);
        for (var step = 0; step < 7; step++)
            average.Update(model);
        var expected = 5 + (1 - 5) * Math.Pow(0.9, 7);
        Assert.True(average.Averages["gamma"].allclose(full([3], expected, dtype: float32), rtol: 1e-5, atol: 1e-6));
    }

    [Fact]
    public void A_loan_ends_with_the_models_own_weights_even_after_an_error()
    {
        using var model = new LayerScale(3, start: 1);
        using var average = new ModelAverage(model, decay: 0.5);
        Fill(model, 3);
        void FailingEvaluation()
        {
            using var loan = average.Use(model);
            Assert.Equal(1, model.call(ones(3)).max().ToSingle());
            throw new InvalidOperationException("evaluation failed");
        }

        Assert.Throws<InvalidOperationException>(FailingEvaluation);
        Assert.Equal(3, model.call(ones(3)).min().ToSingle());
    }

    [Fact]
    public void Statistics_are_averaged_and_counters_copied()
    {
        using var model = new AttentionResNet(AttentionResNetOptions.Convolutional(26) with { Width = 0.125, Classes = 2 });
        using var average = new ModelAverage(model, decay: 0.5);
        model.call(randn(2, 3, 32, 32));
        average.Update(model);
        var buffers = model.named_buffers().ToDictionary(entry => entry.name, entry => entry.buffer);
        Assert.Equal(1, average.Averages["bn1.num_batches_tracked"].ToInt64());
        Assert.True(average.Averages["bn1.running_var"].allclose((buffers["bn1.running_var"] + 1) / 2, rtol: 1e-5, atol: 1e-6));
    }

    [Fact]
    public void Averages_outlive_the_scope_they_are_updated_in()
    {
        using var model = new LayerScale(3, start: 1);
        ModelAverage average;
        using (NewDisposeScope())
        {
            average = new ModelAverage(model, decay: 0.5);
            average.Update(model);
        }
        Assert.Equal(3, average.Averages["gamma"].sum().ToSingle());
        average.Dispose();
        Assert.Throws<ObjectDisposedException>(() => average.Update(model));
    }

    [Fact]
    public void Another_model_and_a_decay_that_is_no_share_are_refused()
    {
        using var model = new LayerScale(3, start: 1);
        using var average = new ModelAverage(model, decay: 0.5);
        using var wider = new LayerScale(4, start: 1);
        using var other = new Mlp(3, 3);
        Assert.Contains("these weights differ: gamma", Assert.Throws<ArgumentException>(() => average.Update(wider)).Message, StringComparison.Ordinal);
        Assert.Contains("fc1.weight", Assert.Throws<ArgumentException>(() => average.CopyTo(other)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => average.Use(other));
        Assert.Equal("decay 1 is not from 0 to below 1", Assert.Throws<ArgumentException>(() => new ModelAverage(model, decay: 1)).Message);
    }

    private static void Fill(LayerScale model, double value)
    {
        using var gradOff = no_grad();
        foreach (var (_, parameter) in model.named_parameters())
            parameter.fill_(value);
    }
}
