using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using VisionAttention.Tensors;
using VisionAttention.Training.Runs;
using VisionAttention.Weights;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Training;

/// <summary>A training run with a folder: options, record, checkpoints, and in the end the weights.</summary>
/// <remarks>
/// The folder holds options.json, machine.json, metrics.csv (a row for each report), confusion.csv, checkpoint.safetensors,
/// checkpoint.previous.safetensors; at the end weights.safetensors. A run that was killed at any moment
/// and is resumed on the same machine with the same number of threads gives the weights of an unbroken one, to the bit.
/// </remarks>
public sealed class TrainingRun : IDisposable
{
    private const string GeneratorName = "generator";

    private readonly FileStream _lock;
    private readonly CheckpointFolder _checkpoints;
    private readonly ResumeFrom _from;
    private readonly Stopwatch _sinceCheckpoint = Stopwatch.StartNew();
    private CheckpointFile? _checkpoint;
    private MetricsFile? _metrics;
    private long _savedStep = -1;
    private Action _takeBack = () => { };
    private int _threads;

    private TrainingRun(string folder, RunSettings settings, FileStream held, ResumeFrom from)
    {
        (Folder, Options, About, _lock, _from) = (folder, settings.Training, settings.About, held, from);
        _checkpoints = new CheckpointFolder(folder);
    }

    /// <summary>Where it lies.</summary>
    public string Folder { get; }

    /// <summary>The recipe.</summary>
    public TrainingOptions Options { get; }

    /// <summary>What the one who started it says of it, such as the model and the data.</summary>
    public IReadOnlyDictionary<string, string> About { get; }

    /// <summary>Steps that the checkpoint has behind it, which it goes on from; 0 without one.</summary>
    public long Step { get; private set; }

    /// <summary>What has changed on this machine since the checkpoint, so that the last bits may differ from an unbroken run's; a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; private set; } = [];

    internal bool IsDisposed { get; private set; }

    /// <summary>Those that the options name; else those of the checkpoint, as far as this machine has as many cores; else those to take now.</summary>
    internal int Threads => _threads > 0 ? _threads : _threads = Options.ThreadsNow();

    /// <summary>Whether it took a step since it was opened.</summary>
    internal bool HasStepped { get; set; }

    /// <summary>Begins a run in a folder, which is made if need be.</summary>
    /// <param name="folder">The folder; it must not hold a run already.</param>
    /// <param name="options">The recipe.</param>
    /// <param name="about">What to write down with it, such as the model and the data, to find them again when it is resumed.</param>
    /// <exception cref="ArgumentException">Settings that no run could follow, or a folder that holds a run.</exception>
    /// <exception cref="IOException">Another program trains into the folder.</exception>
    public static TrainingRun Start(string folder, TrainingOptions options, IReadOnlyDictionary<string, string>? about = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        string[]? before = Directory.Exists(folder) ? Directory.GetFiles(folder) : null;
        AtomicFile.MakeFolder(folder);
        var held = RunFiles.Lock(folder);
        try
        {
            if (RunRecord.IsRun(folder))
                throw new ArgumentException($"{FileErrors.OneLine(folder)} holds a run already: resume it or choose another folder");
            var settings = new RunSettings { Training = options, About = new(about ?? new Dictionary<string, string>()) };
            RunFiles.Write(Path.Combine(folder, RunFiles.Options), JsonSerializer.Serialize(settings, TrainingOptionsJson.Format));
            return new TrainingRun(folder, settings, held, ResumeFrom.Latest) { _takeBack = () => TakeBack(folder, before) };
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Opens a run to go on from its checkpoint, which is checked to the last byte; from the beginning where it has none yet.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="from">Which checkpoint.</param>
    /// <exception cref="InvalidDataException">There is no run, or a file of it is damaged: the message names it and says whether the
    /// checkpoint before it is whole.</exception>
    /// <exception cref="IOException">Another program trains into the folder.</exception>
    public static TrainingRun Open(string folder, ResumeFrom from = ResumeFrom.Latest)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!RunRecord.IsRun(folder))
            throw new InvalidDataException($"{FileErrors.OneLine(folder)} holds no training run: it has no {RunFiles.Options}");
        var held = RunFiles.Lock(folder);
        try
        {
            var run = new TrainingRun(folder, RunRecord.ReadSettings(folder), held, from);
            run.Choose();
            return run;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Lets go of the folder.</summary>
    public void Dispose()
    {
        IsDisposed = true;
        _checkpoint?.Dispose();
        _metrics?.Dispose();
        _lock.Dispose();
    }

    /// <summary>Lets go of a folder in which a run was begun that cannot be, and removes what the run has written; nothing of one that was opened.</summary>
    internal void Withdraw()
    {
        Dispose();
        _takeBack();
    }

    private static void TakeBack(string folder, string[]? before)
    {
        if (before is null)
            AtomicFile.DeleteFolder(folder);
        else
            Directory.GetFiles(folder).Except(before).ToList().ForEach(File.Delete);
    }

    /// <summary>Puts the checkpoint's state back.</summary>
    /// <returns>Steps done.</returns>
    internal long Begin(TrainingState state, Meter meter, RunLength length, Device device)
    {
        if (_metrics is not null)
            throw new InvalidOperationException($"the run in {FileErrors.OneLine(Folder)} has been trained with: dispose it and open it again to go on");
        var head = _checkpoint?.Head;
        if (head is not null && head.Steps != length.Steps)
            throw new InvalidDataException($"the checkpoint in {FileErrors.OneLine(Folder)} is of a run of {Counted.Text(head.Steps, "step")}, these images make {length.Steps}: give the same images");
        if (_checkpoint is not null)
        {
            using var scope = NewDisposeScope();
            state.Restore(_checkpoint.Read([.. state.Expected(), (GeneratorName, get_rng_state().shape, true)]));
            meter.Restore(head!.Meter, head.Seconds);
            _checkpoint.Dispose();
            _checkpoint = null;
        }
        if (_from == ResumeFrom.Previous)
            _checkpoints.SetLastAside();
        foreach (var draft in Directory.EnumerateFiles(Folder, ".*.tmp"))
            File.Delete(draft);
        _metrics = MetricsFile.Open(Path.Combine(Folder, RunFiles.Metrics), head?.Rows ?? 0);
        RunFiles.Write(Path.Combine(Folder, RunFiles.Machine), RunMachine.Json(device, Threads));
        if (head is null)
            Save(step: 0, length, state, meter);
        _savedStep = Step = head?.Step ?? 0;
        return Step;
    }

    internal void Add(TrainingProgress report, Evaluation? evaluation, IReadOnlyList<string> classNames)
    {
        _metrics!.Add(report);
        if (evaluation is not null)
            RunFiles.Write(Path.Combine(Folder, RunFiles.Confusion), RunFiles.ConfusionTable(evaluation.Confusion, classNames));
    }

    internal void SaveWhereDue(long step, RunLength length, TrainingState state, Meter meter)
    {
        var byStep = Options.CheckpointSteps > 0 && step % Options.CheckpointSteps == 0;
        var byClock = Options.CheckpointMinutes > 0 && _sinceCheckpoint.Elapsed.TotalMinutes >= Options.CheckpointMinutes;
        if (byStep || byClock || length.IsEndOfEpoch(step))
            Save(step, length, state, meter);
    }

    internal void Save(long step, RunLength length, TrainingState state, Meter meter)
    {
        using var scope = NewDisposeScope();
        var head = new CheckpointHead
        {
            Format = CheckpointHead.CurrentFormat,
            Step = step,
            Epoch = length.EpochAfter(step),
            Batch = length.BatchAfter(step),
            Steps = length.Steps,
            Rows = _metrics!.Rows,
            Meter = meter.Sums(),
            Seconds = meter.Seconds,
            Options = Options,
            Versions = RunMachine.WhatComputes(Threads),
        };
        _metrics.FlushToDisk();
        _checkpoints.Write(head, [.. state.Tensors(), KeyValuePair.Create(GeneratorName, get_rng_state())]);
        _savedStep = Step = step;
        _sinceCheckpoint.Restart();
    }

    /// <summary>Writes the weights.</summary>
    internal void Finish(Module model)
    {
        _metrics!.FlushToDisk();
        ModelWeights.Save(model, Path.Combine(Folder, RunFiles.Weights));
    }

    /// <summary>What to say after an error of the training itself.</summary>
    internal string Advice() => $"; {FileErrors.OneLine(Folder)} has a checkpoint of step {_savedStep}";

    private void Choose()
    {
        _checkpoint = _checkpoints.Open(_from);
        if (_checkpoint?.Head is not { } head)
            return;
        try
        {
            if (TrainingOptionsJson.Write(head.Options) != TrainingOptionsJson.Write(Options))
                throw new InvalidDataException($"{RunFiles.Options} in {FileErrors.OneLine(Folder)} is not what the checkpoint was made with: put the old settings back, or begin a new run");
        }
        catch
        {
            _checkpoint.Dispose();
            throw;
        }
        Step = head.Step;
        if (Options.Threads == 0 && int.TryParse(head.Versions.GetValueOrDefault(RunMachine.ThreadsKey), CultureInfo.InvariantCulture, out var before))
            _threads = Math.Clamp(before, 1, Environment.ProcessorCount);
        var now = RunMachine.WhatComputes(Threads);
        Notes = [.. head.Versions.Where(entry => now.GetValueOrDefault(entry.Key) != entry.Value)
            .Select(entry => $"{entry.Key} was {FileErrors.OneLine(entry.Value)} at the checkpoint and is {now.GetValueOrDefault(entry.Key, "gone")} now")];
    }
}

/// <summary>Which checkpoint a run goes on from.</summary>
public enum ResumeFrom
{
    /// <summary>The last one.</summary>
    Latest,

    /// <summary>The one before it, where the last is damaged.</summary>
    Previous,
}
