namespace TorchSharp;

/// <summary>What a Scalar holds.</summary>
internal enum ScalarKind
{
    Integer,
    Real,
    Boolean,
}
