using TorchSharp.Modules;
using TorchSharp.Utils;
using VisionAttention.Positions;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Models;

/// <summary>Cuts images into patches and projects each to a token.</summary>
/// <remarks>
/// Dosovitskiy et al. 2021, section 3.1, Eq. 1: x_p E, written as a convolution whose stride is its kernel. Cost: N·P²·C·D multiply-adds.
/// With norms around the projection it is the patch embedding of Beyer et al. 2022 as lucidrains' vit-pytorch has it; a patch vector is
/// ordered (channel, row, column) here, as in the convolution. Names: <c>proj</c>, <c>norm_patch</c>, <c>norm</c>, <c>backbone</c>.
/// </remarks>
public sealed class PatchEmbedding : Module<Tensor, Tensor>
{
    [ComponentName(Name = "backbone")] private readonly Module<Tensor, Tensor>? _backbone;
    [ComponentName(Name = "norm_patch")] private readonly LayerNorm? _patchNorm;
    [ComponentName(Name = "proj")] private readonly Conv2d _projection;
    [ComponentName(Name = "norm")] private readonly LayerNorm? _tokenNorm;
    private readonly long _inChannels;
    private readonly long _patchSize;

    /// <summary>A layer with fresh weights.</summary>
    /// <param name="inChannels">Channels C of the map that is cut: of the images, or of the backbone's last map.</param>
    /// <param name="embedDim">Width D of a token.</param>
    /// <param name="patchSize">Side P of a patch, in pixels of that map.</param>
    /// <param name="bias">Whether the projection adds a bias.</param>
    /// <param name="normEpsilon">Puts a layer norm of this ε before and after the projection; null for none.</param>
    /// <param name="backbone">Makes the map that is cut from the images (hybrid model, section 3.1); null to cut the images themselves.</param>
    /// <exception cref="ArgumentException">A number below 1.</exception>
    public PatchEmbedding(
        long inChannels, long embedDim, long patchSize, bool bias = true, double? normEpsilon = null, Module<Tensor, Tensor>? backbone = null)
        : base(nameof(PatchEmbedding))
    {
        if (inChannels < 1 || embedDim < 1 || patchSize < 1)
            throw new ArgumentException($"inChannels {inChannels}, embedDim {embedDim} and patchSize {patchSize} must all be above 0");
        (_inChannels, _patchSize, _backbone) = (inChannels, patchSize, backbone);
        _projection = Conv2d(inChannels, embedDim, kernel_size: patchSize, stride: patchSize, bias: bias);
        if (normEpsilon is { } epsilon)
        {
            _patchNorm = LayerNorm(inChannels * patchSize * patchSize, epsilon);
            _tokenNorm = LayerNorm(embedDim, epsilon);
        }
        RegisterComponents();
    }

    /// <summary>Makes tokens.</summary>
    /// <param name="images">[B, C, H, W]</param>
    /// <returns>[B, N, D], patches row by row.</returns>
    public override Tensor forward(Tensor images) => WithGrid(images).Tokens;

    /// <summary>As <see cref="forward"/>, and also tells how many patches lie in a column and in a row.</summary>
    /// <param name="images">[B, C, H, W]</param>
    /// <returns>Tokens [B, N, D] and the grid, N = rows · columns.</returns>
    /// <exception cref="ArgumentException">Other channels, or a map that the patches do not fill.</exception>
    public (Tensor Tokens, GridSize Grid) WithGrid(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var scope = NewDisposeScope();
        var map = _backbone is null ? images : _backbone.call(images);
        if (map.ndim != 4 || map.shape[1] != _inChannels)
            throw new ArgumentException($"images are {Shapes.Text(map)}, expected [B, {_inChannels}, H, W]");
        if (map.dtype != _projection.weight!.dtype)
            throw new ArgumentException($"images hold {map.dtype}, expected {_projection.weight.dtype} as the model's weights");
        var (rows, columns) = (map.shape[2] / _patchSize, map.shape[3] / _patchSize);
        if (rows * _patchSize != map.shape[2] || columns * _patchSize != map.shape[3] || rows * columns == 0)
            throw new ArgumentException($"the map to cut is {map.shape[2]}×{map.shape[3]}, which patches of patchSize {_patchSize} do not fill");
        var tokens = _patchNorm is null
            ? _projection.call(map).flatten(2).transpose(1, 2)                                      // [B, N, D]
            : ProjectNormalised(map);
        return (tokens.MoveToOuterDisposeScope(), new GridSize(rows, columns));
    }

    private Tensor ProjectNormalised(Tensor map)
    {
        var patches = functional.unfold(map, (_patchSize, _patchSize), stride: (_patchSize, _patchSize)) // [B, C·P·P, N]
            .transpose(1, 2);                                                                       // [B, N, C·P·P]
        var tokens = functional.linear(_patchNorm!.call(patches), _projection.weight!.flatten(1), _projection.bias);
        return _tokenNorm!.call(tokens);                                                            // [B, N, D]
    }
}
