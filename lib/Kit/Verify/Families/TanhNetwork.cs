using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>The small network that the optimiser cases train: tanh(x w1ᵀ + b1) w2ᵀ + b2.</summary>
internal sealed class TanhNetwork : Module<Tensor, Tensor>
{
    public static readonly string[] Names = ["w1", "b1", "w2", "b2"];

    [ComponentName(Name = "w1")] private readonly Parameter _firstWeight;
    [ComponentName(Name = "b1")] private readonly Parameter _firstBias;
    [ComponentName(Name = "w2")] private readonly Parameter _secondWeight;
    [ComponentName(Name = "b2")] private readonly Parameter _secondBias;

    public TanhNetwork(Func<string, Tensor> start)
        : base(nameof(TanhNetwork))
    {
        (_firstWeight, _firstBias) = (new Parameter(start("w1")), new Parameter(start("b1")));
        (_secondWeight, _secondBias) = (new Parameter(start("w2")), new Parameter(start("b2")));
        RegisterComponents();
    }

    /// <summary>In the order of <see cref="Names"/>.</summary>
    public Parameter[] Weights => [_firstWeight, _firstBias, _secondWeight, _secondBias];

    public override Tensor forward(Tensor input)
    {
        var hidden = (matmul(input, _firstWeight.t()) + _firstBias).tanh();
        return matmul(hidden, _secondWeight.t()) + _secondBias;
    }
}
