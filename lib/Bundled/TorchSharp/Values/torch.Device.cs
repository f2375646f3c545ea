namespace TorchSharp;

public static partial class torch
{
    public static readonly Device CPU = new(DeviceType.CPU);
    public static readonly Device META = new(DeviceType.META);

    public static Device CUDA => InitializeDevice(new Device(DeviceType.CUDA));

    public static Device device(string description) => InitializeDevice(new Device(description));
    public static Device device(string deviceType, int index = -1) => InitializeDevice(new Device(deviceType, index));
    public static Device device(DeviceType deviceType, int index = -1) => InitializeDevice(new Device(deviceType, index));
    public static Device device(int index) => InitializeDevice(new Device(index));

    /// <summary>The device itself, once it is known that this machine and this libtorch can use it.</summary>
    public static Device InitializeDevice(Device? device)
    {
        device ??= CPU;
        InitializeDeviceType(device.type);
        return device;
    }

    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (!TryInitializeDeviceType(deviceType))
            throw new InvalidOperationException($"device {deviceType.ToString().ToLowerInvariant()} is not available: this libtorch has no support for it, or the machine has no such device; use torch.CPU");
    }

    public static bool TryInitializeDeviceType(DeviceType deviceType)
    {
        return deviceType switch
        {
            DeviceType.CPU or DeviceType.META => true,
            DeviceType.CUDA => cuda.is_available(),
            _ => false,
        };
    }

    public static bool cuda_is_available() => cuda.is_available();

    public static bool mps_is_available() => false;

    public class Device
    {
        public Device(string description)
        {
            ArgumentNullException.ThrowIfNull(description);
            var parts = description.Split(':');
            type = Parse(parts[0]);
            index = parts.Length switch
            {
                1 => -1,
                2 when int.TryParse(parts[1], out var number) => number,
                _ => throw new ArgumentException($"{description} is not a device: write cpu, cuda or cuda:0"),
            };
        }

        public Device(string deviceType, int index = -1)
        {
            ArgumentNullException.ThrowIfNull(deviceType);
            type = Parse(deviceType);
            this.index = index;
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        public Device(int index)
        {
            type = DeviceType.CUDA;
            this.index = index;
        }

        public DeviceType type { get; }

        public int index { get; } = -1;

        public static implicit operator Device(string description) => new(description);

        public override string ToString()
        {
            var name = type.ToString().ToLowerInvariant();
            return index == -1 ? name : $"{name}:{index}";
        }

        private static DeviceType Parse(string name)
        {
            return Enum.TryParse<DeviceType>(name, ignoreCase: true, out var type) && !int.TryParse(name, out _)
                ? type
                : throw new ArgumentException($"{name} is not a kind of device: write cpu or cuda");
        }
    }
}
