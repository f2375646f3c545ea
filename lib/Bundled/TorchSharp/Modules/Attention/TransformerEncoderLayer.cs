using TorchSharp.Modules;
using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    /// <summary>Attention and two linear layers, each added to its input and normalised after.</summary>
    /// <remarks>Vaswani et al. 2017, section 3.1. Tensors are [N, B, D], tokens first.</remarks>
    public sealed class TransformerEncoderLayer : torch.nn.Module<Tensor, Tensor>, torch.nn.IModule<Tensor, Tensor, Tensor>, torch.nn.IModule<Tensor, Tensor, Tensor, Tensor>
    {
        private readonly TransformerSettings _settings;
        private readonly MultiheadAttention _attention;
        private readonly Linear _first;
        private readonly Linear _second;
        private readonly LayerNorm _attentionNorm;
        private readonly LayerNorm _outputNorm;

        internal TransformerEncoderLayer(TransformerSettings settings)
            : base(nameof(TransformerEncoderLayer))
        {
            _settings = settings;
            _attention = torch.nn.MultiheadAttention(settings.Width, settings.Heads, settings.Dropout);
            _first = torch.nn.Linear(settings.Width, settings.Hidden);
            _second = torch.nn.Linear(settings.Hidden, settings.Width);
            _attentionNorm = torch.nn.LayerNorm(settings.Width);
            _outputNorm = torch.nn.LayerNorm(settings.Width);
            register_module("self_attn", _attention);
            register_module("linear1", _first);
            register_module("linear2", _second);
            register_module("norm1", _attentionNorm);
            register_module("norm2", _outputNorm);
        }

        // The fields are not components: they are registered by hand under PyTorch's names.
        private protected override bool HasComponents => false;

        /// <summary>Calls the layer with a mask over pairs of tokens.</summary>
        /// <param name="src">[N, B, D].</param>
        /// <param name="src_mask">[N, N]: true where a pair is left out, or numbers added to the logits.</param>
        public Tensor call(Tensor src, Tensor src_mask) => Encode(src, src_mask, null);

        /// <summary>Calls the layer with a mask over pairs of tokens and one over padding.</summary>
        /// <param name="src">[N, B, D].</param>
        /// <param name="src_mask">[N, N]: true where a pair is left out, or numbers added to the logits.</param>
        /// <param name="src_key_padding_mask">[B, N], true where a token is left out.</param>
        public Tensor call(Tensor src, Tensor src_mask, Tensor src_key_padding_mask) => Encode(src, src_mask, src_key_padding_mask);

        /// <inheritdoc/>
        public override Tensor forward(Tensor src) => Encode(src, null, null);

        /// <summary>A layer of the same sizes and weights, as libtorch copies one: its own weights are drawn first and then replaced.</summary>
        internal TransformerEncoderLayer Copied()
        {
            var copy = new TransformerEncoderLayer(_settings);
            copy.load_state_dict(state_dict());
            return copy;
        }

        internal Tensor Encode(Tensor src, Tensor? mask, Tensor? padding)
        {
            using var scope = torch.NewDisposeScope();
            var attended = _attention.call(src, src, src, padding, need_weights: false, mask).Item1;
            var tokens = _attentionNorm.call(src + Dropped(attended));
            var hidden = _first.call(tokens);
            hidden = _settings.Activation == torch.nn.Activations.GELU ? torch.nn.functional.gelu(hidden) : hidden.relu();
            return _outputNorm.call(tokens + Dropped(_second.call(Dropped(hidden)))).MoveToOuterDisposeScope();
        }

        private Tensor Dropped(Tensor tensor) => torch.nn.functional.dropout(tensor, _settings.Dropout, training);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>One layer of a transformer encoder over tokens [N, B, d_model].</summary>
            public static TransformerEncoderLayer TransformerEncoderLayer(long d_model = 512, long nhead = 8, long dim_feedforward = 2048, double dropout = 0.1, Activations activation = Activations.ReLU) =>
                new(new(d_model, nhead, dim_feedforward, dropout, activation));
        }
    }
}
