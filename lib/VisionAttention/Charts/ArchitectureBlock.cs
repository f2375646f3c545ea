namespace VisionAttention.Charts;

/// <summary>One box in the picture of a network.</summary>
/// <param name="Group">The part of the network it belongs to; boxes that follow each other with the same group stand on one ground.</param>
/// <param name="Name">Its place, as weights are named.</param>
/// <param name="Operator">What it does, in words.</param>
/// <param name="OutputShape">What goes out, without the batch, such as <c>[64, 56, 56]</c>; empty where it is not known.</param>
public sealed record ArchitectureBlock(string Group, string Name, string Operator, string OutputShape)
{
    /// <summary>Trainable numbers of one such block; null where it is not known.</summary>
    public long? Parameters { get; init; }

    /// <summary>How many such blocks follow each other.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>Decides the colour. Read from <see cref="Operator"/> where it says attention or convolution.</summary>
    public BlockRole Role { get; init; } = RoleOf(Operator);

    private static BlockRole RoleOf(string operation)
    {
        if (operation?.Contains("attention", StringComparison.OrdinalIgnoreCase) is true)
            return BlockRole.Attention;
        return operation?.Contains("convolution", StringComparison.OrdinalIgnoreCase) is true ? BlockRole.Convolution : BlockRole.Other;
    }
}
