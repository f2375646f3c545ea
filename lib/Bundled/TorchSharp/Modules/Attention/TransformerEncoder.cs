using TorchSharp.Modules;
using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    /// <summary>Several transformer layers, one after the other.</summary>
    public sealed class TransformerEncoder : torch.nn.Module<Tensor, Tensor, Tensor, Tensor>, torch.nn.IModule<Tensor, Tensor>, torch.nn.IModule<Tensor, Tensor, Tensor>
    {
        private readonly ModuleList<TransformerEncoderLayer> _layers;

        internal TransformerEncoder(TransformerEncoderLayer layer, long count)
            : base(nameof(TransformerEncoder))
        {
            ArgumentNullException.ThrowIfNull(layer);
            if (count < 1)
                throw new ArgumentException($"num_layers {count} is not above 0");
            _layers = new();
            for (var place = 0; place < count; place++)
                _layers.Add(layer.Copied());
            register_module("layers", _layers);
        }

        // The list is not a component: it is registered by hand under PyTorch's name.
        private protected override bool HasComponents => false;

        /// <summary>Calls the layers without masks.</summary>
        /// <param name="src">[N, B, D].</param>
        public Tensor call(Tensor src) => base.call(src, null!, null!);

        /// <summary>Calls the layers with a mask over pairs of tokens.</summary>
        /// <param name="src">[N, B, D].</param>
        /// <param name="src_mask">[N, N]: true where a pair is left out, or numbers added to the logits.</param>
        public Tensor call(Tensor src, Tensor src_mask) => base.call(src, src_mask, null!);

        /// <summary>Computes the result; either mask may be null.</summary>
        /// <param name="src">[N, B, D].</param>
        /// <param name="src_mask">[N, N]: true where a pair is left out, or numbers added to the logits.</param>
        /// <param name="src_key_padding_mask">[B, N], true where a token is left out.</param>
        public override Tensor forward(Tensor src, Tensor src_mask, Tensor src_key_padding_mask)
        {
            ArgumentNullException.ThrowIfNull(src);
            using var scope = torch.NewDisposeScope();
            var tokens = src;
            foreach (var layer in _layers)
                tokens = layer.Encode(tokens, src_mask, src_key_padding_mask);
            return tokens.MoveToOuterDisposeScope();
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Several transformer layers, each a copy of the given one, weights included.</summary>
            public static TransformerEncoder TransformerEncoder(TransformerEncoderLayer encoder_layer, long num_layers) => new(encoder_layer, num_layers);
        }
    }
}
