// says: the first layer is multiplied first
Tensor ClassRow(Tensor[] layers)
{
    var row = torch.zeros(layers[0].shape[0]);
    row[0] = 1;
    for (var layer = 0; layer < layers.Length; layer++)
        row = 0.5 * row.matmul(layers[layer]) + 0.5 * row;
    return row;
}
