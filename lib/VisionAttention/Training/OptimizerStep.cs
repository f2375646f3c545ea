using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Training;

/// <summary>One update of the weights: the clipping, the optimiser, and the moving average.</summary>
internal sealed class OptimizerStep(
    Module model, MixedPrecision precision, ModelAverage? average, TrainingOptions options, OptimizerSettings? settings = null) : IDisposable
{
    private const double Tiny = 1e-6;

    /// <summary>The optimiser.</summary>
    public OptimizerMemory Memory { get; } = new(precision.Parameters, options, settings);

    /// <summary>Begins a step.</summary>
    public void Begin(double learningRate)
    {
        Memory.LearningRate = learningRate;
        Memory.Optimizer.zero_grad();
    }

    /// <summary>Ends a step: the gradients become new weights.</summary>
    /// <returns>The norm of all gradients before they were clipped; null where they are not.</returns>
    public Tensor? Apply()
    {
        precision.TakeGradients();
        var norm = options.GradientClip > 0 ? Clip() : null;
        Memory.Optimizer.step();
        precision.CopyToModel();
        average?.Update(model);
        return norm;
    }

    public void Dispose() => Memory.Dispose();

    // As nn.utils.clip_grad_norm_, which would wait for the device to return the norm.
    private Tensor? Clip()
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var gradients = Memory.Parameters.Select(parameter => parameter.grad).OfType<Tensor>().ToArray();
        if (gradients.Length == 0)
            return null;
        var norm = stack(gradients.Select(gradient => gradient.norm())).norm();
        var factor = (options.GradientClip / (norm + Tiny)).clamp_max(1);
        foreach (var gradient in gradients)
            gradient.mul_(factor);
        return norm.MoveToOuterDisposeScope();
    }
}
