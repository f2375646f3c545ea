using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules;

/// <summary>What transposed convolutions share.</summary>
public abstract class ConvolutionTranspose : Convolution
{
    private protected ConvolutionTranspose(string name, ConvolutionSettings settings)
        : base(name, settings)
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => forward(input, null);

    /// <summary>Computes the transposed convolution with an output of a given size.</summary>
    /// <param name="input">The input.</param>
    /// <param name="output_size">The spatial sizes of the output; null for the smallest possible plus output_padding.</param>
    public abstract Tensor forward(Tensor input, long[]? output_size);

    /// <summary>What must be added to one side so that the output has the wanted size.</summary>
    private protected long[] OutputPadding(Tensor input, long[]? wanted)
    {
        if (wanted is null)
            return output_padding;
        var spatial = kernel_size.Length;
        if (wanted.Length < spatial)
            throw new ArgumentException($"output_size has {wanted.Length} numbers, {GetName()} has {spatial} spatial dimensions");
        var added = new long[spatial];
        for (var axis = 0; axis < spatial; axis++)
        {
            var least = (input.shape[^(spatial - axis)] - 1) * stride[axis] - 2 * padding[axis] + dilation[axis] * (kernel_size[axis] - 1) + 1;
            added[axis] = wanted[^(spatial - axis)] - least;
            if (added[axis] < 0 || added[axis] >= stride[axis])
                throw new ArgumentException($"output_size {wanted[^(spatial - axis)]} is not from {least} to {least + stride[axis] - 1}");
        }
        return added;
    }
}
