using VisionAttention.Positions;

namespace VisionAttention.Weights;

/// <summary>How <see cref="ModelWeights"/> loads a file. The defaults find out the naming and accept no deviation.</summary>
public sealed record LoadOptions
{
    /// <summary>Whose names the file has; null to tell from the names.</summary>
    public WeightNames? Names { get; init; }

    /// <summary>Whether a missing, surplus or misshaped weight is an error. Otherwise what fits is loaded and the report tells the rest.</summary>
    public bool Strict { get; init; } = true;

    /// <summary>
    /// Beginnings of names, in the model's naming, that are left alone: the model keeps its own weights there and the file may have or lack
    /// them. <c>"head"</c> for a classifier of other classes.
    /// </summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>
    /// The dictionary of a PyTorch file to load, such as <c>"teacher"</c> of DINO's checkpoints; null for the one that holds tensors. With
    /// several of them it must be said.
    /// </summary>
    public string? Root { get; init; }

    /// <summary>How learned positions are resized where the model has another grid; null for the way of the file's own code base.</summary>
    public ResizeConvention? PositionResize { get; init; }

    /// <summary>The grid of the file's positions; null for a square one.</summary>
    public GridSize? FileGrid { get; init; }
}
