namespace VisionAttention.Positions;

/// <summary>How a local attention layer knows where things are.</summary>
/// <remarks>The choices of Ramachandran et al. 2019, Tables 5 and 6.</remarks>
public enum PositionKind
{
    /// <summary>It does not: logits are q·k (Eq. 2).</summary>
    None,

    /// <summary>A sinusoidal table is added to the pixels before the projections.</summary>
    Absolute,

    /// <summary>Logits are q·k + q·r with learned relative embeddings (Eq. 3).</summary>
    Relative,

    /// <summary>Logits are q·r alone; there is no key projection (Table 6).</summary>
    RelativeOnly,
}
