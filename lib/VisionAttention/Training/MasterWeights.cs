using TorchSharp;
using TorchSharp.Modules;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Training;

/// <summary>float32 weights that are trained for a model that computes in bfloat16.</summary>
/// <remarks>Micikevicius et al. 2018 (1710.03740), section 3.1: an update is often smaller than the 8 bits of a bfloat16 can show, and would be
/// lost. bfloat16 has the range of float32, so the loss needs no scaling. Batch normalisation keeps its sums in float32.</remarks>
internal sealed class MasterWeights : IDisposable
{
    private readonly Module<Tensor, Tensor> _model;
    private readonly List<(string Name, Parameter Value)> _masters = [];
    private readonly List<Parameter> _working = [];

    public MasterWeights(Module<Tensor, Tensor> model)
    {
        _model = model;
        foreach (var (name, parameter) in model.named_parameters())
            _masters.Add((name, OwnedParameter.From(parameter.detach().to(float32, copy: true))));
        Convert(bfloat16);
        _working.AddRange(model.parameters());
    }

    public IEnumerable<(string Name, Parameter Value)> Parameters => _masters;

    /// <summary>Takes the model's gradients over, in float32, and empties them.</summary>
    public void TakeGradients()
    {
        using var off = no_grad();
        foreach (var (working, (_, master)) in _working.Zip(_masters))
        {
            using var scope = NewDisposeScope();
            if (working.grad is not { } gradient)
                continue;
            master.grad = gradient.to(float32, copy: true).DetachFromDisposeScope();
            gradient.zero_();
        }
    }

    /// <summary>Rounds the trained weights into the model.</summary>
    public void Publish()
    {
        using var off = no_grad();
        foreach (var (working, (_, master)) in _working.Zip(_masters))
            working.copy_(master);
    }

    /// <summary>Makes the model one of float32 with the trained weights.</summary>
    public void Return()
    {
        Convert(float32);
        using var off = no_grad();
        foreach (var (parameter, (_, master)) in _model.parameters().Zip(_masters))
            parameter.copy_(master);
    }

    public void Dispose()
    {
        foreach (var (_, master) in _masters)
            master.Dispose();
    }

    private void Convert(ScalarType type)
    {
        _model.to(type);
        foreach (var norm in _model.modules().Where(module => module is TorchSharp.Modules.BatchNorm1d or TorchSharp.Modules.BatchNorm2d))
            norm.to(float32);
    }
}
