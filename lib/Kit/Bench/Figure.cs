namespace VisionAttention.Kit.Bench;

/// <summary>One thing measured here and, where there is one to compare with, on a peer in the same run.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Ours">The median here.</param>
/// <param name="Peer">The peer's median, or null.</param>
/// <param name="Unit">Of both: µs, ms, s, MiB, bytes, images/s.</param>
internal sealed record Figure(string Name, double Ours, double? Peer, string Unit)
{
    /// <summary>Ours divided by the peer's; below 1 is better here (but for images/s). Of figures measured in turn it is the median of the neighbours' ratios.</summary>
    public double? Ratio { get; init; } = Peer > 0 ? Ours / Peer : null;

    /// <summary>How far the two are known to do the same.</summary>
    public string? Note { get; init; }
}
