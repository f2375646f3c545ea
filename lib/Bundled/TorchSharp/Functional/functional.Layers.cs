using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator LinearOf = Operator.Find("linear");
            private static readonly Operator Conv2dOf = Operator.Find("conv2d");
            private static readonly Operator Conv2dPadding = Operator.Find("conv2d", "padding");
            private static readonly Operator ConvTranspose2dOf = Operator.Find("conv_transpose2d", "input");
            private static readonly Operator LayerNormOf = Operator.Find("layer_norm");
            private static readonly Operator GroupNormOf = Operator.Find("group_norm");
            private static readonly Operator BatchNormOf = Operator.Find("batch_norm");
            private static readonly Operator EmbeddingOf = Operator.Find("embedding");
            private static readonly Operator OneHotOf = Operator.Find("one_hot");

            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => LinearOf.Call(input, weights, bias);

            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1)
            {
                if (!OverrunsIn113(input, weight, strides))
                    return Conv2dOf.Call(input, weight, bias, strides ?? [1, 1], padding ?? [0, 0], dilation ?? [1, 1], groups);
                using var contiguous = input.contiguous();
                return Conv2dOf.Call(contiguous, weight, bias, strides!, padding ?? [0, 0], dilation ?? [1, 1], groups);
            }

            public static Tensor conv2d_padding(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, Padding padding = Padding.Valid, long[]? dilation = null, long groups = 1)
            {
                var kind = padding == Padding.Same ? "same" : "valid";
                if (!OverrunsIn113(input, weight, strides))
                    return Conv2dPadding.Call(input, weight, bias, strides ?? [1, 1], kind, dilation ?? [1, 1], groups);
                using var contiguous = input.contiguous();
                return Conv2dPadding.Call(contiguous, weight, bias, strides!, kind, dilation ?? [1, 1], groups);
            }

            // libtorch 1.13 on the CPU: a 1×1 kernel of a stride above 1 over fewer than 16 channels that lie last in memory writes beyond its
            // buffers and ends the process. A contiguous input takes another path.
            private static bool OverrunsIn113(Tensor input, Tensor weight, long[]? strides)
            {
                return strides is not null && Array.Exists(strides, stride => stride > 1)
                    && weight is { ndim: 4 } && input is { ndim: 4 }
                    && weight.shape is [_, < 16, 1, 1] && !input.is_contiguous();
            }

            public static Tensor conv_transpose2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? output_padding = null, long[]? dilation = null, long groups = 1)
            {
                return ConvTranspose2dOf.Call(input, weight, bias, strides ?? [1, 1], padding ?? [0, 0], output_padding ?? [0, 0], groups, dilation ?? [1, 1]);
            }

            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1E-05)
            {
                return LayerNormOf.Call(input, normalized_shape, weight, bias, eps);
            }

            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1E-05)
            {
                return GroupNormOf.Call(input, num_groups, weight, bias, eps);
            }

            public static Tensor batch_norm(Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null, Tensor? bias = null, bool training = false, double momentum = 0.1, double eps = 1E-05)
            {
                ArgumentNullException.ThrowIfNull(input);
                if (training && input.ndim > 1 && input.numel() == input.shape[1])
                    throw new ArgumentException($"training needs more than one value for each channel, the input has shape [{string.Join(", ", input.shape)}]: the variance of one value is 0");
                return BatchNormOf.Call(input, weight, bias, running_mean, running_var, training, momentum, eps, true);
            }

            public static Tensor one_hot(Tensor x, long num_classes = -1) => OneHotOf.Call(x, num_classes);

            public static Tensor normalize(Tensor input, double p = 2.0, long dim = 1, double eps = 1E-12)
            {
                ArgumentNullException.ThrowIfNull(input);
                using var scope = NewDisposeScope();
                var norm = input.norm((int)dim, keepdim: true, p: (float)p).clamp_min(eps);
                return (input / norm).MoveToOuterDisposeScope();
            }

            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1E-08) => CosineOf.Call(x1, x2, dim, eps);

            public static Tensor scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0.0, bool is_casual = false)
            {
                ArgumentNullException.ThrowIfNull(query);
                ArgumentNullException.ThrowIfNull(key);
                if (is_casual && attn_mask is not null)
                    throw new ArgumentException("is_casual and attn_mask exclude each other: give one of them");
                using var scope = NewDisposeScope();
                var logits = query.matmul(key.transpose(-2, -1)) * (1 / Math.Sqrt(query.shape[^1]));
                if (is_casual)
                    logits = logits.masked_fill(ones(query.shape[^2], key.shape[^2], dtype: ScalarType.Bool, device: query.device).triu(1), double.NegativeInfinity);
                if (attn_mask is not null)
                    logits = attn_mask.dtype == ScalarType.Bool ? logits.masked_fill(attn_mask.logical_not(), double.NegativeInfinity) : logits + attn_mask;
                var weights = dropout(logits.softmax(-1), p, training: p > 0);
                return weights.matmul(value).MoveToOuterDisposeScope();
            }

            private static readonly Operator CosineOf = Operator.Find("cosine_similarity");

            internal static Tensor Embed(Tensor weight, Tensor indices, long paddingIndex, bool scaleByFrequency, bool sparse)
            {
                return EmbeddingOf.Call(weight, indices, paddingIndex, scaleByFrequency, sparse);
            }
        }
    }
}
