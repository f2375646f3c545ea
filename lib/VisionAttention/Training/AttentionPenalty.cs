namespace VisionAttention.Training;

/// <summary>What an <see cref="AttentionRegularizer"/> measures of attention weights.</summary>
public enum AttentionPenalty
{
    /// <summary>The mean of all weights: 1 over the number of keys, whatever the layer attends to.</summary>
    Mean,

    /// <summary>The entropy of a row of weights, averaged over the rows: 0 for one key, log N for N equal ones.</summary>
    Entropy,
}
