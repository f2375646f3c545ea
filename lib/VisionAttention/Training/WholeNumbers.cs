using static TorchSharp.torch;

namespace VisionAttention.Training;

/// <summary>Whole numbers of a tensor as an array, for checks that name a value.</summary>
internal static class WholeNumbers
{
    /// <summary>All values of an int64 tensor of any layout, on any device.</summary>
    public static long[] Of(Tensor whole)
    {
        using var scope = NewDisposeScope();
        return whole.detach().cpu().contiguous().data<long>().ToArray();
    }
}
