using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using VisionAttention.Tensors;

/// <summary>libtorch is loaded before the first test: no runner has a first line of ours.</summary>
internal static class NativeTorchAtStart
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "a test program is a program")]
    public static void Load() => NativeTorch.Load();
}
