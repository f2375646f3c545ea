// says: multiplied by a column
Tensor ClassRow(Tensor[] layers)
{
    var row = torch.zeros(layers[0].shape[0]);
    row[0] = 1;
    for (var layer = layers.Length - 1; layer >= 0; layer--)
        row = 0.5 * layers[layer].matmul(row) + 0.5 * row;
    return row;
}
