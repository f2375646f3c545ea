// answer: finger, tables split before heads
// public: leaderj1001/Stand-Alone-Self-Attention attention.py
// says: one head alone
(Tensor Row, Tensor Column) TwoFingers()
{
    var (row, column) = (torch.zeros(2, 5, 1), torch.zeros(2, 5, 1));
    row[0, 1, 0] = 20;         // head 0 knows rows only
    column[1, 1, 0] = 20;      // head 1 knows columns only
    return (row, column);
}

// answer: finger, heads poured instead of moved
// public: reczoo/FuxiCTR #30
// says: one head alone
(Tensor Row, Tensor Column) TwoFingers()
{
    var (row, column) = (torch.zeros(5, 2), torch.zeros(5, 2));       // [K, Heads]
    row[1, 0] = 20;
    column[4, 0] = 20;
    row[4, 1] = 20;
    column[2, 1] = 20;
    return (row.reshape(2, 5, 1), column.reshape(2, 5, 1));
}

// answer: finger, columns first
// says: rows and columns have changed places
(Tensor Row, Tensor Column) TwoFingers()
{
    return (torch.cat([At(5, 2), At(5, 0)]), torch.cat([At(5, -1), At(5, 2)]));
}

// answer: finger, other way
// says: both point the other way
(Tensor Row, Tensor Column) TwoFingers()
{
    return (torch.cat([At(5, 1), At(5, -2)]), torch.cat([At(5, -2), At(5, 0)]));
}

// answer: finger, heads exchanged
// says: the heads have changed places
(Tensor Row, Tensor Column) TwoFingers()
{
    return (torch.cat([At(5, 2), At(5, -1)]), torch.cat([At(5, 0), At(5, 2)]));
}

// answer: finger, weak
// says: how large their entries are
(Tensor Row, Tensor Column) TwoFingers()
{
    return (torch.cat([At(5, -1), At(5, 2)]) / 20, torch.cat([At(5, 2), At(5, 0)]) / 20);
}

// answer: pairs, times the side
// public: 282857341/nnFormer #88
// says: different offsets get one number
// instead of:
            numbers[query, key] = rowEntry * (2 * s - 1) + columnEntry;
// stands:
            numbers[query, key] = rowEntry * s + columnEntry;

// answer: pairs, one too few
// public: microsoft/Swin-Transformer #367
// says: multiplied by one too few
// instead of:
            numbers[query, key] = rowEntry * (2 * s - 1) + columnEntry;
// stands:
            numbers[query, key] = rowEntry * (2 * s - 2) + columnEntry;

// answer: pairs, columns first
// says: rows and columns have changed places
// instead of:
            numbers[query, key] = rowEntry * (2 * s - 1) + columnEntry;
// stands:
            numbers[query, key] = columnEntry * (2 * s - 1) + rowEntry;

// answer: pairs, turned round
// says: it is the other way round
// instead of:
            var rowEntry = key / s - query / s + s - 1;
            var columnEntry = key % s - query % s + s - 1;
// stands:
            var rowEntry = query / s - key / s + s - 1;
            var columnEntry = query % s - key % s + s - 1;

// answer: logits, one too few
// public: microsoft/Swin-Transformer #367
// says: numbered with 2s − 2
Tensor BlockLogits(Tensor query, Tensor rows, Tensor columns)
{
    var k = rows.shape[0];
    var side = (k + 1) / 2;
    var vectors = torch.cat([rows.unsqueeze(1).expand(k, k, -1), columns.unsqueeze(0).expand(k, k, -1)], dim: 2).flatten(0, 1);
    var places = torch.arange(side * side);
    var (row, column) = (places.div(side, torch.RoundingMode.floor), places.remainder(side));
    var number = (row - row.unsqueeze(1) + side - 1) * (k - 1) + (column - column.unsqueeze(1) + side - 1);
    return torch.einsum("bhpd,pnd->bhpn", query, vectors.index_select(0, number.flatten()).reshape(side * side, side * side, -1));
}

// answer: logits, tables split before heads
// public: leaderj1001/Stand-Alone-Self-Attention attention.py
// says: the row part alone
Tensor BlockLogits(Tensor query, Tensor rows, Tensor columns)
{
    var right = Fetched(query, rows, torch.zeros_like(columns), LibraryPairs(3));
    right[.., 1..] = Fetched(query, torch.zeros_like(rows), columns, LibraryPairs(3))[.., 1..];
    return right;
}

// answer: logits, query minus key
// says: the offsets are turned round
Tensor BlockLogits(Tensor query, Tensor rows, Tensor columns)
{
    return Fetched(query, rows.flip(0), columns.flip(0), LibraryPairs(3));
}

// answer: logits, tables exchanged
// says: the two tables have changed places
Tensor BlockLogits(Tensor query, Tensor rows, Tensor columns)
{
    return Fetched(query, columns, rows, LibraryPairs(3));
}

// answer: logits, rows only
// says: the column part is missing
Tensor BlockLogits(Tensor query, Tensor rows, Tensor columns)
{
    return Fetched(query, rows, torch.zeros_like(columns), LibraryPairs(3));
}

// answer: moved, mask inverted
// public: lucidrains/halonet-pytorch #6
// says: the mask is inverted
Tensor MovedWeights(Tensor logits, int height, int width, int k)
{
    var inside = torch.zeros_like(logits, dtype: torch.@bool);
    for (var pixel = 0; pixel < height * width; pixel++)
    {
        var top = Math.Clamp(pixel / width - k / 2, 0, height - k);
        var left = Math.Clamp(pixel % width - k / 2, 0, width - k);
        inside[pixel].reshape(height, width).narrow(0, top, k).narrow(1, left, k).fill_(true);
    }
    return F.softmax(logits.masked_fill(inside, double.NegativeInfinity), dim: 1);
}

// answer: moved, softmax over the queries
// public: labmlai/annotated_deep_learning_paper_implementations #146
// says: the softmax runs over the queries
Tensor MovedWeights(Tensor logits, int height, int width, int k)
{
    var inside = torch.zeros_like(logits, dtype: torch.@bool);
    for (var pixel = 0; pixel < height * width; pixel++)
    {
        var top = Math.Clamp(pixel / width - k / 2, 0, height - k);
        var left = Math.Clamp(pixel % width - k / 2, 0, width - k);
        inside[pixel].reshape(height, width).narrow(0, top, k).narrow(1, left, k).fill_(true);
    }
    return F.softmax(logits.masked_fill(inside.logical_not(), double.NegativeInfinity), dim: 0);
}

// answer: moved, cut off
// says: the window is cut off
Tensor MovedWeights(Tensor logits, int height, int width, int k)
{
    var inside = torch.zeros_like(logits, dtype: torch.@bool);
    for (var pixel = 0; pixel < height * width; pixel++)
        for (var other = 0; other < height * width; other++)
            if (Math.Abs(pixel / width - other / width) <= k / 2 && Math.Abs(pixel % width - other % width) <= k / 2)
                inside[pixel, other] = true;
    return F.softmax(logits.masked_fill(inside.logical_not(), double.NegativeInfinity), dim: 1);
}

// answer: moved, one row early
// says: how many pixels does each see
Tensor MovedWeights(Tensor logits, int height, int width, int k)
{
    var inside = torch.zeros_like(logits, dtype: torch.@bool);
    for (var pixel = 0; pixel < height * width; pixel++)
    {
        var top = Math.Clamp(pixel / width - k / 2, 0, height - k - 1);
        var left = Math.Clamp(pixel % width - k / 2, 0, width - k - 1);
        inside[pixel].reshape(height, width).narrow(0, top, k).narrow(1, left, k).fill_(true);
    }
    return F.softmax(logits.masked_fill(inside.logical_not(), double.NegativeInfinity), dim: 1);
}

// answer: moved, height for width
// says: height and width have changed places
Tensor MovedWeights(Tensor logits, int height, int width, int k)
{
    return LibraryMoved(logits, width, height, k);
}
