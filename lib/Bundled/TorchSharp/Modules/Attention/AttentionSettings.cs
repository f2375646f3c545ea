namespace TorchSharp.Modules;

/// <summary>The sizes of a <see cref="MultiheadAttention"/>.</summary>
internal sealed record AttentionSettings(long EmbedDim, long Heads, double Dropout, bool Bias, bool AddBias, bool AddZero, long KeyDim, long ValueDim)
{
    /// <summary>Whether query, key and value are as wide as each other and share one weight.</summary>
    public bool HasOneWeight => KeyDim == EmbedDim && ValueDim == EmbedDim;

    public void Validate()
    {
        if (EmbedDim < 1 || Heads < 1 || EmbedDim % Heads != 0)
            throw new ArgumentException($"embedded_dim {EmbedDim} is not a multiple of num_heads {Heads}");
        if (Dropout is < 0 or > 1)
            throw new ArgumentException($"dropout {Dropout} is not from 0 to 1");
    }

    public void Validate(torch.Tensor query, torch.Tensor key, torch.Tensor value)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        if (query.ndim != 3 || key.ndim != 3 || value.ndim != 3)
            throw new ArgumentException($"query, key and value need 3 dimensions, [N, B, D]; got {query.ndim}, {key.ndim} and {value.ndim}");
        if (query.shape[2] != EmbedDim || key.shape[2] != KeyDim || value.shape[2] != ValueDim)
            throw new ArgumentException($"query, key and value are {query.shape[2]}, {key.shape[2]} and {value.shape[2]} wide, expected {EmbedDim}, {KeyDim} and {ValueDim}");
        if (key.shape[0] != value.shape[0] || key.shape[1] != value.shape[1] || key.shape[1] != query.shape[1])
            throw new ArgumentException("key and value must have the same number of tokens, and all three the same batch");
    }
}
