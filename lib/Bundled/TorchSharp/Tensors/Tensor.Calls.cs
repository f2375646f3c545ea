using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        // Calls an operator that works in place; as in TorchSharp, the tensor itself is the result.
        private Tensor Changed(Operator op, params ReadOnlySpan<Argument> arguments)
        {
            op.CallInPlace(arguments);
            return this;
        }
    }
}
