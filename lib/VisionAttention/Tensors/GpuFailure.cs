using System.Runtime.InteropServices;

namespace VisionAttention.Tensors;

/// <summary>What a failure on a GPU asks for, in place of a page of C++ frames.</summary>
internal static class GpuFailure
{
    private static readonly string[] Names = ["CUDA", "CUBLAS", "CUDNN", "NVIDIA"];

    // CUDA's and libtorch's own words, and what helps.
    private static readonly (string Words, string Problem, string Fix)[] Known =
    [
        ("out of memory", "the GPU's memory is full", "take a smaller batchSize, with as many accumulationSteps more to the same effect, or Precision.BFloat16"),
        ("_STATUS_ALLOC_FAILED", "the GPU's memory is full", "take a smaller batchSize, with as many accumulationSteps more to the same effect, or Precision.BFloat16"),
        ("no kernel image is available", "this libtorch holds no code for the GPU's compute capability", "take the PyTorch that was built for this GPU, or the CPU"),
        ("driver version is insufficient", "the driver is older than this libtorch's CUDA", "update the NVIDIA driver, or take a PyTorch for an older CUDA"),
        ("driver on your system is too old", "the driver is older than this libtorch's CUDA", "update the NVIDIA driver, or take a PyTorch for an older CUDA"),
        ("no CUDA-capable device", "the driver shows no GPU", "see what nvidia-smi lists, and what CUDA_VISIBLE_DEVICES hides"),
        ("device-side assert", "a kernel on the GPU met a number out of its range, such as a label above the number of classes", "run it on the CPU, which names the call, or with CUDA_LAUNCH_BLOCKING=1"),
        ("illegal memory access", "a kernel on the GPU read outside of its memory", "run it with CUDA_LAUNCH_BLOCKING=1, which names the call"),
    ];

    /// <summary>The problem with the first line of what was said, and the fix; null where it is no known failure of a GPU.</summary>
    public static string? Explain(Exception failure)
    {
        if (failure is not ExternalException || !Names.Any(name => failure.Message.Contains(name, StringComparison.Ordinal)))
            return null;
        foreach (var (words, problem, fix) in Known)
        {
            if (failure.Message.Contains(words, StringComparison.OrdinalIgnoreCase))
                return $"{problem} ({failure.Message.Split('\n')[0].Trim().TrimEnd('.')}). Fix: {fix}";
        }
        return null;
    }
}
