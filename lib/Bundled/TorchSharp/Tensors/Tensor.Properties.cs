using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        public long[] shape => size();

        public long ndim => Describe().Dimensions;

        public long Dimensions => ndim;

        public long NumberOfElements => numel();

        public long ElementSize => element_size();

        public ScalarType dtype => (ScalarType)Describe().Dtype;

        public Device device => new(device_type, device_index);

        public DeviceType device_type => (DeviceType)Describe().DeviceType;

        public int device_index => Describe().DeviceIndex;

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_leaf => Describe().IsLeaf != 0;

        /// <summary>The raw bytes of a contiguous CPU tensor, shared with it.</summary>
        public Span<byte> bytes
        {
            get
            {
                var bytes = numel() * element_size();
                if (bytes > int.MaxValue)
                    throw new InvalidOperationException($"a tensor of {bytes} bytes does not fit a span: copy it in parts");
                return new Span<byte>(DataPointer(), (int)bytes);
            }

            set => value.CopyTo(bytes);
        }

        public long dim() => ndim;

        public long numel() => Describe().Numel;

        public long element_size() => Describe().ItemSize;

        public long[] size()
        {
            using var borrowed = new Borrowed(this);
            var description = Describe(borrowed);
            return new ReadOnlySpan<long>(description.Sizes, description.Dimensions).ToArray();
        }

        public long size(int dim) => shape[Axis(dim)];

        public long[] stride()
        {
            using var borrowed = new Borrowed(this);
            var description = Describe(borrowed);
            return new ReadOnlySpan<long>(description.Strides, description.Dimensions).ToArray();
        }

        public long stride(int dim) => stride()[Axis(dim)];

        public bool is_contiguous() => Describe().IsContiguous != 0;

        public long storage_offset() => Describe().StorageOffset;

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_complex() => torch.is_complex(dtype);

        public bool is_integral() => torch.is_integral(dtype);

        /// <summary>The first number of a contiguous CPU tensor.</summary>
        internal void* DataPointer()
        {
            if (device_type != DeviceType.CPU)
                throw new InvalidOperationException($"the tensor is on {device}: call cpu() to read its numbers");
            if (!is_contiguous())
                throw new InvalidOperationException("the tensor is not contiguous: call contiguous() first");
            return RawPointer();
        }

        internal void* RawPointer()
        {
            using var borrowed = new Borrowed(this);
            var pointer = NativeMethods.bt_data(borrowed.Handle);
            return pointer == IntPtr.Zero && numel() > 0 ? throw NativeMethods.Failure() : (void*)pointer;
        }

        internal IntPtr StorageStart() => Storage().Start;

        internal long StorageBytes() => Storage().Bytes;

        private (IntPtr Start, long Bytes) Storage()
        {
            using var borrowed = new Borrowed(this);
            long bytes = -1;
            var start = NativeMethods.bt_storage(borrowed.Handle, &bytes);
            return bytes < 0 ? throw NativeMethods.Failure() : (start, bytes);
        }

        internal NativeMethods.Description Describe()
        {
            using var borrowed = new Borrowed(this);
            return Describe(borrowed);
        }

        private static NativeMethods.Description Describe(in Borrowed borrowed)
        {
            NativeMethods.Description description;
            return NativeMethods.bt_describe(borrowed.Handle, &description) < 0 ? throw NativeMethods.Failure() : description;
        }
    }
}
