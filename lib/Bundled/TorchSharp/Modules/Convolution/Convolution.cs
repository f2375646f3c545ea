using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules;

/// <summary>What convolutions share: a weight, a bias and the sizes.</summary>
public abstract class Convolution : torch.nn.Module<Tensor, Tensor>
{
    private protected Convolution(string name, ConvolutionSettings settings)
        : base(name)
    {
        in_channels = settings.InChannels;
        out_channels = settings.OutChannels;
        kernel_size = settings.KernelSize;
        stride = settings.Stride;
        padding = settings.Padding;
        padding_type = settings.Kind;
        padding_mode = settings.Mode;
        dilation = settings.Dilation;
        groups = settings.Groups;
        transposed = settings.Transposed;
        output_padding = settings.OutputPadding ?? new long[settings.KernelSize.Length];
        long[] shape = transposed ? [in_channels, out_channels / groups, .. kernel_size] : [out_channels, in_channels / groups, .. kernel_size];
        weight = LayerParameters.Empty(shape, settings.Device, settings.Type);
        torch.nn.init.kaiming_uniform_(weight, a: Math.Sqrt(5));
        bias = settings.Bias ? LayerParameters.Bias(out_channels, weight, settings.Device, settings.Type) : null;
    }

    /// <summary>[out_channels, in_channels / groups, kernel...]; transposed: [in_channels, out_channels / groups, kernel...].</summary>
    public Parameter weight
    {
        get => OwnParameter(nameof(weight))!;
        set => SetParameter(nameof(weight), value);
    }

    /// <summary>[out_channels], or null.</summary>
    public Parameter? bias
    {
        get => OwnParameter(nameof(bias));
        set => SetParameter(nameof(bias), value);
    }

    /// <summary>Channels of the input.</summary>
    public long in_channels { get; }

    /// <summary>Channels of the output.</summary>
    public long out_channels { get; }

    /// <summary>Size of the window, one number per spatial dimension.</summary>
    public long[] kernel_size { get; set; }

    /// <summary>Step between windows, one number per spatial dimension.</summary>
    public long[] stride { get; set; }

    /// <summary>Border on each side, one number per spatial dimension.</summary>
    public long[] padding { get; private set; }

    /// <summary>A border by name instead of by numbers, or null.</summary>
    public Padding? padding_type { get; private set; }

    /// <summary>What the border holds.</summary>
    public PaddingModes padding_mode { get; set; }

    /// <summary>Step between taps, one number per spatial dimension.</summary>
    public long[] dilation { get; set; }

    /// <summary>Into how many independent groups the channels are divided.</summary>
    public long groups { get; set; }

    /// <summary>Whether the convolution is transposed.</summary>
    public bool transposed { get; }

    /// <summary>What is added to one side of a transposed convolution's output.</summary>
    public long[] output_padding { get; set; }

    /// <summary>Sets the border by numbers.</summary>
    /// <param name="padding">One number per spatial dimension.</param>
    public void SetPadding(long[] padding)
    {
        ArgumentNullException.ThrowIfNull(padding);
        if (padding.Length != kernel_size.Length)
            throw new ArgumentException($"padding has {padding.Length} numbers, {GetName()} has {kernel_size.Length} spatial dimensions");
        this.padding = padding;
        padding_type = null;
    }

    /// <summary>Sets the border by name.</summary>
    /// <param name="padding">Valid for none, Same for as much as keeps the size.</param>
    public void SetPadding(Padding padding) => padding_type = padding;

    /// <summary>Draws the weight and the bias anew.</summary>
    public void reset_parameters()
    {
        torch.nn.init.kaiming_uniform_(weight, a: Math.Sqrt(5));
        if (bias is { } shift)
            LayerParameters.DrawBias(shift, weight);
    }

    /// <summary>The input with the border that padding_mode asks for; the caller's scope owns it.</summary>
    private protected Tensor Padded(Tensor input)
    {
        var around = new long[2 * kernel_size.Length];
        for (var axis = 0; axis < kernel_size.Length; axis++)
        {
            // The list begins with the last dimension, and names each side.
            var extra = dilation[axis] * (kernel_size[axis] - 1);
            var (before, after) = padding_type switch
            {
                Padding.Same => (extra / 2, extra - extra / 2),
                Padding.Valid => (0, 0),
                _ => (padding[axis], padding[axis]),
            };
            var place = 2 * (kernel_size.Length - 1 - axis);
            (around[place], around[place + 1]) = (before, after);
        }
        return torch.nn.functional.pad(input, around, padding_mode);
    }

    /// <summary>Throws unless the input has the spatial dimensions, the channels, and a batch or none.</summary>
    private protected void Validate(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var spatial = kernel_size.Length;
        if (input.ndim != spatial + 1 && input.ndim != spatial + 2)
            throw new ArgumentException($"{GetName()} needs {spatial + 2} dimensions, or {spatial + 1} without a batch, got {input.ndim}");
        var channels = input.shape[^(spatial + 1)];
        if (channels != in_channels)
            throw new ArgumentException($"{GetName()} was made for in_channels {in_channels}, the input has {channels} channels");
    }
}
