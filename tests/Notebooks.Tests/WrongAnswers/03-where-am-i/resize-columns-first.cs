// says: rows and columns are exchanged
Tensor Twice(Tensor table, int rows, int columns)
{
    var grid = table.narrow(1, 1, rows * columns).reshape(columns, rows, -1);
    var forRows = ResizeMatrix.Of(rows, 2 * rows, ResizeConvention.Bicubic);
    var forColumns = ResizeMatrix.Of(columns, 2 * columns, ResizeConvention.Bicubic);
    var resized = torch.einsum("ar,bc,rcd->abd", forColumns, forRows, grid);
    return torch.cat([table.narrow(1, 0, 1), resized.flatten(0, 1).unsqueeze(0)], dim: 1);
}
