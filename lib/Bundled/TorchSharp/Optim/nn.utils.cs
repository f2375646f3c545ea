using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Works on the gradients and values of many parameters at once.</summary>
        public static partial class utils
        {
            /// <summary>Scales all gradients so that their joint norm is at most a given one.</summary>
            /// <param name="tensors">The parameters; those without a gradient are left out.</param>
            /// <param name="max_norm">The largest norm allowed.</param>
            /// <param name="norm_type">The exponent of the norm; infinity for the largest element.</param>
            /// <returns>The norm before scaling.</returns>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2.0)
            {
                ArgumentNullException.ThrowIfNull(tensors);
                using var off = no_grad();
                using var scope = NewDisposeScope();
                var gradients = Gradients(tensors);
                if (gradients.Length == 0)
                    return 0;
                var norms = stack(gradients.Select(gradient => gradient.norm((float)norm_type)));
                var total = norms.norm((float)norm_type).ToDouble();
                var factor = max_norm / (total + 1e-6);
                // A norm that is not a number makes every gradient not a number, as it does in PyTorch.
                if (factor < 1 || double.IsNaN(factor))
                {
                    foreach (var gradient in gradients)
                        gradient.mul_((Scalar)factor);
                }
                return total;
            }

            /// <summary>Holds every element of every gradient between −clip_value and clip_value.</summary>
            /// <param name="tensors">The parameters; those without a gradient are left out.</param>
            /// <param name="clip_value">The largest absolute value allowed.</param>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                ArgumentNullException.ThrowIfNull(tensors);
                if (!(clip_value >= 0))
                    throw new ArgumentException($"clip_value {clip_value} is not at least 0");
                using var off = no_grad();
                using var scope = NewDisposeScope();
                foreach (var gradient in Gradients(tensors))
                    gradient.clamp_((Scalar)(-clip_value), (Scalar)clip_value);
            }

            /// <summary>All parameters in one row, in the order given.</summary>
            /// <param name="tensors">The parameters.</param>
            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors)
            {
                ArgumentNullException.ThrowIfNull(tensors);
                using var scope = NewDisposeScope();
                return cat(tensors.Select(tensor => tensor.reshape(-1)).ToArray()).MoveToOuterDisposeScope();
            }

            /// <summary>Sets all parameters from one row, in the order given.</summary>
            /// <param name="vec">As many numbers as the parameters have.</param>
            /// <param name="tensors">The parameters.</param>
            public static void vector_to_parameters(Tensor vec, IEnumerable<Parameter> tensors)
            {
                ArgumentNullException.ThrowIfNull(vec);
                ArgumentNullException.ThrowIfNull(tensors);
                var targets = tensors.ToArray();
                var needed = targets.Sum(target => target.numel());
                if (vec.numel() != needed)
                    throw new ArgumentException($"the vector has {vec.numel()} numbers, the parameters have {needed}");
                using var off = no_grad();
                using var scope = NewDisposeScope();
                long start = 0;
                foreach (var target in targets)
                {
                    target.copy_(vec.narrow(0, start, target.numel()).view_as(target));
                    start += target.numel();
                }
            }

            private static Tensor[] Gradients(IEnumerable<Parameter> tensors) => tensors.Select(tensor => tensor.grad).OfType<Tensor>().ToArray();
        }
    }
}
