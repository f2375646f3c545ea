using VisionAttention.Positions;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>Sinusoidal position tables in the library's own convention: sines, then cosines; rows, then columns.</summary>
internal sealed class TableFamily : GoldenFamily
{
    public override string Name => "tables";

    public override string? Unsupported(GoldenCase golden)
    {
        return golden.Name is "sincos-1d-halves" or "sincos-2d-row-col" ? null : "this table convention is not in the library yet";
    }

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        var temperature = golden.Number("temperature");
        if (golden.Name == "sincos-1d-halves")
        {
            comparison.OutputAndBackward(SinusoidalEmbedding.OneDimensional(golden.Whole("length"), golden.Whole("dim"), temperature));
            return;
        }
        var grid = golden.Config.GetProperty("grid");
        comparison.OutputAndBackward(
            SinusoidalEmbedding.TwoDimensional(golden.Whole("dim"), grid[0].GetInt64(), grid[1].GetInt64(), temperature));
    }
}
