namespace TorchSharp;

public static class ModuleExtensionMethods
{
    public static T to<T>(this T module, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module => Converted(module, type, null);

    public static T to<T>(this T module, torch.Device device, bool non_blocking = false) where T : torch.nn.Module => Converted(module, null, device);

    public static T to<T>(this T module, torch.Device device, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module => Converted(module, type, device);

    public static T to<T>(this T module, TorchSharp.DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false) where T : torch.nn.Module => Converted(module, null, new torch.Device(deviceType, deviceIndex));

    public static T to<T>(this T module, string device, bool non_blocking = false) where T : torch.nn.Module => Converted(module, null, new torch.Device(device));

    /// <summary>Takes over the type and the device of a tensor.</summary>
    public static T to<T>(this T module, torch.Tensor other, bool non_blocking = false) where T : torch.nn.Module
    {
        ArgumentNullException.ThrowIfNull(other);
        return Converted(module, other.dtype, other.device);
    }

    public static T cpu<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => Converted(module, null, torch.CPU);

    public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false) where T : torch.nn.Module => Converted(module, null, new torch.Device(DeviceType.CUDA, deviceIndex));

    public static T half<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => Converted(module, torch.ScalarType.Float16, null);

    public static T @float<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => Converted(module, torch.ScalarType.Float32, null);

    public static T @double<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => Converted(module, torch.ScalarType.Float64, null);

    public static T bfloat16<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => Converted(module, torch.ScalarType.BFloat16, null);

    private static T Converted<T>(T module, torch.ScalarType? type, torch.Device? device) where T : torch.nn.Module
    {
        ArgumentNullException.ThrowIfNull(module);
        module.Convert(type, device);
        return module;
    }
}
