using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Tensors;

/// <summary>When the memory watch collects, by numbers that a test makes up, and what its collections free.</summary>
public class MemoryWatchTests
{
    private long _resident = 1000;
    private readonly List<int> _collections = [];

    [Fact]
    public void Nothing_is_collected_while_memory_stays_or_falls()
    {
        var rule = new GrowthRule(step: 100);
        foreach (var resident in new long[] { 1000, 1100, 1050, 900, 1000 })
            Look(rule, resident, freed: 0);
        Assert.Empty(_collections);
    }

    [Fact]
    public void Growth_beyond_the_step_is_collected_and_counts_from_the_lowest_level_seen()
    {
        var rule = new GrowthRule(step: 100);
        foreach (var resident in new long[] { 1000, 800, 901 })
            Look(rule, resident, freed: 100);
        Assert.Equal([1], _collections);
    }

    [Fact]
    public void Growing_without_end_memory_stays_within_two_steps()
    {
        var rule = new GrowthRule(step: 100);
        for (var look = 0; look < 1000; look++)
        {
            Look(rule, _resident, freed: _resident - 1000);
            Assert.InRange(_resident, 1000, 1200);
            _resident += 30;
        }
        Assert.InRange(_collections.Count, 200, 300);
        Assert.All(_collections, generation => Assert.Equal(1, generation));
    }

    [Fact]
    public void Memory_that_is_in_use_is_asked_for_ever_less_often()
    {
        var rule = new GrowthRule(step: 100);
        for (var resident = 1000L; resident < 101_000; resident += 10)
            Look(rule, resident, freed: 0);
        // 100, 200, 400 … 51,200: ten times, first the young generations and then all.
        Assert.InRange(_collections.Count, 16, 20);
        Assert.Equal(_collections.Count / 2, _collections.Count(generation => generation == 2));
    }

    [Fact]
    public void A_loop_without_a_scope_keeps_few_tensors_and_right_numbers()
    {
        var (memory, stop, collection) = (0L, false, new HeldCollection());
        var watch = new Thread(() =>
        {
            // Each look sees a step of growth, so every look collects.
            var rule = new GrowthRule(step: 1);
            while (!Volatile.Read(ref stop))
                rule.Look(() => memory += 2, generation => { collection.Run(generation); memory = 0; });
        });
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var (start, most, steps) = (Tensor.TotalCount, 0L, 0);
        var ones = ones_like(empty(64, 1024));
        watch.Start();
        // Long enough for dozens of collections, however slow the machine is.
        for (var collections = GC.CollectionCount(1); GC.CollectionCount(1) < collections + 40; steps++)
        {
            Assert.Equal(9f * 64 * 1024, (((ones * 2) + 1).relu() * 3).sum().item<float>());
            most = Math.Max(most, Tensor.TotalCount - start);
        }
        Volatile.Write(ref stop, true);
        watch.Join();
        Assert.True(most < 5L * steps / 2, $"{most} tensors at once, {5L * steps} made");
    }

    // One look at a made-up memory; a collection takes away what is said to be freed.
    private void Look(GrowthRule rule, long resident, long freed)
    {
        _resident = resident;
        rule.Look(() => _resident, generation =>
        {
            _collections.Add(generation);
            _resident -= generation == 1 ? freed : 0;
        });
    }
}
