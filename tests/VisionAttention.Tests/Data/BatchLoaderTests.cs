using System.Diagnostics;
using TorchSharp;
using VisionAttention.Data;

namespace VisionAttention.Tests.Data;

public sealed class BatchLoaderTests
{
    private static readonly Normalisation Plain = new(0, 1.0 / 255);

    private static readonly Augmentation Everything = new()
    {
        CropPadding = 2, Flips = true, RotationDegrees = 20, Brightness = 0.3, Contrast = 0.3, Saturation = 0.3, ErasingProbability = 0.5,
        ErasesWithNoise = true, RandAugmentOperations = 2, MixUpAlpha = 0.8, CutMixAlpha = 1,
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Batches_are_the_same_for_every_number_of_workers(bool augments)
    {
        var options = new LoadingOptions { BatchSize = 4, Augmentation = augments ? Everything : null };
        var one = Sums(options, 1, 0);

        Assert.Equal(one, Sums(options with { Workers = 2, Ahead = 1 }, 1, 0));
        Assert.Equal(one, Sums(options with { Workers = 5, Ahead = 9 }, 1, 0));
        Assert.NotEqual(one, Sums(options, 2, 0));
        Assert.NotEqual(one, Sums(options with { Seed = 2 }, 1, 0));
    }

    [Fact]
    public void Beginning_in_the_middle_gives_what_going_through_gives()
    {
        var options = new LoadingOptions { BatchSize = 4, Augmentation = Everything, Workers = 2 };

        Assert.Equal(Sums(options, 3, 0)[4..], Sums(options, 3, firstBatch: 4));
        Assert.Empty(Sums(options, 3, firstBatch: 9));
    }

    [Fact]
    public void An_epoch_shows_every_image_once()
    {
        using var loader = new BatchLoader(new Numbered(37), Plain, new LoadingOptions { BatchSize = 5, KeepsRest = true, Workers = 3 });
        var seen = new List<long>();
        foreach (var batch in loader.Epoch(0))
        {
            using (batch)
                seen.AddRange(batch.Images.select(1, 0).select(1, 0).select(1, 0).data<float>().ToArray().Select(pixel => (long)Math.Round(pixel)));
        }

        Assert.Equal(8, loader.BatchesPerEpoch);
        Assert.NotEqual(Enumerable.Range(0, 37).Select(index => (long)index), seen);
        Assert.Equal(Enumerable.Range(0, 37).Select(index => (long)index), seen.Order());
    }

    [Fact]
    public void Without_shuffling_images_come_as_they_lie_with_their_labels_and_normalised()
    {
        using var loader = new BatchLoader(new Numbered(7), new Normalisation(0.5, 0.25), new LoadingOptions { BatchSize = 3, Shuffle = false });
        var batches = loader.Epoch(0).ToList();

        Assert.Equal(2, batches.Count);
        Assert.Equal([3L, 3, 2, 5], batches[1].Images.shape);
        Assert.Equal([0L, 1, 2], batches[1].Labels.data<long>().ToArray());
        Assert.Null(batches[1].Targets);
        var expected = (4 / 255f - 0.5f) / 0.25f;
        Assert.Equal(expected, batches[1].Images[1, 2, 1, 4].item<float>(), 1e-6f);
        batches.ForEach(batch => batch.Dispose());
    }

    [Fact]
    public void Batches_for_a_device_are_sent_one_ahead_in_order_and_none_is_left()
    {
        using var loader = new BatchLoader(new Numbered(40), Plain, new LoadingOptions { BatchSize = 4, Shuffle = false, Augmentation = new() { MixUpAlpha = 1 } });
        foreach (var taken in (int[])[1, 4, int.MaxValue])
        {
            Settle();
            var (made, before) = (0, torch.Tensor.TotalCount);
            var labels = new List<long>();
            foreach (var batch in ImageBatch.OnDevice(loader.Epoch(0).Select(batch => (made++, batch).batch), torch.CPU).Take(taken))
            {
                using (batch)
                {
                    labels.Add(batch.Labels.data<long>()[0]);
                    Assert.Equal(Math.Min(labels.Count + 1, 10), made);
                    Assert.Equal([4L, 3], batch.Targets!.shape);
                }
            }

            Assert.Equal(Enumerable.Range(0, Math.Min(taken, 10)).Select(number => number * 4L % 3), labels);
            Settle();
            Assert.Equal(before, torch.Tensor.TotalCount);
        }

        static void Settle()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    [Fact]
    public void Leaving_the_loop_releases_every_tensor_and_ends_the_workers()
    {
        using var loader = new BatchLoader(new Numbered(400), Plain, new LoadingOptions { BatchSize = 4, Augmentation = Everything, Workers = 3 });
        using (var warm = loader.Epoch(0).First())
        {
        }
        var before = torch.Tensor.TotalCount;

        for (var round = 0; round < 5; round++)
        {
            foreach (var batch in loader.Epoch(round))
            {
                batch.Dispose();
                break;
            }
        }

        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    [Fact]
    public void A_batch_outlives_the_scope_in_which_it_is_taken()
    {
        using var loader = new BatchLoader(new Numbered(8), Plain, new LoadingOptions { BatchSize = 4, Augmentation = Everything });
        ImageBatch batch;
        using (torch.NewDisposeScope())
            batch = loader.Epoch(0).First();

        using (batch)
            Assert.DoesNotContain(new[] { batch.Images, batch.Labels, batch.Targets! }, tensor => tensor.IsInvalid);
    }

    [Fact]
    public void A_failing_image_reaches_whoever_takes_its_batch_by_name()
    {
        var source = new Numbered(20) { Fails = 13 };
        using var loader = new BatchLoader(source, Plain, new LoadingOptions { BatchSize = 4, Shuffle = false, Workers = 3 });
        var taken = 0;

        var failure = Assert.Throws<InvalidDataException>(() =>
        {
            foreach (var batch in loader.Epoch(0))
            {
                batch.Dispose();
                taken++;
            }
        });

        Assert.Equal("number 13: spoiled", failure.Message);
        Assert.Equal(3, taken);
    }

    [Fact]
    public void A_label_without_a_class_is_refused()
    {
        using var loader = new BatchLoader(new Numbered(4) { LabelOffset = 3 }, Plain, new LoadingOptions { BatchSize = 4, Shuffle = false });

        var failure = Assert.Throws<InvalidDataException>(() => loader.Epoch(0).First());

        Assert.Equal("number 0: its label is 3, the set has classes 0 to 2", failure.Message);
    }

    [Fact]
    public void Cancellation_ends_a_waiting_loop_long_before_its_batch_is_made()
    {
        using var loader = new BatchLoader(new Numbered(4000) { Delay = 50 }, Plain, new LoadingOptions { BatchSize = 1000, Workers = 2 });
        using var stop = new CancellationTokenSource(100);
        var watch = Stopwatch.StartNew();

        var stopped = Assert.Throws<OperationCanceledException>(() => loader.Epoch(0, cancellation: stop.Token).First());

        Assert.Equal(stop.Token, stopped.CancellationToken);
        Assert.InRange(watch.ElapsedMilliseconds, 50, 20_000);
    }

    [Fact]
    public void A_disposed_loader_ends_its_loop()
    {
        var loader = new BatchLoader(new Numbered(400), Plain, new LoadingOptions { BatchSize = 4 });

        Assert.Throws<ObjectDisposedException>(() =>
        {
            foreach (var batch in loader.Epoch(0))
            {
                batch.Dispose();
                loader.Dispose();
            }
        });
        Assert.Throws<ObjectDisposedException>(() => loader.Epoch(1));
    }

    [Fact]
    public void No_more_batches_are_prepared_than_may_wait()
    {
        var source = new Numbered(100);
        using var loader = new BatchLoader(source, Plain, new LoadingOptions { BatchSize = 1, Workers = 1, Ahead = 2 });
        using var batches = loader.Epoch(0).GetEnumerator();
        Assert.True(batches.MoveNext());
        batches.Current.Dispose();
        Thread.Sleep(200);

        // The one that was taken and two that wait.
        Assert.Equal(3, source.Reads);
    }

    public static TheoryData<string, LoadingOptions> BadOptions() => new()
    {
        { "BatchSize 8 is above 7, the number of images: make it smaller or set KeepsRest", new LoadingOptions { BatchSize = 8 } },
        { "Workers 0 is not from 1 to 256", new LoadingOptions { BatchSize = 1, Workers = 0 } },
        { "Brightness 2 is not from 0 to 1", new LoadingOptions { BatchSize = 1, Augmentation = new Augmentation { Brightness = 2 } } },
        { "MixUpAlpha -1 is neither 0, which mixes nothing, nor from 0.001 to 1000", new LoadingOptions { BatchSize = 1, Augmentation = new Augmentation { MixUpAlpha = -1 } } },
    };

    [Theory]
    [MemberData(nameof(BadOptions))]
    public void Settings_that_cannot_be_followed_are_refused(string message, LoadingOptions options)
    {
        Refusal.Says(message, () => new BatchLoader(new Numbered(7), Plain, options));
        using var loader = new BatchLoader(new Numbered(7), Plain, new LoadingOptions { BatchSize = 2 });
        Refusal.Says("firstBatch 4 is not from 0 to 3", () => loader.Epoch(0, 4));
    }

    // Every number of every batch, so that equal lists mean equal batches.
    private static List<string> Sums(LoadingOptions options, long epoch, long firstBatch)
    {
        using var loader = new BatchLoader(new Numbered(37), Plain, options);
        var sums = new List<string>();
        foreach (var batch in loader.Epoch(epoch, firstBatch))
        {
            using (batch)
                sums.Add(string.Concat(new[] { batch.Images, batch.Labels, batch.Targets }.Where(tensor => tensor is not null).Select(tensor => Convert.ToHexString(tensor!.bytes))));
        }
        return sums;
    }

    /// <summary>Images that consist of their own number.</summary>
    private sealed class Numbered(int count) : IImageSource
    {
        private int _reads;

        public int? Fails { get; init; }

        public int Delay { get; init; }

        public int LabelOffset { get; init; }

        public int Reads => Volatile.Read(ref _reads);

        public long Count => count;

        public int Channels => 3;

        public int Height => 2;

        public int Width => 5;

        public IReadOnlyList<string> ClassNames => ["a", "b", "c"];

        public long Label(long index) => index % 3 + LabelOffset;

        public void Read(long index, Span<byte> pixels)
        {
            Interlocked.Increment(ref _reads);
            if (Delay > 0)
                Thread.Sleep(Delay);
            if (index == Fails)
                throw new InvalidDataException("spoiled");
            pixels.Fill((byte)index);
        }

        public string NameOf(long index) => $"number {index}";
    }
}
