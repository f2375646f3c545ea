using TorchSharp.Modules;
using VisionAttention.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Tests.Training;

public class ModelAverageTests
{
    [Fact]
    public void Every_weight_counts_its_share_and_one_that_stays_is_not_rounded()
    {
        using var scope = NewDisposeScope();
        using var model = Linear(3, 20);
        using var average = new ModelAverage(model, 0.9);
        var expected = model.weight.detach().to(float64) * Math.Pow(0.9, 50);
        for (var update = 1; update <= 50; update++)
        {
            Set(model.weight, randn(20, 3));
            average.Update(model);
            expected += 0.1 * Math.Pow(0.9, 50 - update) * model.weight.detach().to(float64);
        }
        Assert.True(average.StateDict()["weight"].to(float64).allclose(expected, rtol: 1e-5, atol: 1e-6));
        Assert.True(average.StateDict()["bias"].equal(model.bias!).all().item<bool>());
        Assert.All(average.StateDict().Values, value => Assert.False(value.requires_grad));
    }

    [Fact]
    public void Running_statistics_are_averaged_and_counts_are_copied()
    {
        using var scope = NewDisposeScope();
        using var model = BatchNorm2d(3);
        using var average = new ModelAverage(model, 0.75);
        var before = model.running_mean!.clone();
        for (var step = 0; step < 3; step++)
            model.call(randn(4, 3, 5, 7) + 2);
        average.Update(model);
        Assert.True(average.StateDict()["running_mean"].allclose(0.75 * before + 0.25 * model.running_mean!, rtol: 1e-6, atol: 1e-7));
        Assert.Equal(3, average.StateDict()["num_batches_tracked"].item<long>());
    }

    [Fact]
    public void Use_shows_the_average_and_the_trained_weights_come_back_once_after_an_exception_too()
    {
        using var scope = NewDisposeScope();
        using var model = Linear(3, 2);
        using var average = new ModelAverage(model, 0.5);
        var start = model.weight.detach().clone();
        Set(model.weight, start + 2);
        average.Update(model);
        var use = average.Use(model);
        Assert.True(model.weight.allclose(start + 1, rtol: 1e-6, atol: 1e-6));
        Assert.Throws<InvalidOperationException>(() => average.Update(model));
        Assert.Throws<InvalidOperationException>(() => average.Use(model));
        use.Dispose();
        Assert.True(model.weight.equal(start + 2).all().item<bool>() && model.weight.requires_grad);
        Set(model.weight, zeros(2, 3));
        use.Dispose();
        Assert.True(model.weight.eq(0).all().item<bool>());
        average.Update(model);

        void Fail()
        {
            using (average.Use(model))
                throw new TimeoutException();
        }

        Assert.Throws<TimeoutException>(Fail);
        Assert.True(model.weight.eq(0).all().item<bool>());
    }

    [Fact]
    public void The_average_outlives_the_scope_it_was_made_in_and_frees_what_it_owns()
    {
        using var model = Linear(3, 2);
        Garbage.Collect();
        var before = Tensor.TotalCount;
        ModelAverage average;
        using (NewDisposeScope())
        {
            average = new ModelAverage(model, 0.5);
            average.Update(model);
        }
        average.Use(model).Dispose();
        using (NewDisposeScope())
            average.CopyTo(model);
        Assert.Equal(before + 2, Tensor.TotalCount);
        average.Dispose();
        Assert.Equal(before, Tensor.TotalCount);
        Assert.Throws<ObjectDisposedException>(() => average.Update(model));
    }

    [Fact]
    public void A_model_of_another_type_is_filled_and_one_of_another_form_is_refused_with_what_differs()
    {
        using var model = Sequential(("first", Linear(3, 2)), ("second", Linear(2, 4)));
        using var average = new ModelAverage(model, 0.5);
        using var doubles = Sequential(("first", Linear(3, 2, dtype: float64)), ("second", Linear(2, 4, dtype: float64)));
        average.CopyTo(doubles);
        Assert.True(doubles.parameters().First().to(float32).equal(model.parameters().First()).all().item<bool>());
        average.Update(doubles);
        Assert.Equal(float32, average.StateDict()["first.weight"].dtype);

        using var other = Sequential(("first", Linear(3, 5)), ("third", Linear(2, 4)));
        foreach (var act in new Action[] { () => average.Update(other), () => average.CopyTo(other), () => average.Use(other) })
        {
            var message = Assert.Throws<ArgumentException>(act).Message;
            Assert.Contains("without second.weight, second.bias; with the new third.weight, third.bias; with first.weight [5, 3] ", message, StringComparison.Ordinal);
        }
    }

    private static void Set(Parameter parameter, Tensor value)
    {
        using var off = no_grad();
        parameter.copy_(value);
    }
}
