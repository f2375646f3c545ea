using VisionAttention.Positions;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>Sinusoidal position tables in every published convention.</summary>
internal sealed class TableFamily : GoldenFamily
{
    public override string Name => "tables";

    public override void Run(GoldenCase golden, Comparison comparison) => comparison.OutputAndBackward(Table(golden));

    private static Tensor Table(GoldenCase golden)
    {
        var settings = golden.Settings;
        var (embedDim, temperature) = (settings.Whole("dim"), settings.Number("temperature"));
        // Where the settings do not say which convention it is, a word of the name does.
        var words = golden.Name.Split('-');
        if (settings.Has("length"))
        {
            var order = words.Contains("halves") ? LineTableConvention.Halves
                : words.Contains("interleaved") ? LineTableConvention.Interleaved
                : throw new UnsupportedCaseException($"the library has no table {golden.Name}");
            return SinusoidalEmbedding.LineTable(settings.Whole("length"), embedDim, order, temperature);
        }
        var grid = settings.Grid("grid");
        settings.Require("reverse_coord", !settings.Flag("reverse_coord"), "the library's table has the row first");
        if (settings.Has("layout"))
        {
            settings.Require("layout", settings.Text("layout") == "channels,rows,cols", "the library's map is channels,rows,cols");
            return SinusoidalEmbedding.TwoDimensional(embedDim, grid.Rows, grid.Columns, temperature);
        }
        var convention = settings.Has("interleave_sin_cos")
            ? settings.Flag("interleave_sin_cos") ? GridTableConvention.TimmInterleaved : GridTableConvention.Timm
            : words.Contains("mae") ? GridTableConvention.Mae
            : words.Contains("lucidrains") ? GridTableConvention.Lucidrains
            : throw new UnsupportedCaseException($"the library has no table {golden.Name}");
        return SinusoidalEmbedding.GridTable(grid, embedDim, convention, settings.Flag("cls_token") ? 1 : 0, temperature);
    }
}
