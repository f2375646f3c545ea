using VisionAttention.Positions;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Positions;

public class EmbeddingResizeTests
{
    public static TheoryData<ResizeConvention> Conventions => [.. Enum.GetValues<ResizeConvention>()];

    [Theory]
    [MemberData(nameof(Conventions))]
    public void The_rows_of_a_resize_matrix_sum_to_one_and_it_is_symmetric_unless_the_samples_are_shifted(ResizeConvention convention)
    {
        foreach (var (oldSize, newSize) in ((long, long)[])[(5, 7), (7, 3), (1, 4), (4, 1), (2, 9), (13, 2)])
        {
            var matrix = ResizeMatrix.Of(oldSize, newSize, convention);
            Assert.Equal([newSize, oldSize], matrix.shape);
            Assert.True(matrix.sum(1).allclose(ones(newSize, dtype: float64), rtol: 1e-13, atol: 1e-13));
            var isShifted = convention == ResizeConvention.BicubicScalePlusTenth && oldSize > 1;
            // One new position under aligned corners is the first old one.
            var takesFirst = convention == ResizeConvention.BilinearAlignCorners && newSize == 1 && oldSize > 1;
            Assert.Equal(!isShifted && !takesFirst, matrix.allclose(matrix.flip(0, 1), rtol: 1e-12, atol: 1e-12));
        }
    }

    [Theory]
    [InlineData(3, 7)]
    [InlineData(4, 9)]
    public void Antialias_changes_a_linear_matrix_only_when_shrinking(long less, long more)
    {
        Tensor Matrix(long oldSize, long newSize, ResizeConvention convention) => ResizeMatrix.Of(oldSize, newSize, convention);
        Assert.True(Matrix(less, more, ResizeConvention.Bilinear).allclose(Matrix(less, more, ResizeConvention.BilinearAntialias), rtol: 1e-12, atol: 1e-12));
        Assert.False(Matrix(more, less, ResizeConvention.Bilinear).allclose(Matrix(more, less, ResizeConvention.BilinearAntialias), rtol: 1e-3, atol: 1e-3));
        Assert.False(Matrix(less, more, ResizeConvention.Bicubic).allclose(Matrix(less, more, ResizeConvention.BicubicAntialias), rtol: 1e-3, atol: 1e-3));
    }

    [Theory]
    [MemberData(nameof(Conventions))]
    public void The_same_grid_gives_the_table_itself(ResizeConvention convention)
    {
        manual_seed(1);
        using var table = randn(1, 2 + 3 * 5, 4);
        using (var same = EmbeddingResize.Apply(table, prefixTokens: 2, new GridSize(3, 5), new GridSize(3, 5), convention))
            Assert.True(same.allclose(table, rtol: 0, atol: 0));
        Assert.False(table.IsInvalid); // disposing the result leaves the table alone
    }

    [Theory]
    [MemberData(nameof(Conventions))]
    public void Rows_and_columns_change_places_with_the_grid(ResizeConvention convention)
    {
        manual_seed(2);
        var map = randn(3, 5, dtype: float64);
        Tensor Resize(Tensor grid, GridSize from, GridSize to) =>
            EmbeddingResize.Apply(grid.reshape(1, -1, 1), prefixTokens: 0, from, to, convention).reshape(to.Rows, to.Columns);
        var upright = Resize(map, new GridSize(3, 5), new GridSize(4, 2));
        var lying = Resize(map.t(), new GridSize(5, 3), new GridSize(2, 4));
        Assert.True(upright.allclose(lying.t(), rtol: 1e-12, atol: 1e-12));
    }

    [Theory]
    [InlineData(ResizeConvention.Bilinear, InterpolationMode.Bilinear, false)]
    [InlineData(ResizeConvention.BilinearAlignCorners, InterpolationMode.Bilinear, true)]
    [InlineData(ResizeConvention.Bicubic, InterpolationMode.Bicubic, false)]
    public void The_result_is_that_of_the_tensor_library_where_it_has_the_convention(ResizeConvention convention, InterpolationMode mode, bool corners)
    {
        manual_seed(3);
        var table = randn(1, 4 * 3, 2, dtype: float64);
        foreach (var (rows, columns) in ((long, long)[])[(7, 5), (2, 3), (9, 1)])
        {
            var image = table.transpose(1, 2).reshape(1, 2, 4, 3);
            var expected = nn.functional.interpolate(image, size: [rows, columns], mode: mode, align_corners: corners).flatten(2).transpose(1, 2);
            var actual = EmbeddingResize.Apply(table, prefixTokens: 0, new GridSize(4, 3), new GridSize(rows, columns), convention);
            Assert.True(actual.allclose(expected, rtol: 1e-10, atol: 1e-12));
        }
    }

    [Theory]
    [InlineData(3, 6, new[] { 0, 1.8, 2.6, 1.4, 2.2, 4, 4, 4.3, 5, 6.5, 6.2, 5, 5, 3.2, 2.4, 3.6, 5.6, 8 })]
    [InlineData(7, 2, new[] { 0.0, 4, 1, 5.5, 2, 7, 4, 5, 6, 3, 5.5, 5.5, 5, 8 })]
    [InlineData(5, 4, new[] { 0, 3, 1, 4, 1.5, 6.75, 4, 6.25, 4, 4.5, 7, 5, 5.75, 1.25, 7.75, 4.25, 5, 2, 4, 8 })]
    public void Aligned_corners_give_the_numbers_of_the_zoom_of_order_1_in_SciPy(long rows, long columns, double[] expected)
    {
        var table = tensor(new double[] { 0, 3, 1, 4, 2, 8, 5, 7, 6, 1, 9, 3, 5, 2, 4, 8 }, device: CPU).reshape(1, 16, 1);
        var actual = EmbeddingResize.Apply(table, prefixTokens: 0, new GridSize(4, 4), new GridSize(rows, columns), ResizeConvention.BilinearAlignCorners);
        Assert.True(actual.flatten().allclose(tensor(expected, device: CPU), rtol: 1e-12, atol: 1e-12));
    }

    [Theory]
    [MemberData(nameof(Conventions))]
    public void Gradients_agree_with_central_differences(ResizeConvention convention)
    {
        manual_seed(4);
        var table = randn(1, 1 + 3 * 4, 3, dtype: float64).requires_grad_();
        CentralDifferences.Agree(() => EmbeddingResize.Apply(table, prefixTokens: 1, new GridSize(3, 4), new GridSize(5, 2), convention), table);
    }

    [Theory]
    [InlineData(ScalarType.Float16, 2e-3)]
    [InlineData(ScalarType.BFloat16, 2e-2)]
    [InlineData(ScalarType.Float32, 1e-6)]
    public void The_element_type_is_kept_and_costs_one_rounding(ScalarType type, double tolerance)
    {
        manual_seed(5);
        var table = randn(1, 1 + 3 * 4, 3).to(type);
        Tensor Resize(Tensor start) => EmbeddingResize.Apply(start, 1, new GridSize(3, 4), new GridSize(5, 6), ResizeConvention.Bicubic);
        var resized = Resize(table);
        Assert.Equal(type, resized.dtype);
        Assert.True(resized.to(float64).allclose(Resize(table.to(float64)), rtol: tolerance, atol: tolerance));
    }
}
