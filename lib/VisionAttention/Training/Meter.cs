using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace VisionAttention.Training;

/// <summary>Adds up losses and hits between two reports, and keeps the time.</summary>
/// <remarks>Reading a number from a GPU waits until it has caught up. So there the numbers stay until somebody needs them; on a processor they
/// are read, and the loss is checked, before the weights change.</remarks>
internal sealed class Meter(Func<string> advice) : IDisposable
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Stopwatch _training = Stopwatch.StartNew();
    private readonly List<Batch> _waiting = [];
    private MeterSums _sums;
    private MeterSums _unfinished;
    private double _secondsBefore;

    /// <summary>Whether something was counted since the last report.</summary>
    public bool IsEmpty => _sums.Batches == 0 && _waiting.Count == 0;

    /// <summary>Seconds of the run so far.</summary>
    public double Seconds => _secondsBefore + _clock.Elapsed.TotalSeconds;

    /// <summary>Counts a batch of a step that may still be broken off.</summary>
    /// <exception cref="InvalidOperationException">The loss is no number.</exception>
    public void Add(long step, double learningRate, Tensor loss, Tensor logits, Tensor labels)
    {
        var batch = new Batch(
            step, learningRate, loss.detach().DetachFromDisposeScope(), logits.detach().argmax(1).eq(labels).sum().DetachFromDisposeScope(), labels.shape[0]);
        _waiting.Add(batch);
        if (loss.device_type == DeviceType.CPU)
            Settle();
    }

    /// <summary>The step of the last batches is done: they count.</summary>
    public void EndStep()
    {
        _sums = _sums.Plus(_unfinished);
        _unfinished = default;
    }

    /// <summary>Forgets the batches of an unfinished step.</summary>
    public void BreakOff(long stepsDone)
    {
        foreach (var batch in _waiting.Where(batch => batch.Step > stepsDone).ToArray())
        {
            batch.Dispose();
            _waiting.Remove(batch);
        }
        _unfinished = default;
    }

    /// <summary>Reads what is still on the device; afterwards every counted loss is known to be a number.</summary>
    /// <exception cref="InvalidOperationException">A loss is not.</exception>
    public void Settle()
    {
        foreach (var batch in _waiting)
        {
            using var owned = batch;
            var loss = batch.Loss.to(float64).item<double>();
            if (!double.IsFinite(loss))
                throw new InvalidOperationException($"the loss of step {batch.Step} is {loss} at learning rate {batch.LearningRate:g3}: lower the learning rate or lengthen the warm-up{advice()}");
            _unfinished = _unfinished.Plus(new MeterSums { Loss = loss, Right = batch.Right.item<long>(), Images = batch.Images, Batches = 1 });
        }
        _waiting.Clear();
    }

    /// <summary>Stops the clock of the training speed, while something else is done.</summary>
    public void Pause()
    {
        Settle();
        EndStep();
        _training.Stop();
    }

    public void Resume() => _training.Start();

    /// <summary>What was counted since the last report; counting begins anew.</summary>
    public MeterSums Take()
    {
        var sums = Sums();
        _sums = default;
        _training.Reset();
        return sums;
    }

    /// <summary>What was counted since the last report.</summary>
    public MeterSums Sums()
    {
        Settle();
        EndStep();
        return _sums with { Seconds = _sums.Seconds + _training.Elapsed.TotalSeconds };
    }

    /// <summary>Goes on counting from there.</summary>
    public void Restore(MeterSums sums, double seconds)
    {
        (_sums, _secondsBefore) = (sums, seconds);
        _clock.Restart();
        _training.Restart();
    }

    public void Dispose()
    {
        foreach (var batch in _waiting)
            batch.Dispose();
        _waiting.Clear();
    }

    private sealed record Batch(long Step, double LearningRate, Tensor Loss, Tensor Right, long Images) : IDisposable
    {
        public void Dispose()
        {
            Loss.Dispose();
            Right.Dispose();
        }
    }
}

/// <summary>What a meter has added up since the last report.</summary>
internal readonly record struct MeterSums
{
    public double Loss { get; init; }

    public long Right { get; init; }

    public long Images { get; init; }

    public long Batches { get; init; }

    public double Seconds { get; init; }

    public MeterSums Plus(MeterSums other)
    {
        return new MeterSums
        {
            Loss = Loss + other.Loss,
            Right = Right + other.Right,
            Images = Images + other.Images,
            Batches = Batches + other.Batches,
            Seconds = Seconds + other.Seconds,
        };
    }
}
