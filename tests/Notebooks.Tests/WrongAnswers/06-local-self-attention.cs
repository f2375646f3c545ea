// answer: attend, padding takes part
// public: jamesmullenbach/caml-mimic #13
// says: the places outside take part in the softmax
Tensor LocalAttend(Tensor query, Tensor key, Tensor value, int heads, int size)
{
    var (b, c, h, w) = (query.shape[0], query.shape[1], query.shape[2], query.shape[3]);
    Tensor Windows(Tensor map) => F.unfold(map, size, padding: size / 2).reshape(b, heads, c / heads, size * size, h, w);
    var weights = F.softmax((query.reshape(b, heads, c / heads, 1, h, w) * Windows(key)).sum(2), dim: 2);
    return (weights.unsqueeze(2) * Windows(value)).sum(3).reshape(b, c, h, w);
}

// answer: attend, mask thrown away
// public: QwenLM/Qwen #933
// says: the places outside take part in the softmax
Tensor LocalAttend(Tensor query, Tensor key, Tensor value, int heads, int size)
{
    var (b, c, h, w) = (query.shape[0], query.shape[1], query.shape[2], query.shape[3]);
    Tensor Windows(Tensor map) => F.unfold(map, size, padding: size / 2).reshape(b, heads, c / heads, size * size, h, w);
    var outside = F.unfold(torch.ones(1, 1, h, w), size, padding: size / 2).reshape(1, 1, size * size, h, w).eq(0);
    var logits = (query.reshape(b, heads, c / heads, 1, h, w) * Windows(key)).sum(2);
    logits.masked_fill(outside, double.NegativeInfinity);
    return (F.softmax(logits, dim: 2).unsqueeze(2) * Windows(value)).sum(3).reshape(b, c, h, w);
}

// answer: attend, mask inverted
// public: lucidrains/halonet-pytorch #6
// says: which axis does each sum, and the softmax, run over
Tensor LocalAttend(Tensor query, Tensor key, Tensor value, int heads, int size)
{
    var (b, c, h, w) = (query.shape[0], query.shape[1], query.shape[2], query.shape[3]);
    Tensor Windows(Tensor map) => F.unfold(map, size, padding: size / 2).reshape(b, heads, c / heads, size * size, h, w);
    var inside = F.unfold(torch.ones(1, 1, h, w), size, padding: size / 2).reshape(1, 1, size * size, h, w).ne(0);
    var logits = (query.reshape(b, heads, c / heads, 1, h, w) * Windows(key)).sum(2).masked_fill(inside, double.NegativeInfinity);
    return (F.softmax(logits, dim: 2).unsqueeze(2) * Windows(value)).sum(3).reshape(b, c, h, w);
}

// answer: attend, not summed
// public: leaderj1001/Stand-Alone-Self-Attention attention.py
// says: the product is not summed over the channels
Tensor LocalAttend(Tensor query, Tensor key, Tensor value, int heads, int size)
{
    var (b, c, h, w) = (query.shape[0], query.shape[1], query.shape[2], query.shape[3]);
    Tensor Windows(Tensor map) => F.unfold(map, size, padding: size / 2).reshape(b, c, size * size, h, w);
    var outside = F.unfold(torch.ones(1, 1, h, w), size, padding: size / 2).reshape(1, 1, size * size, h, w).eq(0);
    var logits = (query.unsqueeze(2) * Windows(key)).masked_fill(outside, double.NegativeInfinity);
    return (F.softmax(logits, dim: 2) * Windows(value)).sum(2);
}

// answer: attend, scaled
// says: the logits are divided by √Dh
Tensor LocalAttend(Tensor query, Tensor key, Tensor value, int heads, int size)
{
    return LocalAttention.Apply(query / Math.Sqrt(query.shape[1] / heads), key, value, null, null, Window(size, heads));
}

// answer: attend, one head
// says: the heads are not split
Tensor LocalAttend(Tensor query, Tensor key, Tensor value, int heads, int size)
{
    return LocalAttention.Apply(query, key, value, null, null, Window(size, 1));
}

// answer: position, column by column
// public: 282857341/nnFormer #88
// says: entries run column by column
Tensor PositionLogits(Tensor query, Tensor rows, Tensor columns)
{
    var half = rows.shape[1];
    var byRow = torch.einsum("nhdyx,kd->nhkyx", query.narrow(2, 0, half), rows);
    var byColumn = torch.einsum("nhdyx,kd->nhkyx", query.narrow(2, half, half), columns);
    return (byRow.unsqueeze(2) + byColumn.unsqueeze(3)).flatten(2, 3);
}

// answer: position, tables split before heads
// public: leaderj1001/Stand-Alone-Self-Attention attention.py
// says: which half of its query meets which table
Tensor PositionLogits(Tensor query, Tensor rows, Tensor columns)
{
    var (heads, k) = (query.shape[1], rows.shape[0]);
    var channels = query.flatten(1, 2);                                                           // [B, C, H, W]
    var half = channels.shape[1] / 2;
    var byRow = rows.repeat(1, heads).t().reshape(1, half, k, 1, 1, 1).expand(1, half, k, k, 1, 1);
    var byColumn = columns.repeat(1, heads).t().reshape(1, half, 1, k, 1, 1).expand(1, half, k, k, 1, 1);
    var products = channels.unsqueeze(2).unsqueeze(2) * torch.cat([byRow, byColumn], dim: 1);     // [B, C, K, K, H, W]
    return products.unflatten(1, heads, query.shape[2]).sum(2).flatten(2, 3);
}

// answer: position, tables exchanged
// says: the two tables have changed places
Tensor PositionLogits(Tensor query, Tensor rows, Tensor columns)
{
    return RelativeEmbedding2d.Logits(query, columns, rows);
}

// answer: position, halves exchanged
// says: the halves of the query have changed places
Tensor PositionLogits(Tensor query, Tensor rows, Tensor columns)
{
    var half = rows.shape[1];
    var byRow = torch.einsum("nhdyx,kd->nhkyx", query.narrow(2, half, half), rows);
    var byColumn = torch.einsum("nhdyx,kd->nhkyx", query.narrow(2, 0, half), columns);
    return (byRow.unsqueeze(3) + byColumn.unsqueeze(2)).flatten(2, 3);
}

// answer: position, query minus key
// says: the offsets are turned round
Tensor PositionLogits(Tensor query, Tensor rows, Tensor columns)
{
    return RelativeEmbedding2d.Logits(query, rows.flip(0), columns.flip(0));
}

// answer: repair, left as it is
// public: jamesmullenbach/caml-mimic #13
// says: the places outside still take their share
Tensor Repaired(Func<Tensor, Tensor> zeroPadded, Tensor value)
{
    return zeroPadded(value);
}

// answer: repair, zeros after the softmax
// public: ilivans/tf-rnn-attention #11
// says: the places outside still take their share
Tensor Repaired(Func<Tensor, Tensor> zeroPadded, Tensor value)
{
    var cut = F.pad(F.pad(value, [1L, 1, 1, 1]), [-1L, -1, -1, -1]);      // sets what lies outside to 0, which it was already
    return zeroPadded(cut);
}

// answer: repair, counts places
// says: the share of places is counted
Tensor Repaired(Func<Tensor, Tensor> zeroPadded, Tensor value)
{
    return zeroPadded(value) / F.avg_pool2d(torch.ones_like(value), 3, stride: 1, padding: 1);
}

// answer: repair, multiplies
// says: what do its four real weights sum to
Tensor Repaired(Func<Tensor, Tensor> zeroPadded, Tensor value)
{
    return zeroPadded(value) * zeroPadded(torch.ones_like(value));
}

// answer: blur, ones
// public: ilivans/tf-rnn-attention #11
// says: query and key are both ones
(Tensor query, Tensor key) BlurViews(Tensor map)
{
    return (torch.ones_like(map), torch.ones_like(map));
}

// answer: blur, all minus infinity
// public: pytorch/pytorch #130014
// says: some values are not numbers
(Tensor query, Tensor key) BlurViews(Tensor map)
{
    return (torch.ones_like(map), torch.full_like(map, double.NegativeInfinity));
}

// answer: blur, looks for itself
// says: the logits are squares of the brightness
(Tensor query, Tensor key) BlurViews(Tensor map)
{
    return (map, map);
}

// answer: blur, sharp
// says: they must all be equal
(Tensor query, Tensor key) BlurViews(Tensor map)
{
    return (map * 100, map);
}
