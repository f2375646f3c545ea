// says: stretched as one line
Tensor Twice(Tensor table, int rows, int columns)
{
    var all = rows * columns;
    return torch.matmul(ResizeMatrix.Of(1 + all, 1 + 4 * all, ResizeConvention.Bicubic), table);
}
