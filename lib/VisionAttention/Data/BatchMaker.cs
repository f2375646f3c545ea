using System.Runtime.InteropServices;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Data;

/// <summary>Makes one batch: reads, changes, normalises and mixes its images.</summary>
/// <remarks>Plain loops over spans: libtorch would start a team of threads for each worker, and take the model's cores.</remarks>
internal sealed class BatchMaker
{
    private readonly IImageSource _source;
    private readonly LoadingOptions _options;
    private readonly float[][] _levels;

    public BatchMaker(IImageSource source, Normalisation normalisation, LoadingOptions options)
    {
        (_source, _options, Count) = (source, options, (int)source.Count);
        _levels = normalisation.Levels(source.Channels);
    }

    public int Count { get; }

    /// <summary>The room that one worker needs.</summary>
    public ImageBench CreateBench() => new(_source.Channels, _source.Height, _source.Width);

    /// <summary>Makes a batch; a cancellation ends it between two images.</summary>
    public ImageBatch Make(BatchOrder order, long epoch, long batch, ImageBench bench, CancellationToken cancellation)
    {
        var size = order.SizeOf(batch);
        // Threads of the pool may have a scope that other code left open.
        var images = empty(size, _source.Channels, _source.Height, _source.Width, dtype: ScalarType.Float32, device: CPU).DetachFromDisposeScope();
        var labels = empty([size], dtype: ScalarType.Int64, device: CPU).DetachFromDisposeScope();
        Tensor? targets = null;
        try
        {
            var pixels = MemoryMarshal.Cast<byte, float>(images.bytes);
            var classes = MemoryMarshal.Cast<byte, long>(labels.bytes);
            var length = pixels.Length / size;
            for (var place = 0; place < size; place++)
            {
                cancellation.ThrowIfCancellationRequested();
                var index = order.ImageAt(batch, place);
                classes[place] = Read(index, bench);
                Finish(index, epoch, bench, pixels.Slice(place * length, length));
            }
            if (_options.Augmentation is { Mixes: true } augmentation)
            {
                targets = empty(size, _source.ClassNames.Count, dtype: ScalarType.Float32, device: CPU).DetachFromDisposeScope();
                var random = new KeyedRandom(_options.Seed, epoch, (long)RandomPurpose.Batch, batch);
                BatchMixing.Apply(
                    augmentation, pixels, classes, MemoryMarshal.Cast<byte, float>(targets.bytes), _source.Height, _source.Width, ref random);
            }
            return new ImageBatch(images, labels, targets);
        }
        catch
        {
            images.Dispose();
            labels.Dispose();
            targets?.Dispose();
            throw;
        }
    }

    private void Finish(int index, long epoch, ImageBench bench, Span<float> result)
    {
        var random = new KeyedRandom(_options.Seed, epoch, (long)RandomPurpose.Image, index);
        if (_options.Augmentation is not null)
            ImageAugmenter.Apply(_options.Augmentation, bench, ref random);
        Normalise(bench.Pixels, result);
        if (_options.Augmentation is not null)
            RandomErasing.Apply(_options.Augmentation, result, bench.Height, bench.Width, ref random);
    }

    private long Read(int index, ImageBench bench)
    {
        try
        {
            var label = _source.Label(index);
            FileErrors.Unless(label >= 0 && label < _source.ClassNames.Count, $"its label is {label}, the set has classes 0 to {_source.ClassNames.Count - 1}");
            _source.Read(index, bench.Pixels);
            return label;
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or DllNotFoundException))
        {
            var name = FileErrors.Path(_source.NameOf(index));
            if (failure is InvalidDataException or IOException && failure.Message.Contains(name, StringComparison.Ordinal))
                throw;
            var message = $"{name}: {failure.Message}";
            throw failure is IOException ? new IOException(message, failure) : new InvalidDataException(message, failure);
        }
    }

    private void Normalise(ReadOnlySpan<byte> pixels, Span<float> result)
    {
        var area = pixels.Length / _levels.Length;
        for (var channel = 0; channel < _levels.Length; channel++)
        {
            ReadOnlySpan<float> levels = _levels[channel];
            var from = pixels.Slice(channel * area, area);
            var to = result.Slice(channel * area, area);
            for (var pixel = 0; pixel < from.Length && pixel < to.Length; pixel++)
                to[pixel] = levels[from[pixel]];
        }
    }
}

/// <summary>Which image stands where in an epoch.</summary>
internal sealed class BatchOrder(int count, long epoch, LoadingOptions options)
{
    private readonly int[]? _order = options.Shuffle ? Shuffled(count, options.Seed, epoch) : null;
    private readonly (int Images, int Batch) _sizes = (count, options.BatchSize);

    /// <summary>Number of images of a batch.</summary>
    public int SizeOf(long batch) => (int)Math.Min(_sizes.Batch, _sizes.Images - batch * _sizes.Batch);

    /// <summary>Index of the image at a place of a batch.</summary>
    public int ImageAt(long batch, int place)
    {
        var position = checked((int)(batch * _sizes.Batch + place));
        return _order is null ? position : _order[position];
    }

    /// <summary>The numbers from 0 to count less 1, every order equally likely (Fisher and Yates; Durstenfeld 1964).</summary>
    public static int[] Shuffled(int count, long seed, long epoch)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        var random = new KeyedRandom(seed, epoch, (long)RandomPurpose.Order, index: 0);
        for (var last = count - 1; last > 0; last--)
        {
            var chosen = (int)random.NextBelow(last + 1);
            (order[last], order[chosen]) = (order[chosen], order[last]);
        }
        return order;
    }
}

/// <summary>A batch ready for a model; whoever receives it disposes it.</summary>
/// <param name="Images">float32 [B, C, H, W], normalised.</param>
/// <param name="Labels">int64 [B], the classes before any mixing.</param>
/// <param name="Targets">float32 [B, classes], each row summing to 1, where images were mixed; else null.</param>
public sealed record ImageBatch(Tensor Images, Tensor Labels, Tensor? Targets) : IDisposable
{
    /// <summary>The batch elsewhere; this one is released.</summary>
    internal ImageBatch Moved(Func<Tensor, Tensor> move)
    {
        using var here = this;
        return new ImageBatch(move(Images).DetachFromDisposeScope(), move(Labels).DetachFromDisposeScope(), Targets is null ? null : move(Targets).DetachFromDisposeScope());
    }

    /// <summary>The batches on a device, each sent while the one before it is computed with.</summary>
    internal static IEnumerable<ImageBatch> OnDevice(IEnumerable<ImageBatch> batches, Device device)
    {
        ImageBatch? next = null;
        try
        {
            foreach (var batch in batches)
            {
                var ready = next;
                next = batch.Moved(tensor => tensor.to(device, copy: true, non_blocking: true));
                if (ready is not null)
                    yield return ready;
            }

            (var last, next) = (next, null);
            if (last is not null)
                yield return last;
        }
        finally
        {
            next?.Dispose();
        }
    }

    /// <summary>Releases the tensors.</summary>
    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
        Targets?.Dispose();
    }
}
