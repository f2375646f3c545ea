using TorchSharp;
using static TorchSharp.torch;

namespace Bundled.TorchSharp.Tests.Modules;

/// <summary>Data sets and loaders.</summary>
public sealed class DataTests
{
    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 2)]
    public void Batches_cover_the_data_in_order(bool dropLast, int batches)
    {
        using var scope = NewDisposeScope();
        using var loader = utils.data.DataLoader(new Squares(7), 3, drop_last: dropLast);
        Assert.Equal(batches, loader.Count);
        var numbers = new List<long>();
        foreach (var batch in loader)
        {
            Assert.Equal(batch["number"].shape[0], batch["square"].shape[0]);
            numbers.AddRange(batch["number"].data<long>().ToArray());
        }
        Assert.Equal(Enumerable.Range(0, dropLast ? 6 : 7).Select(number => (long)number), numbers);
    }

    [Fact]
    public void A_shuffled_pass_meets_every_example_once_and_a_seed_repeats_it()
    {
        using var scope = NewDisposeScope();
        List<long> Pass(int seed)
        {
            using var loader = utils.data.DataLoader(new Squares(20), 6, shuffle: true, seed: seed);
            return [.. loader.SelectMany(batch => batch["number"].data<long>().ToArray())];
        }
        var first = Pass(1);
        Assert.NotEqual(first, first.Order());
        Assert.Equal(Enumerable.Range(0, 20).Select(number => (long)number), first.Order());
        Assert.Equal(first, Pass(1));
        Assert.NotEqual(first, Pass(2));
    }

    [Fact]
    public void A_batch_is_disposed_when_the_next_one_is_asked_for()
    {
        using var scope = NewDisposeScope();
        using var loader = utils.data.DataLoader(new Squares(4), 2);
        using var pass = loader.GetEnumerator();
        Assert.True(pass.MoveNext());
        var tensor = pass.Current["square"];
        Assert.False(tensor.IsInvalid);
        Assert.True(pass.MoveNext());
        Assert.True(tensor.IsInvalid);
    }

    [Fact]
    public void Nothing_is_left_over_after_a_pass()
    {
        var before = Tensor.TotalCount;
        using (var loader = utils.data.DataLoader(new Squares(5), 2, shuffle: true))
        {
            foreach (var batch in loader)
                Assert.Equal(2, batch.Count);
        }
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void A_tensor_data_set_gives_rows_and_outlives_its_tensors()
    {
        using var scope = NewDisposeScope();
        var images = arange(12.0).reshape(4, 3);
        var dataset = utils.data.TensorDataset(images, arange(4));
        images.Dispose();
        using var loader = utils.data.DataLoader(dataset, 2, new long[] { 3, 1, 0 });
        var shapes = loader.Select(batch => (batch[0].shape[0], batch[1][0].ToInt64())).ToList();
        Assert.Equal([(2, 3), (1, 0)], shapes);
        Assert.Throws<ArgumentException>(() => utils.data.TensorDataset(zeros(2), zeros(3)));
        Assert.Throws<ArgumentException>(() => utils.data.DataLoader(new Squares(2), 0));
    }

    private sealed class Squares(long count) : utils.data.Dataset
    {
        public override long Count => count;

        public override Dictionary<string, Tensor> GetTensor(long index) => new() { ["number"] = tensor(index), ["square"] = tensor((double)index * index) };
    }
}
