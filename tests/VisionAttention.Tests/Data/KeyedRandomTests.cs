using VisionAttention.Data;

namespace VisionAttention.Tests.Data;

public sealed class KeyedRandomTests
{
    [Fact]
    public void A_seed_means_these_numbers_on_every_machine()
    {
        var random = new KeyedRandom(seed: 1, epoch: 2, purpose: 3, index: 4);

        Assert.Equal([0xF64817D8F9F2F25BUL, 0xB02F57090749DD61UL], [random.NextBits(), random.NextBits()]);
    }

    [Fact]
    public void An_order_is_fixed_by_seed_and_epoch()
    {
        Assert.Equal([6, 0, 5, 9, 4, 3, 1, 7, 8, 2], BatchOrder.Shuffled(count: 10, seed: 1, epoch: 0));
        Assert.NotEqual(BatchOrder.Shuffled(count: 10, seed: 1, epoch: 0), BatchOrder.Shuffled(count: 10, seed: 1, epoch: 1));
        Assert.NotEqual(BatchOrder.Shuffled(count: 10, seed: 1, epoch: 0), BatchOrder.Shuffled(count: 10, seed: 2, epoch: 0));
    }

    [Fact]
    public void Every_order_is_equally_likely()
    {
        var counts = new Dictionary<string, int>();
        for (var epoch = 0; epoch < 6000; epoch++)
        {
            var order = string.Join(',', BatchOrder.Shuffled(count: 3, seed: 5, epoch));
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(6, counts.Count);
        // 1000 expected, standard deviation 29.
        Assert.All(counts.Values, count => Assert.InRange(count, 850, 1150));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(256)]
    public void Whole_numbers_cover_their_range_evenly(int below)
    {
        var random = new KeyedRandom(seed: 9, epoch: 0, purpose: 0, index: 0);
        var counts = new int[below];
        for (var draw = 0; draw < below * 1000; draw++)
            counts[random.NextBelow(below)]++;

        Assert.All(counts, count => Assert.InRange(count, 840, 1160));
    }

    [Fact]
    public void Neighbouring_indices_have_unrelated_numbers()
    {
        var sum = 0.0;
        for (var index = 0; index < 10_000; index++)
            sum += (new KeyedRandom(1, 0, 0, index).NextDouble() - 0.5) * (new KeyedRandom(1, 0, 0, index + 1).NextDouble() - 0.5);

        // Standard deviation of the mean product: 1/12 / √10000 = 0.0008.
        Assert.InRange(sum / 10_000, -0.004, 0.004);
    }
}
