using VisionAttention.Attention;
using VisionAttention.Data;
using VisionAttention.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Tests.Training;

/// <summary>A training run that takes a second or less, with everything on that has a state.</summary>
internal static class TinyTraining
{
    public static readonly Normalisation Plain = new(0.5, 0.5);

    /// <summary>Noise, brighter from class to class.</summary>
    public static LabelledImages Images(int count, int classes = 2, int side = 4)
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        var labels = arange(count).remainder(classes);
        var noise = randint(0, 100, [count, 1, side, side], dtype: uint8);
        return new LabelledImages(
            noise + (labels * (120 / (classes - 1))).to(uint8).reshape(count, 1, 1, 1), labels, [.. Enumerable.Range(0, classes).Select(index => $"class {index}")]);
    }

    /// <summary>A convolution, local attention on the fused engine, batch normalisation and dropout.</summary>
    public static TorchSharp.Modules.Sequential Network(int classes = 2, params Module<Tensor, Tensor>[] first)
    {
        manual_seed(11);
        return Sequential([
            .. first,
            Conv2d(1, 8, 3, padding: 1L),
            BatchNorm2d(8),
            ReLU(),
            new LocalSelfAttention(8, 8, new LocalSelfAttentionOptions { KernelSize = 3, Heads = 2 }),
            Flatten(),
            Dropout(0.3),
            Linear(8 * 16, classes),
        ]);
    }

    public static TrainingOptions Everything(OptimizerKind optimizer, Precision precision = Precision.Float32)
    {
        return new TrainingOptions
        {
            Epochs = 2,
            BatchSize = 4,
            AccumulationSteps = 2,
            Optimizer = optimizer,
            LearningRate = 0.01,
            AverageDecay = 0.9,
            GradientClip = 1,
            LabelSmoothing = 0.1,
            WeightDecayOn = WeightDecayTarget.Matrices,
            EvaluationsPerEpoch = 2,
            Augmentation = new Augmentation { CropPadding = 1, Flips = true, MixUpAlpha = 0.5 },
            Precision = precision,
            CheckpointMinutes = 0,
            // Named, as the number of its own accord depends on what else runs, and the last bits on the number.
            Threads = 2,
        };
    }

    /// <summary>All numbers of a model, bit by bit.</summary>
    public static string Bits(Module model)
    {
        using var scope = NewDisposeScope();
        return Convert.ToHexString([.. model.state_dict().Values.SelectMany(value => value.detach().cpu().contiguous().bytes.ToArray())]);
    }

    /// <summary>A folder that does not exist yet and is gone with the test.</summary>
    public sealed class Folder : IDisposable
    {
        public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"training-{Guid.NewGuid():n}");

        public string this[string file] => System.IO.Path.Combine(Path, file);

        public void Dispose()
        {
            if (Directory.Exists(Path))
                Directory.Delete(Path, recursive: true);
        }
    }

    /// <summary>Does something on its n-th call in training, and passes the images on.</summary>
    public sealed class Tripwire(int atCall, Action action) : Module<Tensor, Tensor>(nameof(Tripwire))
    {
        private int _calls;

        public Action? EachCall { get; init; }

        public override Tensor forward(Tensor input)
        {
            if (training && ++_calls == atCall)
                action();
            if (training)
                EachCall?.Invoke();
            return input.alias();
        }
    }
}
