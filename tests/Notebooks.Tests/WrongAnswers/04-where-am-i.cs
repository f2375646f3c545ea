// answer: interleaved, cosine first
// says: cosine and sine are exchanged
Tensor PaperTable(int length, int width)
{
    var numbers = new double[length, width];
    for (var p = 0; p < length; p++)
        for (var i = 0; i < width / 2; i++)
        {
            var angle = p * Math.Pow(10000, -(double)i / (width / 2));
            (numbers[p, 2 * i], numbers[p, 2 * i + 1]) = (Math.Cos(angle), Math.Sin(angle));
        }
    return torch.tensor(numbers);
}

// answer: interleaved, exponent
// says: the exponent is i / width
Tensor PaperTable(int length, int width)
{
    var numbers = new double[length, width];
    for (var p = 0; p < length; p++)
        for (var i = 0; i < width / 2; i++)
        {
            var angle = p * Math.Pow(10000, -(double)i / width);
            (numbers[p, 2 * i], numbers[p, 2 * i + 1]) = (Math.Sin(angle), Math.Cos(angle));
        }
    return torch.tensor(numbers);
}

// answer: interleaved, halves
// says: all sines stand first
Tensor PaperTable(int length, int width)
{
    return torch.tensor(Sinusoids(length, width));
}

// answer: offsets, distance
// says: the distance has no sign
Tensor Entries(int n)
{
    var place = torch.arange(n);
    return (place.unsqueeze(0) - place.unsqueeze(1)).abs();
}

// answer: offsets, negative
// says: the offsets themselves are returned
Tensor Entries(int n)
{
    var place = torch.arange(n);
    return place.unsqueeze(0) - place.unsqueeze(1);
}

// answer: offsets, query minus key
// says: counted from the key to the query
Tensor Entries(int n)
{
    var place = torch.arange(n);
    return place.unsqueeze(1) - place.unsqueeze(0) + (n - 1);
}

// answer: resize, as a line
// says: stretched as one line
Tensor Twice(Tensor table, int rows, int columns)
{
    var all = rows * columns;
    return torch.matmul(ResizeMatrix.Of(1 + all, 1 + 4 * all, ResizeConvention.Bicubic), table);
}

// answer: resize, class token last
// says: the class token stands last
Tensor Twice(Tensor table, int rows, int columns)
{
    var grid = table.narrow(1, 1, rows * columns).reshape(rows, columns, -1);
    var forRows = ResizeMatrix.Of(rows, 2 * rows, ResizeConvention.Bicubic);
    var forColumns = ResizeMatrix.Of(columns, 2 * columns, ResizeConvention.Bicubic);
    var resized = torch.einsum("ar,bc,rcd->abd", forRows, forColumns, grid);
    return torch.cat([resized.flatten(0, 1).unsqueeze(0), table.narrow(1, 0, 1)], dim: 1);
}

// answer: resize, columns first
// says: rows and columns are exchanged
Tensor Twice(Tensor table, int rows, int columns)
{
    var grid = table.narrow(1, 1, rows * columns).reshape(columns, rows, -1);
    var forRows = ResizeMatrix.Of(rows, 2 * rows, ResizeConvention.Bicubic);
    var forColumns = ResizeMatrix.Of(columns, 2 * columns, ResizeConvention.Bicubic);
    var resized = torch.einsum("ar,bc,rcd->abd", forColumns, forRows, grid);
    return torch.cat([table.narrow(1, 0, 1), resized.flatten(0, 1).unsqueeze(0)], dim: 1);
}

// answer: resize, loses the class token
// says: expected [1, 61, 4]
Tensor Twice(Tensor table, int rows, int columns)
{
    var grid = table.narrow(1, 1, rows * columns).reshape(rows, columns, -1);
    var forRows = ResizeMatrix.Of(rows, 2 * rows, ResizeConvention.Bicubic);
    var forColumns = ResizeMatrix.Of(columns, 2 * columns, ResizeConvention.Bicubic);
    return torch.einsum("ar,bc,rcd->abd", forRows, forColumns, grid).flatten(0, 1).unsqueeze(0);
}
