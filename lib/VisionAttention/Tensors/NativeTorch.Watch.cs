namespace VisionAttention.Tensors;

public static partial class NativeTorch
{
    static partial void WhenLoaded() => MemoryWatch.Start();
}
