namespace TorchSharp.Native;

/// <summary>What an argument or result holds; the numbers are those of native/bundled_torch.cpp.</summary>
internal enum ArgumentKind
{
    None = 0,
    Tensor = 1,
    Int = 2,
    Double = 3,
    Bool = 4,
    String = 5,
    Dtype = 6,
    Device = 7,
    IntList = 8,
    DoubleList = 9,
    TensorList = 10,
    Generator = 11,
    ScalarInt = 12,
    ScalarDouble = 13,
    ScalarBool = 14,
    OptionalTensorList = 15,
    Missing = 16,
    BoolList = 17,
}
