using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules;

/// <summary>A border around the last dimensions.</summary>
public abstract class PadBase : ParameterLessModule<Tensor, Tensor>
{
    private readonly PaddingModes _mode;

    /// <summary>A border of a kind.</summary>
    /// <param name="name">Name of the layer.</param>
    /// <param name="mode">What stands in the border.</param>
    /// <param name="value">The constant, for a constant border.</param>
    /// <param name="padding">Widths: left, right, top, bottom, front, back.</param>
    protected PadBase(string name, PaddingModes mode, double value, params long[] padding)
        : base(name)
    {
        _mode = mode;
        this.value = value;
        this.padding = padding;
    }

    /// <summary>Widths: left, right, top, bottom, front, back.</summary>
    public long[] padding { get; set; }

    /// <summary>The constant, for a constant border.</summary>
    public double value { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => torch.nn.functional.pad(input, padding, _mode, value);
}
