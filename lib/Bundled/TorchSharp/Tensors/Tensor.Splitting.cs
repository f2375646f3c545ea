using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor[] hsplit(Tensor input, long indices_or_sections) => input.hsplit(indices_or_sections);
    public static Tensor[] hsplit(Tensor input, Tensor indices_or_sections) => input.hsplit(indices_or_sections);
    public static Tensor[] hsplit(Tensor input, (long, long) indices_or_sections) => input.hsplit([indices_or_sections.Item1, indices_or_sections.Item2]);
    public static Tensor[] hsplit(Tensor input, (long, long, long) indices_or_sections) => input.hsplit([indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3]);
    public static Tensor[] hsplit(Tensor input, (long, long, long, long) indices_or_sections) => input.hsplit([indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3, indices_or_sections.Item4]);
    public static Tensor[] hsplit(Tensor input, long[] indices_or_sections) => input.hsplit(indices_or_sections);
    public static Tensor[] vsplit(Tensor input, long[] indices_or_sections) => input.vsplit(indices_or_sections);
    public static Tensor[] dsplit(Tensor input, long size) => input.dsplit(size);
    public static Tensor[] dsplit(Tensor input, Tensor indices_or_sections) => input.dsplit(indices_or_sections);
    public static Tensor[] dsplit(Tensor input, (long, long) indices_or_sections) => input.dsplit([indices_or_sections.Item1, indices_or_sections.Item2]);
    public static Tensor[] dsplit(Tensor input, (long, long, long) indices_or_sections) => input.dsplit([indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3]);
    public static Tensor[] dsplit(Tensor input, (long, long, long, long) indices_or_sections) => input.dsplit([indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3, indices_or_sections.Item4]);
    public static Tensor[] dsplit(Tensor input, long[] indices_or_sections) => input.dsplit(indices_or_sections);
    public static Tensor[] tensor_split(Tensor input, long indices_or_sections, long dim = 0) => input.tensor_split(indices_or_sections, dim);
    public static Tensor[] tensor_split(Tensor input, long[] indices_or_sections, long dim = 0) => input.tensor_split(indices_or_sections, dim);
    public static Tensor[] tensor_split(Tensor input, Tensor indices_or_sections, long dim = 0) => input.tensor_split(indices_or_sections, dim);

    public partial class Tensor
    {
        private static readonly Operator HsplitIntOp = Operator.Find("hsplit", "int");
        private static readonly Operator HsplitArrayOp = Operator.Find("hsplit", "array");
        private static readonly Operator VsplitIntOp = Operator.Find("vsplit", "int");
        private static readonly Operator VsplitArrayOp = Operator.Find("vsplit", "array");
        private static readonly Operator DsplitIntOp = Operator.Find("dsplit", "int");
        private static readonly Operator DsplitArrayOp = Operator.Find("dsplit", "array");
        private static readonly Operator TensorSplitSectionsOp = Operator.Find("tensor_split", "sections");
        private static readonly Operator TensorSplitIndicesOp = Operator.Find("tensor_split", "indices");

        public Tensor[] hsplit(long size) => HsplitIntOp.CallMany(this, size);
        public Tensor[] hsplit(params long[] sizes) => HsplitArrayOp.CallMany(this, sizes);
        public Tensor[] hsplit(Tensor indices) => hsplit(Listed(indices));
        public Tensor[] vsplit(long size) => VsplitIntOp.CallMany(this, size);
        public Tensor[] vsplit(params long[] sizes) => VsplitArrayOp.CallMany(this, sizes);
        public Tensor[] vsplit(Tensor indices) => vsplit(Listed(indices));
        public Tensor[] dsplit(long size) => DsplitIntOp.CallMany(this, size);
        public Tensor[] dsplit(params long[] sizes) => DsplitArrayOp.CallMany(this, sizes);
        public Tensor[] dsplit(Tensor indices) => dsplit(Listed(indices));
        public Tensor[] dsplit((long, long) indices_or_sections) => dsplit([indices_or_sections.Item1, indices_or_sections.Item2]);
        public Tensor[] dsplit((long, long, long) indices_or_sections) => dsplit([indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3]);
        public Tensor[] dsplit((long, long, long, long) indices_or_sections) => dsplit([indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3, indices_or_sections.Item4]);
        public Tensor[] tensor_split(long size, long dim = 0) => TensorSplitSectionsOp.CallMany(this, size, dim);
        public Tensor[] tensor_split(long[] sizes, long dim = 0) => TensorSplitIndicesOp.CallMany(this, sizes, dim);
        public Tensor[] tensor_split(Tensor indices, long dim = 0) => tensor_split(Listed(indices), dim);
        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0) => split(sizes.ToArray(), dim);
        public Tensor[] split(params long[] sizes) => split(sizes, 0L);

        private static long[] Listed(Tensor indices)
        {
            ArgumentNullException.ThrowIfNull(indices);
            using var whole = indices.to(ScalarType.Int64, CPU);
            return whole.data<long>().ToArray();
        }
    }
}
