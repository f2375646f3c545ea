using TorchSharp.Modules;
using VisionAttention.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Tests.Training;

/// <summary>The moving average of weights.</summary>
public class ModelAverageTests
{
    [Theory]
    [InlineData(0.9, 7)]
    [InlineData(0.5, 3)]
    [InlineData(0, 2)]
    public void After_n_updates_the_start_counts_decay_to_the_n_and_every_weight_its_share(double decay, int updates)
    {
        using var scope = NewDisposeScope();
        using var model = Linear(3, 2, dtype: float64);
        using var average = new ModelAverage(model, decay);
        var expected = model.weight.detach().clone() * Math.Pow(decay, updates);
        for (var update = 1; update <= updates; update++)
        {
            var weight = randn(2, 3, dtype: float64);
            Set(model.weight, weight);
            average.Update(model);
            expected += (1 - decay) * Math.Pow(decay, updates - update) * weight;
        }
        Assert.True(average.StateDict()["weight"].allclose(expected, rtol: 1e-12, atol: 1e-14));
    }

    [Fact]
    public void A_weight_that_stays_is_averaged_without_rounding()
    {
        using var model = Linear(5, 3);
        using var average = new ModelAverage(model, 0.9);
        for (var update = 0; update < 50; update++)
            average.Update(model);
        Assert.True(average.StateDict()["weight"].equal(model.weight).all().item<bool>());
    }

    [Fact]
    public void Running_statistics_are_averaged_and_counts_are_copied()
    {
        using var scope = NewDisposeScope();
        using var model = BatchNorm2d(3);
        using var average = new ModelAverage(model, 0.75);
        var before = model.running_mean!.clone();
        model.train();
        for (var step = 0; step < 3; step++)
            model.call(randn(4, 3, 5, 7) + 2);
        average.Update(model);
        Assert.True(average.StateDict()["running_mean"].allclose(0.75 * before + 0.25 * model.running_mean!, rtol: 1e-6, atol: 1e-7));
        Assert.Equal(3, average.StateDict()["num_batches_tracked"].item<long>());
        Assert.Equal(int64, average.StateDict()["num_batches_tracked"].dtype);
    }

    [Fact]
    public void Use_shows_the_average_and_then_the_trained_weights_again()
    {
        using var scope = NewDisposeScope();
        using var model = Linear(3, 2);
        using var average = new ModelAverage(model, 0.5);
        var start = model.weight.detach().clone();
        Set(model.weight, start + 2);
        average.Update(model);
        using (average.Use(model))
            Assert.True(model.weight.allclose(start + 1, rtol: 1e-6, atol: 1e-6));
        Assert.True(model.weight.equal(start + 2).all().item<bool>());
        Assert.True(model.weight.requires_grad);
    }

    [Fact]
    public void The_trained_weights_come_back_after_an_exception_and_only_once()
    {
        using var scope = NewDisposeScope();
        using var model = Linear(3, 2);
        using var average = new ModelAverage(model, 0.5);
        Set(model.weight, ones(2, 3));
        void Fail()
        {
            using (average.Use(model))
                throw new TimeoutException();
        }

        Assert.Throws<TimeoutException>(Fail);
        Assert.True(model.weight.eq(1).all().item<bool>());

        var use = average.Use(model);
        use.Dispose();
        Set(model.weight, zeros(2, 3));
        use.Dispose();
        Assert.True(model.weight.eq(0).all().item<bool>());
    }

    [Fact]
    public void Within_Use_neither_an_update_nor_a_second_Use_is_taken()
    {
        using var model = Linear(3, 2);
        using var average = new ModelAverage(model, 0.5);
        using (average.Use(model))
        {
            Assert.Contains("update before Use or after its end", Assert.Throws<InvalidOperationException>(() => average.Update(model)).Message, StringComparison.Ordinal);
            Assert.Contains("shows the average already", Assert.Throws<InvalidOperationException>(() => average.Use(model)).Message, StringComparison.Ordinal);
        }
        average.Update(model);
        average.Use(model).Dispose();
    }

    [Fact]
    public void Training_goes_on_after_Use_and_the_average_has_no_graph()
    {
        using var scope = NewDisposeScope();
        using var model = Linear(3, 2);
        using var average = new ModelAverage(model, 0.5);
        using var optimizer = optim.SGD(model.parameters(), 0.1);
        average.Use(model).Dispose();
        var before = model.weight.detach().clone();
        model.call(ones(4, 3)).sum().backward();
        optimizer.step();
        average.Update(model);
        Assert.True(model.weight.allclose(before - 0.4, rtol: 1e-5, atol: 1e-6));
        Assert.All(average.StateDict().Values, value => Assert.False(value.requires_grad));
    }

    [Fact]
    public void The_average_outlives_the_scope_it_was_made_in_and_frees_what_it_owns()
    {
        using var model = Linear(3, 2);
        // What earlier tests left behind must not be freed, and so counted, in between.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        ModelAverage average;
        using (NewDisposeScope())
        {
            average = new ModelAverage(model, 0.5);
            average.Update(model);
        }
        average.Update(model);
        var use = average.Use(model);
        using (NewDisposeScope())
            average.CopyTo(model);
        use.Dispose();
        Assert.Equal([2, 3], average.StateDict()["weight"].shape);
        Assert.Equal(before + 2, Tensor.TotalCount);
        average.Dispose();
        average.Dispose();
        Assert.Equal(before, Tensor.TotalCount);
        Assert.Throws<ObjectDisposedException>(() => average.Update(model));
        Assert.Throws<ObjectDisposedException>(() => average.StateDict());
    }

    [Fact]
    public void CopyTo_fills_another_model_of_the_same_form_and_of_another_type()
    {
        using var model = Linear(3, 2);
        using var other = Linear(3, 2, dtype: float64);
        using var average = new ModelAverage(model, 0.5);
        average.CopyTo(other);
        Assert.True(other.weight.to(float32).equal(model.weight).all().item<bool>());
        average.Update(other);
        Assert.Equal(float32, average.StateDict()["weight"].dtype);
    }

    [Fact]
    public void A_model_of_another_form_is_refused_with_what_differs()
    {
        using var model = Sequential(("first", Linear(3, 2)), ("second", Linear(2, 4)));
        using var average = new ModelAverage(model, 0.5);
        using var other = Sequential(("first", Linear(3, 5)), ("third", Linear(2, 4)));
        foreach (var act in new Action[] { () => average.Update(other), () => average.CopyTo(other), () => average.Use(other) })
        {
            var message = Assert.Throws<ArgumentException>(act).Message;
            Assert.Contains("without second.weight, second.bias", message, StringComparison.Ordinal);
            Assert.Contains("with the new third.weight, third.bias", message, StringComparison.Ordinal);
            Assert.Contains("with first.weight [5, 3] instead of [2, 3], first.bias [5] instead of [2]", message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1, "decay 1 is not from 0 to below 1")]
    [InlineData(-0.1, "decay -0.1 is not from 0 to below 1")]
    [InlineData(double.NaN, "decay NaN is not from 0 to below 1")]
    public void A_decay_that_is_no_share_is_refused(double decay, string message)
    {
        using var model = Linear(3, 2);
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => new ModelAverage(model, decay)).Message);
    }

    [Fact]
    public void A_model_without_weights_is_refused()
    {
        using var model = ReLU();
        Assert.Contains("has no weights to average", Assert.Throws<ArgumentException>(() => new ModelAverage(model, 0.5)).Message, StringComparison.Ordinal);
    }

    private static void Set(Parameter parameter, Tensor value)
    {
        using var off = no_grad();
        parameter.copy_(value);
    }
}
