using VisionAttention.Tensors;
using VisionAttention.Training;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Training;

/// <summary>One training step of a tiny network, beside the same step in plain arithmetic: whether a libtorch that loads also computes.</summary>
/// <remarks>
/// A convolution, self-attention, the mean over the tokens and cross-entropy; then one step of AdamW. The second opinion has no tensors: its
/// forward pass is a few loops over doubles, and its gradient comes from central differences.
/// </remarks>
internal static class SelfCheck
{
    /// <summary>Does the step on the CPU and, where there is one, on a CUDA device.</summary>
    public static string Run()
    {
        Compare(CPU);
        if (NativeTorch.CudaProblem is { } problem)
            return $"CPU only; CUDA: {problem}";
        if (Devices.Gpus == 0)
            return "CPU";
        Compare(CUDA);
        return Devices.Gpus == 1 ? "CPU and one CUDA device" : $"CPU and {Devices.Gpus} CUDA devices";
    }

    // Width and height of the images, width of the tokens, which are as many as the images have pixels.
    private const int Side = 4;
    private const int Width = 2;
    private const int Batch = 2;
    private const int Tokens = Side * Side;
    private const int KernelSize = 3;
    private const double LearningRate = 0.125;
    private const double WeightDecay = 0.5;

    // A GPU may multiply with ten bits after the point.
    private const double Tolerance = 2e-3;

    private static readonly float[] Images = [.. Enumerable.Range(0, Batch * Tokens).Select(index => (index * 7 % 11 - 5) / 4f)];
    private static readonly float[] Weights = [.. Enumerable.Range(0, Width * KernelSize * KernelSize).Select(index => (index * 5 % 9 - 4) / 8f)];

    private static void Compare(Device device)
    {
        using var scope = NewDisposeScope();
        var weights = nn.Parameter(tensor(Weights, device: device).reshape(Width, 1, KernelSize, KernelSize));
        var tokens = nn.functional.conv2d(tensor(Images, device: device).reshape(Batch, 1, Side, Side), weights, padding: [1, 1]).flatten(2).transpose(1, 2); // [B, N, D]
        var mixed = nn.functional.scaled_dot_product_attention(tokens, tokens, tokens);
        var loss = nn.functional.cross_entropy(mixed.mean([1L]), tensor(new long[] { 0, 1 }, device: device));
        using var optimizer = optim.AdamW([weights], lr: LearningRate, weight_decay: WeightDecay);
        loss.backward();
        Equal("loss", device, loss, [Loss(Doubles())]);
        var gradient = Gradient();
        Equal("gradient", device, weights.grad!, gradient);
        optimizer.step();
        // The first step of AdamW goes by the learning rate, whatever the gradient's size.
        Equal("step of AdamW", device, weights, [.. gradient.Select((slope, index) => Weights[index] * (1 - LearningRate * WeightDecay) - LearningRate * slope / (Math.Abs(slope) + 1e-8))]);
    }

    private static void Equal(string what, Device device, Tensor computed, double[] expected)
    {
        var values = computed.detach().cpu().to(ScalarType.Float32).flatten().data<float>().ToArray();
        for (var index = 0; index < expected.Length; index++)
        {
            // Not a number is not close to anything.
            if (values.Length != expected.Length || !(Math.Abs(values[index] - expected[index]) <= Tolerance * (1 + Math.Abs(expected[index]))))
                throw new InvalidDataException($"it computes wrongly on {device}: the {what} of one training step is {values[Math.Min(index, values.Length - 1)]:g6} where arithmetic says {expected[index]:g6}");
        }
    }

    private static double[] Doubles() => [.. Weights.Select(value => (double)value)];

    private static double[] Gradient()
    {
        const double Nudge = 1e-4;
        var gradient = new double[Weights.Length];
        for (var index = 0; index < gradient.Length; index++)
        {
            var (above, below) = (Doubles(), Doubles());
            above[index] += Nudge;
            below[index] -= Nudge;
            gradient[index] = (Loss(above) - Loss(below)) / (2 * Nudge);
        }
        return gradient;
    }

    private static double Loss(double[] weights)
    {
        var loss = 0.0;
        for (var image = 0; image < Batch; image++)
        {
            var tokens = Convolved(image, weights);
            var mean = new double[Width];
            foreach (var query in tokens)
            {
                var shares = tokens.Select(key => Math.Exp((query[0] * key[0] + query[1] * key[1]) / Math.Sqrt(Width))).ToArray();
                for (var channel = 0; channel < Width; channel++)
                    mean[channel] += tokens.Select((value, index) => shares[index] * value[channel]).Sum() / shares.Sum() / Tokens;
            }
            // The label is the image's number.
            loss += (Math.Log(mean.Sum(Math.Exp)) - mean[image]) / Batch;
        }
        return loss;
    }

    private static double[][] Convolved(int image, double[] weights)
    {
        var tokens = new double[Tokens][];
        for (var token = 0; token < Tokens; token++)
        {
            tokens[token] = new double[Width];
            for (var place = 0; place < KernelSize * KernelSize; place++)
            {
                var (row, column) = (token / Side + place / KernelSize - 1, token % Side + place % KernelSize - 1);
                if (row is < 0 or >= Side || column is < 0 or >= Side)
                    continue;
                for (var channel = 0; channel < Width; channel++)
                    tokens[token][channel] += weights[channel * KernelSize * KernelSize + place] * Images[image * Tokens + row * Side + column];
            }
        }
        return tokens;
    }
}
