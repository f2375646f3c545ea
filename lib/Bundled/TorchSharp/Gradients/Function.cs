using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        public abstract class Function<T> where T : Function<T>, new()
        {
            private static readonly T Shared = new();

            protected Function()
            {
            }

            public abstract string Name { get; }

            public static unsafe List<Tensor> apply_internal(params object[] vars)
            {
                ArgumentNullException.ThrowIfNull(vars);
                var context = new AutogradContext();
                var inputs = vars.OfType<Tensor>().ToArray();
                List<Tensor> outputs;
                using (no_grad())
                    outputs = Shared.Forward(context, vars);
                if (outputs is null || outputs.Contains(null!))
                    throw new InvalidOperationException($"{Shared.Name}.forward returned null: it must return a tensor for every output");
                if (!is_grad_enabled() || !inputs.Any(input => input.requires_grad))
                {
                    context.Dispose();
                    return outputs;
                }
                for (var index = 0; index < outputs.Count; index++)
                {
                    if (inputs.Any(input => ReferenceEquals(input, outputs[index])))
                        outputs[index] = outputs[index].alias();
                }
                Attach(context, vars, inputs, outputs);
                return outputs;
            }

            private protected abstract List<Tensor> Forward(AutogradContext context, object[] vars);

            private protected abstract List<Tensor> Backward(AutogradContext context, List<Tensor> gradients);

            private static unsafe void Attach(AutogradContext context, object[] vars, Tensor[] inputs, List<Tensor> outputs)
            {
                var wanted = outputs.Where(output => !context.NonDifferentiable.Contains(output.Handle)).ToList();
                var shapes = wanted.ConvertAll(output => (output.shape, output.dtype, output.device));
                var node = new BackwardNode(gradients => Step(context, vars, gradients, shapes), context);
                var handle = GCHandle.ToIntPtr(GCHandle.Alloc(node));
                using var inputHandles = new BorrowedList(inputs, nameof(vars));
                using var outputHandles = new BorrowedList(wanted, nameof(outputs));
                fixed (IntPtr* input = inputHandles.Handles, output = outputHandles.Handles)
                {
                    if (NativeMethods.bt_attach(BackwardNode.RunPointer, BackwardNode.ReleaseSavedPointer, BackwardNode.ReleasePointer, handle, input, inputHandles.Count, output, outputHandles.Count) < 0)
                        throw NativeMethods.Failure();
                }
            }

            private static Tensor?[] Step(AutogradContext context, object[] vars, Tensor?[] gradients, List<(long[] Shape, ScalarType Type, Device Device)> shapes)
            {
                var given = new List<Tensor>();
                for (var index = 0; index < gradients.Length; index++)
                {
                    given.Add(gradients[index] is null && context.MaterializeGrads
                        ? zeros(shapes[index].Shape, dtype: shapes[index].Type, device: shapes[index].Device)
                        : gradients[index]!);
                }
                var made = Shared.Backward(context, given)
                    ?? throw new InvalidOperationException($"{Shared.Name}.backward returned null, expected a list of {vars.Length} gradients");
                while (made.Count > vars.Length && made[^1] is null)
                    made.RemoveAt(made.Count - 1);
                for (var index = 0; index < made.Count && index < vars.Length; index++)
                {
                    if (made[index] is not null && vars[index] is not Tensor)
                        throw new InvalidOperationException($"{Shared.Name}.backward returned a gradient for argument {index}, which is no tensor: return null there");
                }
                if (made.Count != vars.Length)
                    throw new InvalidOperationException($"{Shared.Name}.backward returned {made.Count} gradients for {vars.Length} arguments of forward");
                return [.. made.Where((_, index) => vars[index] is Tensor)];
            }
        }

        public abstract class SingleTensorFunction<T> : Function<T> where T : SingleTensorFunction<T>, new()
        {
            protected SingleTensorFunction()
            {
            }

            public static Tensor apply(params object[] vars) => apply_internal(vars)[0];

            public abstract Tensor forward(AutogradContext ctx, params object[] vars);

            public abstract List<Tensor> backward(AutogradContext ctx, Tensor grad_output);

            private protected override List<Tensor> Forward(AutogradContext context, object[] vars) => [forward(context, vars)];

            private protected override List<Tensor> Backward(AutogradContext context, List<Tensor> gradients) => backward(context, gradients[0]);
        }

        public abstract class MultiTensorFunction<T> : Function<T> where T : MultiTensorFunction<T>, new()
        {
            protected MultiTensorFunction()
            {
            }

            public static List<Tensor> apply(params object[] vars) => apply_internal(vars);

            public abstract List<Tensor> forward(AutogradContext ctx, params object[] vars);

            public abstract List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs);

            private protected override List<Tensor> Forward(AutogradContext context, object[] vars) => forward(context, vars);

            private protected override List<Tensor> Backward(AutogradContext context, List<Tensor> gradients) => backward(context, gradients);
        }
    }
}
