using VisionAttention.Positions;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>Sinusoidal position tables in every published convention.</summary>
internal sealed class TableFamily : GoldenFamily
{
    public override string Name => "tables";

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        comparison.OutputAndBackward(Table(golden));
    }

    private static Tensor Table(GoldenCase golden)
    {
        var (embedDim, temperature) = (golden.Whole("dim"), golden.Number("temperature"));
        if (golden.Name is "sincos-1d-halves" or "sincos-1d-interleaved")
        {
            var order = golden.Name == "sincos-1d-halves" ? LineTableConvention.Halves : LineTableConvention.Interleaved;
            return SinusoidalEmbedding.LineTable(golden.Whole("length"), embedDim, order, temperature);
        }
        var sides = golden.Config.GetProperty("grid");
        var grid = new GridSize(sides[0].GetInt64(), sides[1].GetInt64());
        if (golden.Name == "sincos-2d-row-col")
            return SinusoidalEmbedding.TwoDimensional(embedDim, grid.Rows, grid.Columns, temperature);
        var convention = golden.Name switch
        {
            "sincos-2d-mae" or "sincos-2d-mae-cls" => GridTableConvention.Mae,
            "sincos-2d-timm" => GridTableConvention.Timm,
            "sincos-2d-timm-interleaved" => GridTableConvention.TimmInterleaved,
            "sincos-2d-lucidrains" => GridTableConvention.Lucidrains,
            var other => throw new ArgumentException($"no table convention is known for {other}"),
        };
        return SinusoidalEmbedding.GridTable(grid, embedDim, convention, golden.Flag("cls_token") ? 1 : 0, temperature);
    }
}
