using System.Runtime.InteropServices;
using FusedAttention;
using TorchSharp;
using VisionAttention.Data;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Training;

/// <summary>A plain training loop: take a batch, classify, compare, step.</summary>
/// <remarks>
/// What is random, the order and augmentation of the images as well as dropout and drop path, is settled by the seed, the epoch and the number
/// of the batch, so a run that goes on in the middle does what it would have done unbroken. The global generator of libtorch is seeded
/// anew for each batch. A run can be cancelled between the parts of a step: forward, backward, update. Only a single part of a large model
/// on a slow machine takes longer than a second.
/// </remarks>
public static class Trainer
{
    // Of the random numbers that a model draws itself; those of the loader have small numbers.
    private const long ModelPurpose = 1_000;

    /// <summary>Trains a model in place.</summary>
    /// <param name="model">Images [B, C, H, W] to logits [B, classes]; already on its device.</param>
    /// <param name="train">What it learns from.</param>
    /// <param name="heldOut">What its accuracy is measured on meanwhile.</param>
    /// <param name="normalisation">Of the training images.</param>
    /// <param name="options">The recipe.</param>
    /// <param name="device">Where the model is.</param>
    /// <param name="progress">Told every few steps and at every evaluation, on this thread.</param>
    /// <param name="cancellation">Ends the run; the model keeps what it has learned in the steps that were finished. Without one a cell of a notebook
    /// ends it by its stop button.</param>
    /// <returns>Every moment that was reported, in order.</returns>
    /// <exception cref="ArgumentException">Settings that no run could follow, or images that do not fit together.</exception>
    /// <exception cref="InvalidOperationException">The loss is no longer a number; the message names step and learning rate. Or the GPU fails; it says what to do.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static IReadOnlyList<TrainingProgress> Fit(
        Module<Tensor, Tensor> model,
        IImageSource train,
        IImageSource heldOut,
        Normalisation normalisation,
        TrainingOptions options,
        Device device,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return Train(new TrainingTask(model, train, heldOut, normalisation, device), options, run: null, progress, cancellation);
    }

    /// <summary>Trains a model in place and keeps a record with checkpoints in a folder, or goes on from the folder's checkpoint.</summary>
    /// <inheritdoc cref="Fit(Module{Tensor, Tensor}, IImageSource, IImageSource, Normalisation, TrainingOptions, Device, IProgress{TrainingProgress}, CancellationToken)"/>
    /// <param name="model">Images [B, C, H, W] to logits [B, classes]; already on its device. To go on from a checkpoint its weights do not
    /// matter, to go on without one they must be the first ones.</param>
    /// <param name="train">What it learns from.</param>
    /// <param name="heldOut">What its accuracy is measured on meanwhile.</param>
    /// <param name="normalisation">Of the training images.</param>
    /// <param name="run">The folder, with the recipe.</param>
    /// <param name="device">Where the model is.</param>
    /// <param name="progress">Told every few steps and at every evaluation, on this thread.</param>
    /// <param name="cancellation">Ends the run with a checkpoint of the last finished step.</param>
    /// <returns>Every moment that was reported by this call, in order.</returns>
    /// <exception cref="InvalidDataException">The checkpoint does not fit the model; the model is unchanged.</exception>
    public static IReadOnlyList<TrainingProgress> Fit(
        Module<Tensor, Tensor> model,
        IImageSource train,
        IImageSource heldOut,
        Normalisation normalisation,
        TrainingRun run,
        Device device,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Train(new TrainingTask(model, train, heldOut, normalisation, device), run.Options, run, progress, cancellation);
    }

    private static IReadOnlyList<TrainingProgress> Train(
        TrainingTask task, TrainingOptions options, TrainingRun? run, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        cancellation = OrOfCell(cancellation);
        var length = new RunLength(options, task.Train.Count);
        task.Check(run);
        using var threads = new ThreadCount(run?.Threads ?? options.ThreadsNow());
        using var loader = task.Loader(options);
        using var meter = new Meter(advice: () => run?.Advice() ?? "");
        using var average = options.AverageDecay > 0 ? new ModelAverage(task.Model, options.AverageDecay) : null;
        using var precision = new MixedPrecision(task.Model, options.Precision, task.Device);
        using var optimizer = new OptimizerStep(task.Model, precision, average, options);
        using var state = new TrainingState(task.Model, precision, optimizer.Memory, average);
        var reports = new TrainingReports(task, options, length, meter, precision, average, run, progress);
        var step = run?.Begin(state, meter, length, task.Device) ?? 0;                              // steps done
        task.Model.train();
        try
        {
            reports.After(step, cancellation);
            while (step < length.Steps)
            {
                var (epoch, batchNumber) = (length.EpochAfter(step), length.BatchAfter(step));
                foreach (var batch in task.OnDevice(loader.Epoch(epoch, batchNumber, cancellation).Take(length.BatchesLeft(step))))
                {
                    using var scope = NewDisposeScope();
                    using var owned = batch;
                    var learningRate = length.LearningRates.At(step);
                    if (batchNumber % options.AccumulationSteps == 0)
                    {
                        state.BeginStep();
                        optimizer.Begin(learningRate);
                    }
                    Seed(options.Seed, epoch, batchNumber);
                    var images = options.ChannelsLast ? MemoryLayout.ChannelsLast(batch.Images) : batch.Images; // [B, C, H, W]

                    var logits = precision.Forward(images);                                          // [B, classes]
                    var loss = Losses.OfBatch(logits, batch.Labels, batch.Targets, options.LabelSmoothing);
                    meter.Add(step + 1, learningRate, loss, logits, batch.Labels);
                    cancellation.ThrowIfCancellationRequested();
                    (loss / options.AccumulationSteps).backward();
                    GraphFailure.ThrowIfAny();
                    cancellation.ThrowIfCancellationRequested();
                    if (++batchNumber % options.AccumulationSteps != 0)
                        continue;

                    optimizer.Apply();
                    state.EndStep();
                    meter.EndStep();
                    step++;
                    if (run is not null)
                        run.HasStepped = true;
                    reports.After(step, cancellation);
                    run?.SaveWhereDue(step, length, state, meter);
                }
            }
        }
        catch (OperationCanceledException)
        {
            state.BreakOff();
            meter.BreakOff(step);
            run?.Save(step, length, state, meter);
            throw;
        }
        catch (ExternalException failure) when (GpuFailure.Explain(failure) is { } explained)
        {
            throw new InvalidOperationException(explained, failure);
        }
        finally
        {
            precision.RestoreFloat32();
        }
        average?.CopyTo(task.Model);
        run?.Finish(task.Model);
        return reports.All;
    }

    /// <summary>A token, or where none is given that of a notebook's cell: the kernel knows no other way to end what is inside libtorch.</summary>
    internal static CancellationToken OrOfCell(CancellationToken cancellation) =>
        !cancellation.CanBeCanceled && AppContext.GetData("Notebook.CellCancellation") is CancellationToken cell ? cell : cancellation;

    // What dropout and drop path draw for a batch is settled by the seed and the batch's number alone.
    internal static void Seed(long seed, long epoch, long batch) => manual_seed((long)(new KeyedRandom(seed, epoch, ModelPurpose, batch).NextBits() >> 1));
}

/// <summary>What is trained, on what.</summary>
internal sealed record TrainingTask(Module<Tensor, Tensor> Model, IImageSource Train, IImageSource HeldOut, Normalisation Normalisation, Device Device)
{
    public Module<Tensor, Tensor> Model { get; } = Model ?? throw new ArgumentNullException(nameof(Model));

    public IImageSource Train { get; } = Train ?? throw new ArgumentNullException(nameof(Train));

    public IImageSource HeldOut { get; } = HeldOut ?? throw new ArgumentNullException(nameof(HeldOut));

    public BatchLoader Loader(TrainingOptions options)
    {
        return new BatchLoader(Train, Normalisation, new LoadingOptions
        {
            BatchSize = options.BatchSize, Seed = options.Seed, Workers = options.Workers, Augmentation = options.Augmentation,
            PinsMemory = Device.type == DeviceType.CUDA,
        });
    }

    public IEnumerable<ImageBatch> OnDevice(IEnumerable<ImageBatch> batches) => Device.type == DeviceType.CPU ? batches : ImageBatch.OnDevice(batches, Device);

    /// <exception cref="ArgumentException">The two sets are not of one kind, or one is empty.</exception>
    public void Check(TrainingRun? run)
    {
        ObjectDisposedException.ThrowIf(run is { IsDisposed: true }, typeof(TrainingRun));
        if (HeldOut.Count == 0)
            throw new ArgumentException("there are no held-out images to measure the accuracy on");
        var (train, heldOut) = (Kind(Train), Kind(HeldOut));
        if (train != heldOut)
            throw new ArgumentException($"the training images are {train}, the held-out images {heldOut}: they must be alike");
    }

    private static string Kind(IImageSource source) => $"{source.Channels}×{source.Height}×{source.Width} of {Counted.Text(source.ClassNames.Count, "class")}";
}

/// <summary>How many steps a run has, and where in it a step lies. A step takes AccumulationSteps batches; batches that fill no step are left out.</summary>
internal sealed class RunLength
{
    private readonly TrainingOptions _options;
    private readonly long _evaluations;

    /// <exception cref="ArgumentException">An epoch has not one step.</exception>
    public RunLength(TrainingOptions options, long trainingImages)
    {
        if (trainingImages < options.BatchSize)
            throw new ArgumentException($"batchSize {options.BatchSize} is above {trainingImages}, the number of training images. Fix: take batches of {Counted.Text(trainingImages, "image")} at most");
        var batches = trainingImages / options.BatchSize;
        StepsPerEpoch = batches / options.AccumulationSteps;
        if (StepsPerEpoch == 0)
            throw new ArgumentException($"accumulationSteps {options.AccumulationSteps} is above {batches}, the number of batches in an epoch");
        _options = options;
        Steps = options.Epochs * StepsPerEpoch;
        LearningRates = options.LearningRates(Steps);
        _evaluations = Math.Min(Steps, (long)options.Epochs * options.EvaluationsPerEpoch);
    }

    public long Steps { get; }

    public long StepsPerEpoch { get; }

    /// <summary>The learning rate of each step; made once for the run.</summary>
    public LearningRateSchedule LearningRates { get; }

    /// <summary>The epoch, from 0, that follows a number of steps.</summary>
    public long EpochAfter(long steps) => steps / StepsPerEpoch;

    /// <summary>The batch of that epoch, from 0, that follows.</summary>
    public long BatchAfter(long steps) => steps % StepsPerEpoch * _options.AccumulationSteps;

    /// <summary>Batches from there to the end of the epoch.</summary>
    public int BatchesLeft(long steps) => checked((int)((StepsPerEpoch - steps % StepsPerEpoch) * _options.AccumulationSteps));

    public bool IsEndOfEpoch(long steps) => steps % StepsPerEpoch == 0;

    /// <summary>Whether the model is evaluated after a number of steps: evenly spread, and always at the end.</summary>
    public bool EvaluatesAfter(long steps) => Part(steps) > Part(steps - 1);

    private long Part(long steps) => (long)((Int128)steps * _evaluations / Steps);
}

/// <summary>libtorch's processor threads for the length of a run; afterwards there are as many as before.</summary>
internal sealed class ThreadCount : IDisposable
{
    private readonly int _before = get_num_threads();

    public ThreadCount(int threads) => set_num_threads(threads);

    public void Dispose()
    {
        if (get_num_threads() != _before)
            set_num_threads(_before);
    }
}
