namespace VisionAttention.Tests;

/// <summary>What earlier tests left behind is freed before tensors are counted, and not in between.</summary>
internal static class Garbage
{
    public static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
