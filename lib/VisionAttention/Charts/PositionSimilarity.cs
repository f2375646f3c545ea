using Plotly.NET;
using Plotly.NET.CSharp;
using VisionAttention.Positions;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using Chart = Plotly.NET.CSharp.Chart;

namespace VisionAttention.Charts;

/// <summary>How alike position embeddings are, as cosines of the angles between them.</summary>
/// <remarks>
/// cos(a, b) = a·b / (|a| |b|). Blue is alike, white is unrelated (0), orange is opposed. <see cref="OfGrid"/> is the picture of
/// Dosovitskiy et al. 2021 (ViT), figure 7, centre.
/// </remarks>
public static class PositionSimilarity
{
    private const int MostPositions = 200;
    private const int MostGridPositions = 1024;
    private const int MostGridCells = 12_000;

    /// <summary>Every position with every other, as one map.</summary>
    /// <param name="positions">[N, D] or [1, N, D]; N at most 200.</param>
    public static GenericChart Of(Tensor positions)
    {
        var cosines = Cosines(positions, MostPositions, prefixTokens: 0);
        var scale = CellScale.OfCosines(cosines, cosines.Length);
        var places = Enumerable.Range(0, cosines.GetLength(0)).ToArray();
        return Chart.Combine(
            [
                ChartLook.Squares,
                Chart.Heatmap<double, int, int, string>(
                    cosines.Rows(scale.Rounded), Name: scale.Title, ShowLegend: false, X: places, Y: places, ColorScale: scale.Colours, ShowScale: true),
            ])
            .WithXAxisStyle<double, double, string>(TitleText: $"position<br>colour: {scale.Title}", MinMax: Tuple.Create(-0.5, places.Length - 0.5))
            .WithYAxisStyle<double, double, string>(TitleText: "position", MinMax: Tuple.Create(places.Length - 0.5, -0.5))
            .CourseLook(640, 580);
    }

    /// <summary>A map for each patch, at the patch's place in the grid: the cosines with all patches.</summary>
    /// <param name="positions">[prefixTokens + N, D] or [1, prefixTokens + N, D], patches row by row.</param>
    /// <param name="grid">Rows and columns of patches; at most 1,024 patches.</param>
    /// <param name="prefixTokens">Tokens before the patches, such as the class token; they are left out.</param>
    /// <remarks>Of a large grid (above 10×10) every second, third, ... patch has a map, so that each stays readable; a map shows all patches.</remarks>
    public static GenericChart OfGrid(Tensor positions, GridSize grid, long prefixTokens = 0)
    {
        CheckShape(positions);
        grid.CheckTokens(positions, (int)positions.ndim - 2, prefixTokens, nameof(positions), nameof(grid));
        if (grid.Count > MostGridPositions)
            throw new ArgumentException($"grid {grid} has {grid.Count} patches, at most {MostGridPositions} can be told apart");
        var cosines = Cosines(positions, MostGridPositions, prefixTokens);
        var (rows, columns) = ((int)grid.Rows, (int)grid.Columns);
        var step = Blocks.Fitting(MostGridCells, step => Blocks.Count(rows, step) * Blocks.Count(columns, step) * grid.Count);
        var maps = new List<double[,]>();
        for (var row = 0; row < rows; row += step)
        {
            for (var column = 0; column < columns; column += step)
                maps.Add(MapOf(cosines, row * columns + column, rows, columns));
        }
        var (across, down) = (Blocks.Count(columns, step), Blocks.Count(rows, step));
        var which = step == 1 ? "a map for each patch" : $"a map for every {step}{(step == 2 ? "nd" : step == 3 ? "rd" : "th")} patch";
        return MapGrid.Of(
            maps, titles: null, across, Math.Clamp(620 / Math.Max(across, down), 20, 90), CellScale.OfCosines(cosines, maps.Count * (int)grid.Count), which);
    }

    private static double[,] MapOf(double[,] cosines, int patch, int rows, int columns)
    {
        var map = new double[rows, columns];
        for (var other = 0; other < map.Length; other++)
            map[other / columns, other % columns] = cosines[patch, other];
        return map;
    }

    private static double[,] Cosines(Tensor positions, int most, long prefixTokens)
    {
        CheckShape(positions);
        using var scope = NewDisposeScope();
        var table = (positions.ndim == 3 ? positions[0] : positions).detach().cpu().to(float64);                    // [N, D]
        table = table.narrow(0, prefixTokens, table.shape[0] - prefixTokens);
        if (table.shape[0] > most)
            throw new ArgumentException($"positions hold {table.shape[0]} embeddings, at most {most} can be told apart: draw a part, or OfGrid");
        var lengths = table.pow(2).sum(dim: 1, keepdim: true).sqrt();                                                // [N, 1]
        var numbers = lengths.data<double>().ToArray();
        var bad = Array.FindIndex(numbers, length => !double.IsFinite(length) || length == 0);
        if (bad >= 0)
            throw new ArgumentException($"position {bad} {(numbers[bad] == 0 ? "is all zeros" : "holds a number that is not finite")}: its angle to the others is not defined");
        var units = table / lengths;
        return units.matmul(units.t()).clamp(-1, 1).ToArray2D();                                                     // [N, N]
    }

    private static void CheckShape(Tensor positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        if (positions.ndim is not (2 or 3) || (positions.ndim == 3 && positions.shape[0] != 1) || positions.numel() == 0)
            throw new ArgumentException($"positions are {Shapes.Text(positions)}, expected [N, D] or [1, N, D] with one number or more");
    }
}
