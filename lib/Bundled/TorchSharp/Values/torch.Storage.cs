namespace TorchSharp;

public static partial class torch
{
    /// <summary>The memory below a tensor, which its views share.</summary>
    public abstract class Storage
    {
        protected Tensor _tensor = null!;
        protected IntPtr _tensor_data_ptr;

        protected Storage()
        {
        }

        protected Storage(Tensor tensor)
        {
            _tensor = tensor;
            _tensor_data_ptr = tensor.StorageStart();
        }

        /// <summary>The start of the whole storage, whatever the tensor's offset in it.</summary>
        public IntPtr data_ptr() => _tensor_data_ptr;

        public ulong nbytes() => (ulong)_tensor.StorageBytes();

        public abstract int element_size();

        public Storage<bool> @bool() => _tensor.to(ScalarType.Bool).storage<bool>();
        public Storage<byte> @byte() => _tensor.to(ScalarType.Byte).storage<byte>();
        public Storage<int> @int() => _tensor.to(ScalarType.Int32).storage<int>();
        public Storage<long> @long() => _tensor.to(ScalarType.Int64).storage<long>();
        public Storage<float> @float() => _tensor.to(ScalarType.Float32).storage<float>();
        public Storage<double> @double() => _tensor.to(ScalarType.Float64).storage<double>();
    }

    public sealed class Storage<T> : Storage, IEnumerable<T>, IDisposable where T : unmanaged
    {
        internal Storage(Tensor tensor) : base(tensor)
        {
            Count = checked((int)(tensor.StorageBytes() / System.Runtime.CompilerServices.Unsafe.SizeOf<T>()));
        }

        public int Count { get; }

        public bool IsReadOnly => false;

        public Device device => _tensor.device;

        public T this[int index]
        {
            get => Values[Checked(index)];
            set => Values[Checked(index)] = value;
        }

        private unsafe Span<T> Values
        {
            get
            {
                _ = _tensor.Handle;
                return _tensor.device_type == DeviceType.CPU
                    ? new Span<T>((void*)_tensor_data_ptr, Count)
                    : throw new InvalidOperationException($"the storage is on {device}: call cpu() to read its numbers");
            }
        }

        public override int element_size() => System.Runtime.CompilerServices.Unsafe.SizeOf<T>();

        public T[] ToArray() => Values.ToArray();

        public IList<T> tolist() => ToArray();

        public void fill_(T value) => Values.Fill(value);

        public void copy_(IList<T> array)
        {
            ArgumentNullException.ThrowIfNull(array);
            if (array.Count > Count)
                throw new ArgumentException($"{array.Count} values do not fit a storage of {Count}");
            CopyFrom(array, 0);
        }

        public void CopyTo(IList<T> array, int arrayIndex)
        {
            ArgumentNullException.ThrowIfNull(array);
            for (var index = 0; index < Count; index++)
                array[arrayIndex + index] = this[index];
        }

        public void CopyFrom(IList<T> array, int arrayIndex)
        {
            ArgumentNullException.ThrowIfNull(array);
            for (var index = arrayIndex; index < array.Count && index - arrayIndex < Count; index++)
                this[index - arrayIndex] = array[index];
        }

        public bool Contains(T item) => IndexOf(item) >= 0;

        public int IndexOf(T item) => Array.IndexOf(ToArray(), item);

        public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

        public void Dispose()
        {
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

        private int Checked(int index)
        {
            return index >= 0 && index < Count ? index : throw new ArgumentOutOfRangeException(nameof(index), $"index {index} is not between 0 and {Count - 1}");
        }
    }
}
