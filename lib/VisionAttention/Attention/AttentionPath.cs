namespace VisionAttention.Attention;

/// <summary>How global attention is computed.</summary>
public enum AttentionPath
{
    /// <summary>Fused where nobody asks for the weights and there is neither mask nor dropout, otherwise step by step.</summary>
    Auto,

    /// <summary>Step by step: logits, softmax, weighted sum. Keeps N·M weights a head.</summary>
    Explicit,
}
