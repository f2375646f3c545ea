// answer: sines, whole numbers divided
// public: Kyubyong/transformer #81
// says: all frequencies are 1
Tensor Sinusoids(int length, int width)
{
    var numbers = new double[length, width];
    for (var p = 0; p < length; p++)
        for (var i = 0; i < width / 2; i++)
        {
            var angle = p / Math.Pow(10000, i / (width / 2));
            (numbers[p, i], numbers[p, width / 2 + i]) = (Math.Sin(angle), Math.Cos(angle));
        }
    return torch.tensor(numbers);
}

// answer: sines, exponent doubled
// public: shenweichen/DeepCTR #379
// says: the exponent is doubled
Tensor Sinusoids(int length, int width)
{
    var numbers = new double[length, width];
    for (var p = 0; p < length; p++)
        for (var i = 0; i < width / 2; i++)
        {
            var angle = p / Math.Pow(10000, 4.0 * i / width);
            (numbers[p, i], numbers[p, width / 2 + i]) = (Math.Sin(angle), Math.Cos(angle));
        }
    return torch.tensor(numbers);
}

// answer: sines, division before its turn
// public: zju3dv/LoFTR #41
// says: the wrong side of the division
Tensor Sinusoids(int length, int width)
{
    var speeds = (torch.arange(width / 2, dtype: torch.float64) * (-Math.Log(10000) / width / 2)).exp();
    var angles = torch.arange(length, dtype: torch.float64).unsqueeze(1) * speeds;
    return torch.cat([angles.sin(), angles.cos()], dim: 1);
}

// answer: sines, base 1000
// public: maxjcohen/transformer #62
// says: the base is 1000
Tensor Sinusoids(int length, int width)
{
    var speeds = (torch.arange(width / 2, dtype: torch.float64) * (-Math.Log(1000) / (width / 2))).exp();
    var angles = torch.arange(length, dtype: torch.float64).unsqueeze(1) * speeds;
    return torch.cat([angles.sin(), angles.cos()], dim: 1);
}

// answer: sines, power turned round
// public: ivanvovk/WaveGrad #12
// says: the sign of the exponent is turned
Tensor Sinusoids(int length, int width)
{
    var speeds = (torch.arange(width / 2, dtype: torch.float64) * (Math.Log(10000) / (width / 2))).exp();
    var angles = torch.arange(length, dtype: torch.float64).unsqueeze(1) * speeds;
    return torch.cat([angles.sin(), angles.cos()], dim: 1);
}

// answer: sines, side by side
// public: allenai/allennlp #2993
// says: stand side by side
Tensor Sinusoids(int length, int width)
{
    var speeds = (torch.arange(width / 2, dtype: torch.float64) * (-Math.Log(10000) / (width / 2))).exp();
    var angles = torch.arange(length, dtype: torch.float64).unsqueeze(1) * speeds;
    return torch.stack([angles.sin(), angles.cos()], dim: 2).flatten(1, 2);
}

// answer: sines, exponent over the width
// says: the exponent is i / D
Tensor Sinusoids(int length, int width)
{
    var speeds = (torch.arange(width / 2, dtype: torch.float64) * (-Math.Log(10000) / width)).exp();
    var angles = torch.arange(length, dtype: torch.float64).unsqueeze(1) * speeds;
    return torch.cat([angles.sin(), angles.cos()], dim: 1);
}

// answer: bias, query minus key
// public: nntrainer/nntrainer #3982
// says: counted from the key to the query
Tensor BiasOf(Tensor table, int n)
{
    var place = torch.arange(n);
    var entry = place.unsqueeze(1) - place.unsqueeze(0) + table.shape[1] / 2;
    return table.index_select(1, entry.flatten()).reshape(-1, n, n);
}

// answer: bias, middle of a short line
// public: lucidrains/x-transformers #103
// says: taken to be n − 1
Tensor BiasOf(Tensor table, int n)
{
    var place = torch.arange(n);
    var entry = place.unsqueeze(0) - place.unsqueeze(1) + (n - 1);
    return table.index_select(1, entry.flatten()).reshape(-1, n, n);
}

// answer: bias, distance
// says: the distance has no sign
Tensor BiasOf(Tensor table, int n)
{
    var place = torch.arange(n);
    var entry = (place.unsqueeze(0) - place.unsqueeze(1)).abs() + table.shape[1] / 2;
    return table.index_select(1, entry.flatten()).reshape(-1, n, n);
}

// answer: bias, one too far
// says: one entry too far
Tensor BiasOf(Tensor table, int n)
{
    var place = torch.arange(n);
    var entry = place.unsqueeze(0) - place.unsqueeze(1) + (table.shape[1] + 1) / 2;
    return table.index_select(1, entry.flatten()).reshape(-1, n, n);
}

// answer: bias, heads last
// says: expected [3, 4, 4]
Tensor BiasOf(Tensor table, int n)
{
    var place = torch.arange(n);
    var entry = place.unsqueeze(0) - place.unsqueeze(1) + table.shape[1] / 2;
    return table.t().index_select(0, entry.flatten()).reshape(n, n, -1);
}

// answer: resize, patches as a line
// public: pengzhiliang/MAE-pytorch #39
// says: the patches are stretched as one line
Tensor Resized(Tensor table, int rows, int columns, int newRows, int newColumns)
{
    var line = ResizeMatrix.Of(rows * columns, newRows * newColumns, ResizeConvention.Bicubic);
    return torch.cat([table.narrow(1, 0, 1), torch.matmul(line, table.narrow(1, 1, rows * columns))], dim: 1);
}

// answer: resize, class token without a place
// public: NVIDIA/Megatron-LM #6260
// says: the class token has lost its row
Tensor Resized(Tensor table, int rows, int columns, int newRows, int newColumns)
{
    var grid = table[0].narrow(0, 1, rows * columns).t().reshape(-1, rows, columns);
    var forRows = ResizeMatrix.Of(rows, newRows, ResizeConvention.Bicubic);
    var forColumns = ResizeMatrix.Of(columns, newColumns, ResizeConvention.Bicubic);
    var resized = torch.matmul(torch.matmul(forRows, grid), forColumns.t());
    return torch.cat([torch.zeros_like(table.narrow(1, 0, 1)), resized.flatten(1).t().unsqueeze(0)], dim: 1);
}

// answer: resize, everything as a line
// says: the class token and the grid get mixed
Tensor Resized(Tensor table, int rows, int columns, int newRows, int newColumns)
{
    return torch.matmul(ResizeMatrix.Of(1 + rows * columns, 1 + newRows * newColumns, ResizeConvention.Bicubic), table);
}

// answer: resize, columns first
// says: rows and columns are exchanged
Tensor Resized(Tensor table, int rows, int columns, int newRows, int newColumns)
{
    var grid = table[0].narrow(0, 1, rows * columns).t().reshape(-1, columns, rows);
    var forRows = ResizeMatrix.Of(rows, newRows, ResizeConvention.Bicubic);
    var forColumns = ResizeMatrix.Of(columns, newColumns, ResizeConvention.Bicubic);
    var resized = torch.matmul(torch.matmul(forColumns, grid), forRows.t());
    return torch.cat([table.narrow(1, 0, 1), resized.flatten(1).t().unsqueeze(0)], dim: 1);
}

// answer: resize, class token last
// says: the class token stands last
Tensor Resized(Tensor table, int rows, int columns, int newRows, int newColumns)
{
    var grid = table[0].narrow(0, 1, rows * columns).t().reshape(-1, rows, columns);
    var forRows = ResizeMatrix.Of(rows, newRows, ResizeConvention.Bicubic);
    var forColumns = ResizeMatrix.Of(columns, newColumns, ResizeConvention.Bicubic);
    var resized = torch.matmul(torch.matmul(forRows, grid), forColumns.t());
    return torch.cat([resized.flatten(1).t().unsqueeze(0), table.narrow(1, 0, 1)], dim: 1);
}

// answer: resize, channels not moved
// says: row 0, which must not change
Tensor Resized(Tensor table, int rows, int columns, int newRows, int newColumns)
{
    var grid = table[0].narrow(0, 1, rows * columns).reshape(-1, rows, columns);
    var forRows = ResizeMatrix.Of(rows, newRows, ResizeConvention.Bicubic);
    var forColumns = ResizeMatrix.Of(columns, newColumns, ResizeConvention.Bicubic);
    var resized = torch.matmul(torch.matmul(forRows, grid), forColumns.t());
    return torch.cat([table.narrow(1, 0, 1), resized.reshape(1, newRows * newColumns, -1)], dim: 1);
}
