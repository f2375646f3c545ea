using TorchSharp;
using TorchSharp.Modules;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Training;

/// <summary>The numbers a model computes with, and the float32 parameters that are trained: its own, or masters behind bfloat16 ones.</summary>
/// <remarks>Micikevicius et al. 2018 (1710.03740), section 3.1: an update is often smaller than the 8 bits of a bfloat16 can show, and would be
/// lost. bfloat16 has the range of float32, so the loss needs no scaling. Sums over many numbers stay in float32: norms here, softmax in
/// the attention layers, the loss on float32 logits. TorchSharp has no autocast, which decides the same operator by operator.</remarks>
internal sealed class MixedPrecision : IDisposable
{
    private readonly Module _model;
    private readonly bool _isMixed;
    // In float32 both are the model's own.
    private readonly List<(string Name, Parameter Value)> _trained;
    private readonly List<Parameter> _working;
    private readonly List<Action> _unhook = [];

    public MixedPrecision(Module model, Precision precision, Device device)
    {
        _model = model;
        _isMixed = precision == Precision.BFloat16 || (precision == Precision.Auto && device.type == DeviceType.CUDA);
        _trained = [.. model.named_parameters()];
        if (_isMixed)
        {
            _trained = [.. _trained.Select(entry => (entry.Name, OwnedParameter.From(entry.Value.detach().to(float32, copy: true))))];
            Convert(bfloat16);
        }
        _working = [.. model.parameters()];
    }

    /// <summary>What is trained, by name.</summary>
    public IReadOnlyList<(string Name, Parameter Value)> Parameters => _trained;

    /// <summary>The logits [B, classes], float32, of a model that takes images alone.</summary>
    public Tensor Forward(Tensor images)
    {
        var network = (Module<Tensor, Tensor>)_model;
        return _isMixed ? network.call(images.to(bfloat16)).to(float32) : network.call(images);
    }

    /// <summary>Copies the model's gradients to the float32 parameters, and zeroes them.</summary>
    public void TakeGradients()
    {
        if (!_isMixed)
            return;
        using var off = no_grad();
        foreach (var (working, (_, master)) in _working.Zip(_trained))
        {
            using var scope = NewDisposeScope();
            if (working.grad is not { } gradient)
                continue;
            master.grad = gradient.to(float32, copy: true).DetachFromDisposeScope();
            gradient.zero_();
        }
    }

    /// <summary>Rounds the trained weights into the model.</summary>
    public void CopyToModel()
    {
        if (!_isMixed)
            return;
        using var off = no_grad();
        foreach (var (working, (_, master)) in _working.Zip(_trained))
            working.copy_(master);
    }

    /// <summary>Makes the model one of float32 with the trained weights.</summary>
    public void RestoreFloat32()
    {
        if (!_isMixed)
            return;
        Convert(float32);
        using var off = no_grad();
        foreach (var (parameter, (_, master)) in _model.parameters().Zip(_trained))
            parameter.copy_(master);
    }

    public void Dispose()
    {
        if (!_isMixed)
            return;
        Unhook();
        foreach (var (_, master) in _trained)
            master.Dispose();
    }

    private void Convert(ScalarType type)
    {
        Unhook();
        _model.to(type);
        if (type == float32)
            return;
        foreach (var norm in _model.modules().OfType<Module<Tensor, Tensor>>())
        {
            // A batch norm takes either type beside float32 statistics; layer norm on a GPU does not.
            if (norm is TorchSharp.Modules.BatchNorm1d or TorchSharp.Modules.BatchNorm2d)
                norm.to(float32);
            else if (norm is TorchSharp.Modules.LayerNorm or TorchSharp.Modules.GroupNorm)
                InFloat32(norm.to(float32), type);
        }
    }

    private void InFloat32(Module<Tensor, Tensor> norm, ScalarType type)
    {
        _unhook.Add(norm.register_forward_pre_hook((_, input) => input.to(float32)).remove);
        _unhook.Add(norm.register_forward_hook((_, _, output) => output.to(type)).remove);
    }

    private void Unhook()
    {
        foreach (var remove in _unhook)
            remove();
        _unhook.Clear();
    }
}
