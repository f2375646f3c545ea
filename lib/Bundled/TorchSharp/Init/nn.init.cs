using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class init
        {
            public enum NonlinearityType
            {
                Linear = 0,
                Conv1D = 1,
                Conv2D = 2,
                Conv3D = 3,
                ConvTranspose1D = 4,
                ConvTranspose2D = 5,
                ConvTranspose3D = 6,
                Sigmoid = 7,
                Tanh = 8,
                ReLU = 9,
                LeakyReLU = 10,
            }

            public enum FanInOut
            {
                FanIn = 0,
                FanOut = 1,
            }

            public static Tensor zeros_(Tensor tensor) => Fill(tensor, 0);

            public static Tensor ones_(Tensor tensor) => Fill(tensor, 1);

            public static Tensor constant_(Tensor tensor, Scalar val) => Fill(tensor, val);

            public static Tensor uniform_(Tensor tensor, double low = 0.0, double high = 1.0, Generator? generator = null)
            {
                using var off = no_grad();
                return tensor.uniform_(low, high, generator);
            }

            public static Tensor normal_(Tensor tensor, double mean = 0.0, double std = 1.0, Generator? generator = null)
            {
                using var off = no_grad();
                return tensor.normal_(mean, std, generator);
            }

            public static Tensor trunc_normal_(Tensor tensor, double mean = 0.0, double std = 1.0, double a = -2.0, double b = 2.0, Generator? generator = null)
            {
                using var off = no_grad();
                var (low, high) = (Normal((a - mean) / std), Normal((b - mean) / std));
                tensor.uniform_(2 * low - 1, 2 * high - 1, generator);
                ErfInvInPlace.CallInPlace(tensor);
                return tensor.mul_((Scalar)(std * Math.Sqrt(2))).add_((Scalar)mean).clamp_(a, b);
            }

            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1.0)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                var bound = gain * Math.Sqrt(6.0 / (fanIn + fanOut));
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor xavier_normal_(Tensor tensor, double gain = 1.0)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return normal_(tensor, 0, gain * Math.Sqrt(2.0 / (fanIn + fanOut)));
            }

            /// <summary>Another name of xavier_uniform_.</summary>
            public static Tensor glorot_uniform_(Tensor tensor, double gain = 1.0) => xavier_uniform_(tensor, gain);

            /// <summary>Another name of xavier_normal_.</summary>
            public static Tensor glorot_normal_(Tensor tensor, double gain = 1.0) => xavier_normal_(tensor, gain);

            /// <summary>Ones on the diagonal of a matrix, zeros elsewhere.</summary>
            /// <param name="tensor">Two dimensions.</param>
            public static Tensor eye_(Tensor tensor)
            {
                ArgumentNullException.ThrowIfNull(tensor);
                if (tensor.ndim != 2)
                    throw new ArgumentException($"eye_ needs 2 dimensions, got {tensor.ndim}");
                using var off = no_grad();
                using var scope = NewDisposeScope();
                return tensor.copy_(torch.eye(tensor.shape[0], tensor.shape[1], tensor.dtype, tensor.device));
            }

            /// <summary>Rows or columns, whichever are fewer, that are orthogonal and of length gain.</summary>
            /// <param name="tensor">At least two dimensions; all but the first count as columns.</param>
            /// <param name="gain">The length.</param>
            public static Tensor orthogonal_(Tensor tensor, double gain = 1.0)
            {
                ArgumentNullException.ThrowIfNull(tensor);
                if (tensor.ndim < 2)
                    throw new ArgumentException($"orthogonal_ needs at least 2 dimensions, got {tensor.ndim}");
                using var off = no_grad();
                using var scope = NewDisposeScope();
                var rows = tensor.shape[0];
                var columns = tensor.numel() / rows;
                var drawn = torch.randn(rows, columns, tensor.dtype, tensor.device);
                var parts = QrOf.CallMany(rows < columns ? drawn.t() : drawn);
                // The signs of the diagonal make the draw uniform over all orthogonal matrices.
                var orthogonal = parts[0] * parts[1].diag().sign();
                return tensor.copy_((rows < columns ? orthogonal.t() : orthogonal).reshape(tensor.shape)).mul_((Scalar)gain);
            }

            public static Tensor kaiming_uniform_(Tensor tensor, double a = 0.0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                var bound = Math.Sqrt(3) * Deviation(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor kaiming_normal_(Tensor tensor, double a = 0.0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                return normal_(tensor, 0, Deviation(tensor, a, mode, nonlinearity));
            }

            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0.0)
            {
                return nonlinearity switch
                {
                    NonlinearityType.Tanh => 5.0 / 3,
                    NonlinearityType.ReLU => Math.Sqrt(2),
                    NonlinearityType.LeakyReLU => Math.Sqrt(2 / (1 + param * param)),
                    _ => 1,
                };
            }

            /// <summary>How many inputs reach one output, and how many outputs one input reaches.</summary>
            /// <param name="tensor">A weight of at least two dimensions: outputs, inputs, window.</param>
            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                ArgumentNullException.ThrowIfNull(tensor);
                var shape = tensor.shape;
                if (shape.Length < 2)
                    throw new ArgumentException($"a tensor of {shape.Length} dimensions has no fan in and fan out: at least 2 are needed");
                var window = shape[2..].TotalSize();
                return (shape[1] * window, shape[0] * window);
            }

            private static readonly Operator QrOf = Operator.Find("linalg_qr");
            private static readonly Operator ErfInvInPlace = Operator.Find("erfinv_");

            private static double Deviation(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return calculate_gain(nonlinearity, a) / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut);
            }

            private static Tensor Fill(Tensor tensor, Scalar value)
            {
                ArgumentNullException.ThrowIfNull(tensor);
                using var off = no_grad();
                return tensor.fill_(value);
            }

            // The normal distribution's share below x.
            private static double Normal(double x)
            {
                using var scope = NewDisposeScope();
                return (1 + torch.tensor(x / Math.Sqrt(2)).erf().Number()) / 2;
            }
        }
    }
}
