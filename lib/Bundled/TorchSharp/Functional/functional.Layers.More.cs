using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator Conv1dOf = Operator.Find("conv1d");
            private static readonly Operator Conv1dPadding = Operator.Find("conv1d", "padding");
            private static readonly Operator ConvTranspose1dOf = Operator.Find("conv_transpose1d");
            private static readonly Operator InstanceNormOf = Operator.Find("instance_norm");
            private static readonly Operator BilinearOf = Operator.Find("bilinear");
            private static readonly Operator FeatureDropoutOf = Operator.Find("feature_dropout");
            private static readonly Operator PairwiseDistanceOf = Operator.Find("pairwise_distance");
            private static readonly Operator RenormInPlace = Operator.Find("embedding_renorm_");

            /// <summary>Convolution of [B, C, L].</summary>
            public static Tensor conv1d(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? dilation = null, long groups = 1) =>
                Conv1dOf.Call(input, weight, bias, new[] { stride ?? 1 }, new[] { padding ?? 0 }, new[] { dilation ?? 1 }, groups);

            /// <summary>Convolution of [B, C, L] with a border by name.</summary>
            public static Tensor conv1d_padding(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, Padding padding = Padding.Valid, long? dilation = null, long groups = 1) =>
                Conv1dPadding.Call(input, weight, bias, new[] { stride ?? 1 }, padding == Padding.Same ? "same" : "valid", new[] { dilation ?? 1 }, groups);

            /// <summary>Transposed convolution of [B, C, L].</summary>
            public static Tensor conv_transpose1d(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? output_padding = null, long? dilation = null, long groups = 1) =>
                ConvTranspose1dOf.Call(input, weight, bias, new[] { stride ?? 1 }, new[] { padding ?? 0 }, new[] { output_padding ?? 0 }, groups, new[] { dilation ?? 1 });

            /// <summary>Normalises each channel of each example.</summary>
            public static Tensor instance_norm(Tensor input, Tensor? running_mean = null, Tensor? running_var = null, Tensor? weight = null, Tensor? bias = null, bool use_input_stats = true, double momentum = 0.1, double eps = 1E-05) =>
                InstanceNormOf.Call(input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, true);

            /// <summary>x1ᵀ W x2 + b for each row of W.</summary>
            public static Tensor bilinear(Tensor input1, Tensor input2, Tensor weight, Tensor? bias = null) => BilinearOf.Call(input1, input2, weight, bias);

            /// <summary>Zeroes whole channels of [B, C, L].</summary>
            public static Tensor dropout1d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => DropChannels(input, p, training, inplace, channelAxes: 1);

            /// <summary>Zeroes whole channels of [B, C, H, W].</summary>
            public static Tensor dropout2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => DropChannels(input, p, training, inplace, channelAxes: 2);

            /// <summary>‖x1 − x2 + eps‖ of each row.</summary>
            public static Tensor pairwise_distance(Tensor input1, Tensor input2, double p = 2.0, double eps = 1E-06, bool keepdim = false) =>
                PairwiseDistanceOf.Call(input1, input2, p, eps, keepdim);

            internal static void LimitRows(Tensor weight, Tensor indices, double limit, double normType) =>
                RenormInPlace.CallInPlace(weight, indices, limit, normType);

            private static Tensor DropChannels(Tensor input, double p, bool training, bool inplace, int channelAxes)
            {
                ArgumentNullException.ThrowIfNull(input);
                if (p is < 0 or > 1)
                    throw new ArgumentException($"dropout probability {p} is not from 0 to 1");
                if (input.ndim != channelAxes + 1)
                    return Finish(input, FeatureDropoutOf.Call(input, p, training), inplace);
                using var scope = NewDisposeScope();
                var result = FeatureDropoutOf.Call(input.unsqueeze(0), p, training).squeeze(0);
                return Finish(input, result, inplace).MoveToOuterDisposeScope();
            }
        }
    }
}
