using TorchSharp.Native;
using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules;

/// <summary>Operators over lists of tensors: one call into libtorch for all parameters, the same arithmetic as one by one.</summary>
internal static class Foreach
{
    private static readonly Operator AddListOf = Operator.Find("_foreach_add", "List");
    private static readonly Operator AddListInPlace = Operator.Find("_foreach_add_", "List");
    private static readonly Operator AddScalarInPlace = Operator.Find("_foreach_add_", "Scalar");
    private static readonly Operator MulScalarInPlace = Operator.Find("_foreach_mul_", "Scalar");
    private static readonly Operator DivScalarInPlace = Operator.Find("_foreach_div_", "Scalar");
    private static readonly Operator AddcmulInPlace = Operator.Find("_foreach_addcmul_", "Scalar");
    private static readonly Operator AddcdivInPlace = Operator.Find("_foreach_addcdiv_", "Scalar");
    private static readonly Operator AddcmulOf = Operator.Find("_foreach_addcmul", "Scalar");
    private static readonly Operator SqrtOf = Operator.Find("_foreach_sqrt");
    private static readonly Operator NegOf = Operator.Find("_foreach_neg");

    /// <summary>left + alpha · right.</summary>
    public static Tensor[] Add(Tensor[] left, Tensor[] right, double alpha) => AddListOf.CallMany(left, right, (Scalar)alpha);

    /// <summary>left += alpha · right.</summary>
    public static void AddInPlace(Tensor[] left, Tensor[] right, double alpha) => AddListInPlace.CallInPlace(left, right, (Scalar)alpha);

    /// <summary>left += value.</summary>
    public static void AddInPlace(Tensor[] left, double value) => AddScalarInPlace.CallInPlace(left, (Scalar)value);

    /// <summary>left *= value.</summary>
    public static void MulInPlace(Tensor[] left, double value) => MulScalarInPlace.CallInPlace(left, (Scalar)value);

    /// <summary>left /= value.</summary>
    public static void DivInPlace(Tensor[] left, double value) => DivScalarInPlace.CallInPlace(left, (Scalar)value);

    /// <summary>target += value · first · second.</summary>
    public static void AddProductInPlace(Tensor[] target, Tensor[] first, Tensor[] second, double value) => AddcmulInPlace.CallInPlace(target, first, second, (Scalar)value);

    /// <summary>target + value · first · second.</summary>
    public static Tensor[] AddProduct(Tensor[] target, Tensor[] first, Tensor[] second, double value) => AddcmulOf.CallMany(target, first, second, (Scalar)value);

    /// <summary>target += value · numerator / denominator.</summary>
    public static void AddQuotientInPlace(Tensor[] target, Tensor[] numerator, Tensor[] denominator, double value) => AddcdivInPlace.CallInPlace(target, numerator, denominator, (Scalar)value);

    public static Tensor[] Sqrt(Tensor[] tensors) => SqrtOf.CallMany(tensors);

    public static Tensor[] Neg(Tensor[] tensors) => NegOf.CallMany(tensors);
}
