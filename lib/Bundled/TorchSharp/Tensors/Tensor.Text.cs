namespace TorchSharp;

public static partial class torch
{
    public const TensorStringStyle numpy = TensorStringStyle.Numpy;
    public const TensorStringStyle julia = TensorStringStyle.Julia;
    public const TensorStringStyle csharp = TensorStringStyle.CSharp;

    public static TensorStringStyle TensorStringStyle { get; set; } = TensorStringStyle.Julia;

    public partial class Tensor
    {
        public override string ToString() => IsInvalid ? "Tensor invalid -- empty handle." : TensorText.Metadata(this);
    }
}
