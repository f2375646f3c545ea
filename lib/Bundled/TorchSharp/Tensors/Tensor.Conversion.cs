using TorchSharp.Native;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        private static readonly Operator ToDtype = Operator.Find("to", "dtype");
        private static readonly Operator ToDevice = Operator.Find("to", "device");
        private static readonly Operator LocalScalar = Operator.Find("_local_scalar_dense");

        public static implicit operator Tensor(Scalar scalar)
        {
            ArgumentNullException.ThrowIfNull(scalar);
            return scalar.Kind switch
            {
                ScalarKind.Integer => tensor(scalar.Integer),
                ScalarKind.Boolean => tensor(scalar.Integer != 0),
                _ => tensor(scalar.Real),
            };
        }

        public static implicit operator Tensor(bool value) => tensor(value);
        public static implicit operator Tensor(byte value) => tensor(value);
        public static implicit operator Tensor(int value) => tensor(value);
        public static implicit operator Tensor(long value) => tensor(value);
        public static implicit operator Tensor(float value) => tensor(value);
        public static implicit operator Tensor(double value) => tensor(value);

        public static explicit operator bool(Tensor value) => value.item<bool>();
        public static explicit operator int(Tensor value) => value.ToInt32();
        public static explicit operator long(Tensor value) => value.ToInt64();
        public static explicit operator float(Tensor value) => value.ToSingle();
        public static explicit operator double(Tensor value) => value.ToDouble();

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            var result = ToDtype.Call(this, type, non_blocking, copy);
            return After(result, disposeAfter);
        }

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            ArgumentNullException.ThrowIfNull(device);
            InitializeDevice(device);
            var result = ToDevice.Call(this, device, dtype, non_blocking, copy);
            return After(result, disposeAfter);
        }

        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            return to(new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);
        }

        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            return to(new Device(device), copy, disposeAfter, non_blocking);
        }

        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            ArgumentNullException.ThrowIfNull(device);
            InitializeDevice(device);
            var result = ToDevice.Call(this, device, type, non_blocking, copy);
            return After(result, disposeAfter);
        }

        public Tensor to(Tensor other, bool non_blocking = false)
        {
            ArgumentNullException.ThrowIfNull(other);
            return to(other.dtype, other.device, non_blocking: non_blocking);
        }

        public Tensor type(ScalarType dtype) => to(dtype);

        public Tensor cpu() => to(CPU);

        public Tensor cuda(Device? device = null, bool non_blocking = false) => to(device ?? CUDA, non_blocking: non_blocking);

        public Tensor @float() => to(ScalarType.Float32);

        public Tensor @double() => to(ScalarType.Float64);

        public Tensor half() => to(ScalarType.Float16);

        public Tensor bfloat16() => to(ScalarType.BFloat16);

        public Tensor @bool() => to(ScalarType.Bool);

        public Tensor @int() => to(ScalarType.Int32);

        public Tensor @long() => to(ScalarType.Int64);

        /// <summary>The numbers, for reading and writing; a copy where the tensor is not on the CPU.</summary>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            CheckElement<T>();
            return new TensorAccessor<T>(device_type == DeviceType.CPU ? this : cpu());
        }

        /// <summary>The memory below, of the same numbers in the given type; views share it where the type is the tensor's own.</summary>
        public Storage<T> storage<T>() where T : unmanaged => new(to(ElementType<T>()));

        public T item<T>() where T : unmanaged
        {
            if (numel() != 1)
                throw new ArgumentException($"item() needs a tensor of one element, this has {numel()}");
            CheckElement<T>();
            var value = default(T);
            using var local = detach().cpu().contiguous();
            local.bytes.CopyTo(new Span<byte>(&value, sizeof(T)));
            return value;
        }

        internal double Number()
        {
            var (kind, integer, real) = LocalScalar.CallNumber(this);
            return kind == ArgumentKind.Double ? real : integer;
        }

        internal long Integer()
        {
            var (kind, integer, real) = LocalScalar.CallNumber(this);
            return kind == ArgumentKind.Double ? (long)real : integer;
        }

        private Tensor After(Tensor result, bool disposeAfter)
        {
            if (disposeAfter && !ReferenceEquals(result, this))
                Dispose();
            return result;
        }

        private static ScalarType ElementType<T>() where T : unmanaged
        {
            return Type.GetTypeCode(typeof(T)) switch
            {
                TypeCode.Boolean => ScalarType.Bool,
                TypeCode.Byte => ScalarType.Byte,
                TypeCode.Int32 => ScalarType.Int32,
                TypeCode.Int64 => ScalarType.Int64,
                TypeCode.Single => ScalarType.Float32,
                TypeCode.Double => ScalarType.Float64,
                _ => throw new NotImplementedException($"there is no storage of {typeof(T).Name}: use bool, byte, int, long, float or double"),
            };
        }

        private void CheckElement<T>() where T : unmanaged
        {
            var expected = dtype switch
            {
                ScalarType.Byte => typeof(byte),
                ScalarType.Int8 => typeof(sbyte),
                ScalarType.Int16 => typeof(short),
                ScalarType.Int32 => typeof(int),
                ScalarType.Int64 => typeof(long),
                ScalarType.Float16 => typeof(Half),
                ScalarType.Float32 => typeof(float),
                ScalarType.Float64 => typeof(double),
                ScalarType.Bool => typeof(bool),
                _ => null,
            };
            if (expected != typeof(T))
                throw new ArgumentException($"a tensor of {dtype} cannot be read as {typeof(T).Name}; read it as {expected?.Name ?? "bytes"} or convert it with to()");
        }
    }
}
