using VisionAttention.Models;

namespace VisionAttention.Kit.Analysis.Papers;

/// <summary>A network whose costs the stand-alone attention paper prints.</summary>
/// <param name="Table">The table's number.</param>
/// <param name="Row">The row, in the paper's words.</param>
/// <param name="Flops">Printed FLOPs, in billions, one digit after the point.</param>
/// <param name="Parameters">Printed parameters, in millions, one digit after the point; null where the table has none.</param>
/// <param name="Options">The network.</param>
internal sealed record PrintedNetwork(int Table, string Row, decimal Flops, decimal? Parameters, AttentionResNetOptions Options);
