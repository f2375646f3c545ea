namespace VisionAttention.Kit.Bench.Attention;

/// <summary>One question answered by a ratio.</summary>
/// <param name="Name">What is compared, such as <c>layer/forward/C64-H32/vs-conv3x3</c>.</param>
/// <param name="Ours">Our figure.</param>
/// <param name="Peer">The other's.</param>
/// <param name="Unit">What both are in.</param>
/// <param name="Value">Ours divided by the peer's; below 1 is better. Of times it is the median of the ratios of neighbours.</param>
internal sealed record Ratio(string Name, double Ours, double Peer, string Unit, double Value);
