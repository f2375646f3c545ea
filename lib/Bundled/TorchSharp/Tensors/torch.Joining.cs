using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Operator CatOf = Operator.Find("cat");
    private static readonly Operator StackOf = Operator.Find("stack");
    private static readonly Operator EinsumOf = Operator.Find("einsum");
    private static readonly Operator WhereOf = Operator.Find("where", "self");
    private static readonly Operator MeshgridOf = Operator.Find("meshgrid", "indexing");
    private static readonly Operator UniqueOf = Operator.Find("_unique2");
    private static readonly Operator CdistOf = Operator.Find("cdist");

    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => cat(tensors.ToArray(), dim);

    public static Tensor cat(Tensor[] tensors, long dim = 0)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return CatOf.Call(tensors, dim);
    }

    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor concat(Tensor[] tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return StackOf.Call(tensors.ToArray(), dim);
    }

    public static Tensor hstack(params Tensor[] tensors) => cat(tensors, tensors.Length > 0 && tensors[0].ndim > 1 ? 1 : 0);

    public static Tensor vstack(Tensor[] tensors) => cat(Array.ConvertAll(tensors, tensor => tensor.ndim == 1 ? tensor.unsqueeze(0) : tensor));

    public static Tensor einsum(string equation, params Tensor[] tensors)
    {
        ArgumentNullException.ThrowIfNull(equation);
        ArgumentNullException.ThrowIfNull(tensors);
        return EinsumOf.Call(equation, tensors);
    }

    public static Tensor where(Tensor condition, Tensor x, Tensor y) => WhereOf.Call(condition, x, y);

    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij")
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return MeshgridOf.CallMany(tensors.ToArray(), indexing);
    }

    public static (Tensor output, Tensor? inverse_indices, Tensor? counts) unique(Tensor input, bool sorted = true, bool return_inverse = false, bool return_counts = false, int? dim = null)
    {
        if (dim is not null)
            throw new ArgumentException($"unique along dimension {dim} is not supported here: leave dim out");
        var results = UniqueOf.CallMany(input, sorted, return_inverse, return_counts);
        return (results[0], return_inverse ? results[1] : null, return_counts ? results[2] : null);
    }

    public static Tensor[] split(Tensor tensor, long[] split_size_or_sections, long dim = 0) => Given(tensor).split(split_size_or_sections, dim);

    public static (Tensor values, Tensor indices) sort(Tensor input, long dim = -1, bool descending = false, bool stable = false) => Given(input).sort(dim, descending, stable);

    public static bool is_tensor(object obj) => obj is Tensor;
}
