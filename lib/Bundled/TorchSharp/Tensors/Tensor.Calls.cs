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

        private static (Tensor, Tensor) Pair(Operator op, params ReadOnlySpan<Argument> arguments)
        {
            var results = op.CallMany(arguments);
            return (results[0], results[1]);
        }

        private static (Tensor, Tensor, Tensor) Triple(Operator op, params ReadOnlySpan<Argument> arguments)
        {
            var results = op.CallMany(arguments);
            return (results[0], results[1], results[2]);
        }
    }
}
