using System.Collections;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static void save(Tensor t, string location) => t.save(location);

    public static Tensor load(string location) => Tensor.load(location);

    // The numbers of a tensor, one by one, as a nest of lists, or as bytes.
    public partial class Tensor
    {
        private static readonly Operator IsConjOp = Operator.Find("is_conj");
        private static readonly Operator IsNegOp = Operator.Find("is_neg");
        private static readonly Operator IsNonzeroOp = Operator.Find("is_nonzero");

        public bool is_meta => device_type == DeviceType.META;
        public bool is_sparse => false;

        /// <summary>The i-th number in memory order of a CPU tensor of exactly this type.</summary>
        public T ReadCpuValue<T>(long i) where T : unmanaged
        {
            using var values = data<T>();
            return values[[i]];
        }

        public bool ReadCpuBool(long i) => ReadCpuValue<bool>(i);
        public byte ReadCpuByte(long i) => ReadCpuValue<byte>(i);
        public sbyte ReadCpuSByte(long i) => ReadCpuValue<sbyte>(i);
        public short ReadCpuInt16(long i) => ReadCpuValue<short>(i);
        public int ReadCpuInt32(long i) => ReadCpuValue<int>(i);
        public long ReadCpuInt64(long i) => ReadCpuValue<long>(i);
        public float ReadCpuSingle(long i) => ReadCpuValue<float>(i);
        public double ReadCpuDouble(long i) => ReadCpuValue<double>(i);
        public float ReadCpuFloat16(long i) => (float)ReadCpuValue<Half>(i);

        /// <summary>The numbers as lists in lists; a tensor without dimensions gives its Scalar.</summary>
        public object tolist()
        {
            if (ndim == 0)
                return ToScalar();
            using var scope = NewDisposeScope();
            var list = new ArrayList();
            foreach (var part in unbind(0))
                list.Add(part.tolist());
            return list;
        }

        public Scalar ToScalar()
        {
            if (numel() != 1)
                throw new ArgumentException($"a tensor of shape [{string.Join(", ", shape)}] has {numel()} numbers: only a tensor of one has a scalar");
            var (kind, integer, real) = LocalScalar.CallNumber(this);
            return kind switch
            {
                ArgumentKind.Double => real,
                ArgumentKind.Bool => integer != 0,
                _ => integer,
            };
        }

        public void WriteBytesToStream(Stream stream, int bufferSize = 1024)
        {
            ArgumentNullException.ThrowIfNull(stream);
            ArgumentOutOfRangeException.ThrowIfLessThan(bufferSize, 1);
            for (long done = 0, all = numel() * element_size(); done < all; done += bufferSize)
                stream.Write(Part(done, Math.Min(bufferSize, all - done)));
            GC.KeepAlive(this);
        }

        public void ReadBytesFromStream(Stream stream, int bufferSize = 1024)
        {
            ArgumentNullException.ThrowIfNull(stream);
            ArgumentOutOfRangeException.ThrowIfLessThan(bufferSize, 1);
            for (long done = 0, all = numel() * element_size(); done < all; done += bufferSize)
                stream.ReadExactly(Part(done, Math.Min(bufferSize, all - done)));
            GC.KeepAlive(this);
        }

        public static Tensor Load(BinaryReader reader) => Utils.TensorFile.Read(reader);

        public static Tensor Load(Stream stream)
        {
            using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
            return Load(reader);
        }

        public static Tensor Load(string location)
        {
            using var stream = File.OpenRead(location);
            return Load(stream);
        }

        /// <summary>Reads a file of <see cref="save"/>: libtorch's own archive.</summary>
        public static Tensor load(string location)
        {
            ArgumentNullException.ThrowIfNull(location);
            return Wrap(NativeMethods.bt_load(location));
        }

        /// <summary>Writes libtorch's own archive, which the official package reads too.</summary>
        public void save(string location)
        {
            ArgumentNullException.ThrowIfNull(location);
            using var borrowed = new Borrowed(this);
            if (NativeMethods.bt_save(borrowed.Handle, location) < 0)
                throw NativeMethods.Failure();
        }

        public bool is_cpu() => device_type == DeviceType.CPU;
        public bool is_conj() => IsConjOp.CallBool(this);
        public bool is_neg() => IsNegOp.CallBool(this);
        public bool is_nonzero() => IsNonzeroOp.CallBool(this);
        public bool is_quantized() => false;
        public bool has_names() => false;

        private unsafe Span<byte> Part(long start, long length) => new((byte*)DataPointer() + start, (int)length);
    }
}
