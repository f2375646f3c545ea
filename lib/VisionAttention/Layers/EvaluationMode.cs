using static TorchSharp.torch.nn;

namespace VisionAttention.Layers;

/// <summary>A model in evaluation mode, without dropout and with fixed statistics; in the end it is in the mode that it was in.</summary>
internal sealed class EvaluationMode : IDisposable
{
    private readonly Module _model;
    private readonly bool _wasTraining;

    /// <summary>Begins it.</summary>
    public EvaluationMode(Module model)
    {
        (_model, _wasTraining) = (model, model.training);
        model.eval();
    }

    /// <summary>Ends it.</summary>
    public void Dispose() => _model.train(_wasTraining);
}
