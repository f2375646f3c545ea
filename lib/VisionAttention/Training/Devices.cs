using static TorchSharp.torch;

namespace VisionAttention.Training;

/// <summary>Where to compute: asked once, and then named by everything that makes a tensor.</summary>
public static class Devices
{
    /// <summary>Number of GPUs that libtorch can use; 0 where it computes on the CPU only.</summary>
    public static int Gpus => cuda.is_available() ? cuda.device_count() : 0;

    /// <summary>The first GPU that libtorch can use, else the CPU.</summary>
    public static Device Best() => Gpus > 0 ? device("cuda:0") : CPU;

    /// <summary>A device in words, the same on every machine that has it: "the CPU", "the GPU cuda:0".</summary>
    /// <param name="device">Any device.</param>
    public static string Describe(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return device.type switch
        {
            TorchSharp.DeviceType.CPU => "the CPU",
            TorchSharp.DeviceType.CUDA => $"the GPU {device}",
            _ => $"the device {device}",
        };
    }
}
