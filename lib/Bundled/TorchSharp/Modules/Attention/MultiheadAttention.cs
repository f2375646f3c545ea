using TorchSharp.Modules;
using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    /// <summary>Attention in several heads: softmax(Q Kᵀ / √headDim) V in each, then one linear layer.</summary>
    /// <remarks>Tensors are [N, B, D], tokens first, as in PyTorch without batch_first.</remarks>
    public sealed class MultiheadAttention : torch.nn.Module<Tensor, Tensor, Tensor, Tensor?, bool, Tensor?, Tuple<Tensor, Tensor?>>
    {
        private readonly AttentionSettings _settings;
        private readonly Linear _output;

        internal MultiheadAttention(AttentionSettings settings)
            : base(nameof(MultiheadAttention))
        {
            settings.Validate();
            _settings = settings;
            var width = settings.EmbedDim;
            if (settings.HasOneWeight)
                SetParameter("in_proj_weight", LayerParameters.Empty([3 * width, width], null, null));
            else
            {
                SetParameter("q_proj_weight", LayerParameters.Empty([width, width], null, null));
                SetParameter("k_proj_weight", LayerParameters.Empty([width, settings.KeyDim], null, null));
                SetParameter("v_proj_weight", LayerParameters.Empty([width, settings.ValueDim], null, null));
            }
            if (settings.Bias)
                SetParameter("in_proj_bias", LayerParameters.Empty([3 * width], null, null));
            _output = torch.nn.Linear(width, width, settings.Bias);
            register_module("out_proj", _output);
            if (settings.AddBias)
            {
                SetParameter("bias_k", LayerParameters.Empty([1, 1, width], null, null));
                SetParameter("bias_v", LayerParameters.Empty([1, 1, width], null, null));
            }
            ResetParameters();
        }

        // The fields are not components: they are registered by hand under PyTorch's names.
        private protected override bool HasComponents => false;

        /// <summary>Attends.</summary>
        /// <param name="query">[N, B, D].</param>
        /// <param name="key">[S, B, keyDim].</param>
        /// <param name="value">[S, B, valueDim].</param>
        /// <param name="key_padding_mask">[B, S], true where a key is left out.</param>
        /// <param name="need_weights">Whether the attention weights are returned.</param>
        /// <param name="attn_mask">[N, S] or [B·heads, N, S]: true where a pair is left out, or numbers added to the logits.</param>
        /// <returns>[N, B, D], and the weights as a mean over heads, [B, N, S], or null.</returns>
        public new Tuple<Tensor, Tensor?> call(Tensor query, Tensor key, Tensor value, Tensor? key_padding_mask = null, bool need_weights = true, Tensor? attn_mask = null) =>
            base.call(query, key, value, key_padding_mask, need_weights, attn_mask);

        /// <inheritdoc/>
        public override Tuple<Tensor, Tensor?> forward(Tensor query, Tensor key, Tensor value, Tensor? key_padding_mask, bool need_weights, Tensor? attn_mask)
        {
            _settings.Validate(query, key, value);
            using var scope = torch.NewDisposeScope();
            var (q, k, v) = Projected(query, key, value);
            (k, v) = WithExtraKeys(k, v);
            var (length, batch, width, headDim) = (query.shape[0], query.shape[1], _settings.EmbedDim, _settings.EmbedDim / _settings.Heads);
            var extra = k.shape[0] - key.shape[0];
            q = InHeads(q * (1 / Math.Sqrt(headDim)), batch, headDim); // [B·heads, N, Dh]
            k = InHeads(k, batch, headDim); // [B·heads, S, Dh]
            v = InHeads(v, batch, headDim); // [B·heads, S, Dh]
            var logits = Masked(q.bmm(k.transpose(1, 2)), attn_mask, key_padding_mask, batch, extra); // [B·heads, N, S]
            var weights = logits.softmax(-1);
            var dropped = torch.nn.functional.dropout(weights, _settings.Dropout, training);
            var mixed = dropped.bmm(v).transpose(0, 1).reshape(length, batch, width); // [N, B, D]
            var result = _output.call(mixed).MoveToOuterDisposeScope();
            var mean = need_weights ? weights.view(batch, _settings.Heads, length, -1).mean([1]).MoveToOuterDisposeScope() : null;
            return Tuple.Create(result, mean);
        }

        /// <summary>Draws the projections anew; biases become 0.</summary>
        internal void ResetParameters()
        {
            foreach (var name in new[] { "in_proj_weight", "q_proj_weight", "k_proj_weight", "v_proj_weight" })
            {
                if (OwnParameter(name) is { } weight)
                    torch.nn.init.xavier_uniform_(weight);
            }
            if (OwnParameter("in_proj_bias") is { } bias)
            {
                torch.nn.init.zeros_(bias);
                torch.nn.init.zeros_(_output.bias!);
            }
            foreach (var name in new[] { "bias_k", "bias_v" })
            {
                if (OwnParameter(name) is { } row)
                    torch.nn.init.xavier_normal_(row);
            }
        }

        private (Tensor Query, Tensor Key, Tensor Value) Projected(Tensor query, Tensor key, Tensor value)
        {
            if (_settings.HasOneWeight && ReferenceEquals(query, key) && ReferenceEquals(key, value))
            {
                // Self-attention: one product makes all three.
                var all = torch.nn.functional.linear(query, OwnParameter("in_proj_weight")!, OwnParameter("in_proj_bias")).chunk(3, -1);
                return (all[0], all[1], all[2]);
            }
            Tensor[] weights = _settings.HasOneWeight
                ? OwnParameter("in_proj_weight")!.chunk(3)
                : [OwnParameter("q_proj_weight")!, OwnParameter("k_proj_weight")!, OwnParameter("v_proj_weight")!];
            var biases = OwnParameter("in_proj_bias")?.chunk(3);
            return (torch.nn.functional.linear(query, weights[0], biases?[0]),
                torch.nn.functional.linear(key, weights[1], biases?[1]),
                torch.nn.functional.linear(value, weights[2], biases?[2]));
        }

        private (Tensor Key, Tensor Value) WithExtraKeys(Tensor key, Tensor value)
        {
            var batch = key.shape[1];
            if (OwnParameter("bias_k") is { } keyRow && OwnParameter("bias_v") is { } valueRow)
            {
                key = torch.cat([key, keyRow.repeat(1, batch, 1)]);
                value = torch.cat([value, valueRow.repeat(1, batch, 1)]);
            }
            if (!_settings.AddZero)
                return (key, value);
            var zeros = torch.zeros([1, batch, _settings.EmbedDim], key.dtype, key.device);
            return (torch.cat([key, zeros]), torch.cat([value, zeros]));
        }

        private Tensor InHeads(Tensor tokens, long batch, long headDim) =>
            tokens.reshape(tokens.shape[0], batch * _settings.Heads, headDim).transpose(0, 1);

        // Keys that were added are never masked.
        private Tensor Masked(Tensor logits, Tensor? pairs, Tensor? padding, long batch, long extra)
        {
            if (pairs is not null)
            {
                var widened = torch.nn.functional.pad(pairs, (0, extra));
                logits = pairs.dtype == torch.ScalarType.Bool ? logits.masked_fill(widened, double.NegativeInfinity) : logits + widened;
            }
            if (padding is null)
                return logits;
            var (length, keys) = (logits.shape[1], logits.shape[2]);
            var left = torch.nn.functional.pad(padding.to(torch.ScalarType.Bool), (0, extra)).view(batch, 1, 1, keys);
            return logits.view(batch, _settings.Heads, length, keys).masked_fill(left, double.NegativeInfinity).view(batch * _settings.Heads, length, keys);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Attention in several heads over tokens [N, B, embedded_dim].</summary>
            public static MultiheadAttention MultiheadAttention(long embedded_dim, long num_heads, double dropout = 0.0, bool bias = true, bool add_bias_kv = false, bool add_zero_attn = false, long? kdim = null, long? vdim = null) =>
                new(new(embedded_dim, num_heads, dropout, bias, add_bias_kv, add_zero_attn, kdim ?? embedded_dim, vdim ?? embedded_dim));
        }
    }
}
