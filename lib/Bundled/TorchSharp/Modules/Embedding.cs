using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    /// <summary>A table of rows that are looked up by number.</summary>
    public sealed class Embedding : torch.nn.Module<Tensor, Tensor>
    {
        private readonly EmbeddingSettings _settings;

        internal Embedding(Parameter weight, EmbeddingSettings settings)
            : base(nameof(Embedding))
        {
            _settings = settings;
            this.weight = weight;
        }

        /// <summary>[num_embeddings, embedding_dims].</summary>
        public Parameter weight
        {
            get => OwnParameter(nameof(weight))!;
            set => SetParameter(nameof(weight), value);
        }

        internal static Embedding Create(long rows, long width, EmbeddingSettings settings, torch.Device? device, torch.ScalarType? dtype)
        {
            if (rows < 1 || width < 1)
                throw new ArgumentException($"num_embeddings {rows} and embedding_dims {width} must be above 0");
            var weight = LayerParameters.Empty([rows, width], device, dtype);
            torch.nn.init.normal_(weight);
            if (settings.PaddingIndex is { } padding)
            {
                using var off = torch.no_grad();
                using var row = weight[padding];
                row.fill_(0);
            }
            return new Embedding(weight, settings);
        }

        /// <summary>Looks rows up: integers of any shape to [..., embedding_dims].</summary>
        public override Tensor forward(Tensor input)
        {
            if (_settings.MaximumNorm is { } limit)
            {
                using var off = torch.no_grad();
                torch.nn.functional.LimitRows(weight, input, limit, _settings.NormType);
            }
            return torch.nn.functional.Embed(weight, input, PaddingRow(), _settings.ScaleByFrequency, _settings.Sparse);
        }

        // libtorch takes -1 as "no padding row"; a negative row of the caller counts from the end.
        private long PaddingRow() => _settings.PaddingIndex switch
        {
            null => -1,
            < 0 => _settings.PaddingIndex.Value + weight.shape[0],
            _ => _settings.PaddingIndex.Value,
        };
    }

    internal sealed record EmbeddingSettings(long? PaddingIndex, double? MaximumNorm, double NormType, bool ScaleByFrequency, bool Sparse);
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A table of num_embeddings rows, drawn from the standard normal distribution.</summary>
            public static Modules.Embedding Embedding(long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null, double norm_type = 2.0, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null) =>
                Modules.Embedding.Create(num_embeddings, embedding_dims, new(padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse), device, dtype);

            /// <summary>A table of given rows.</summary>
            public static Modules.Embedding Embedding_from_pretrained(Tensor embeddings, bool freeze = true, long? padding_idx = null, double? max_norm = null, double norm_type = 2.0, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
            {
                ArgumentNullException.ThrowIfNull(embeddings);
                var weight = new Modules.Parameter(embeddings.detach().to(dtype ?? embeddings.dtype, device ?? embeddings.device), !freeze);
                weight.DetachFromDisposeScope();
                return new(weight, new(padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse));
            }
        }
    }
}
