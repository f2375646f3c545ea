// answer: lean, columns first
// says: right comes before down
double[] Lean(double[,] weights, int rows, int columns)
{
    var (patches, lean) = (rows * columns, new double[2]);
    for (var query = 0; query < patches; query++)
    {
        var total = Enumerable.Range(0, patches).Sum(key => weights[1 + query, 1 + key]);
        for (var key = 0; key < patches; key++)
        {
            var share = weights[1 + query, 1 + key] / total / patches;
            lean[0] += share * (key / columns - query / columns);
            lean[1] += share * (key % columns - query % columns);
        }
    }
    return [lean[1], lean[0]];
}

// answer: lean, not divided
// says: not divided by what is left
double[] Lean(double[,] weights, int rows, int columns)
{
    var (patches, lean) = (rows * columns, new double[2]);
    for (var query = 0; query < patches; query++)
    {
        var total = Enumerable.Range(0, patches).Sum(key => weights[1 + query, 1 + key]);
        for (var key = 0; key < patches; key++)
        {
            var share = weights[1 + query, 1 + key] / patches;
            lean[0] += share * (key / columns - query / columns);
            lean[1] += share * (key % columns - query % columns);
        }
    }
    return lean;
}

// answer: lean, turned
// says: from key to query
double[] Lean(double[,] weights, int rows, int columns)
{
    var (patches, lean) = (rows * columns, new double[2]);
    for (var query = 0; query < patches; query++)
    {
        var total = Enumerable.Range(0, patches).Sum(key => weights[1 + query, 1 + key]);
        for (var key = 0; key < patches; key++)
        {
            var share = weights[1 + query, 1 + key] / total / patches;
            lean[0] += share * (query / columns - key / columns);
            lean[1] += share * (query % columns - key % columns);
        }
    }
    return lean;
}

// answer: flow, column
// says: multiplied by a column
Tensor ClassRow(Tensor[] layers)
{
    var row = torch.zeros(layers[0].shape[0]);
    row[0] = 1;
    for (var layer = layers.Length - 1; layer >= 0; layer--)
        row = 0.5 * layers[layer].matmul(row) + 0.5 * row;
    return row;
}

// answer: flow, first layer first
// says: the first layer is multiplied first
Tensor ClassRow(Tensor[] layers)
{
    var row = torch.zeros(layers[0].shape[0]);
    row[0] = 1;
    for (var layer = 0; layer < layers.Length; layer++)
        row = 0.5 * row.matmul(layers[layer]) + 0.5 * row;
    return row;
}

// answer: flow, no skip
// says: the skip connection is forgotten
Tensor ClassRow(Tensor[] layers)
{
    var row = torch.zeros(layers[0].shape[0]);
    row[0] = 1;
    for (var layer = layers.Length - 1; layer >= 0; layer--)
        row = row.matmul(layers[layer]);
    return row;
}

// answer: silence, every third
// says: every third column
Tensor Silenced(Tensor projection, int head, int heads)
{
    var headDim = (int)projection.shape[1] / heads;
    var copy = projection.clone();
    for (var column = 0; column < headDim; column++)
        copy[.., column * heads + head] = 0;
    return copy;
}

// answer: silence, in place
// says: own matrix is changed
Tensor Silenced(Tensor projection, int head, int heads)
{
    var headDim = (int)projection.shape[1] / heads;
    var copy = projection;
    copy[.., (head * headDim)..((head + 1) * headDim)] = 0;
    return copy;
}

// answer: silence, rows
// says: rows are cut
Tensor Silenced(Tensor projection, int head, int heads)
{
    var headDim = (int)projection.shape[1] / heads;
    var copy = projection.clone();
    copy[(head * headDim)..((head + 1) * headDim)] = 0;
    return copy;
}
