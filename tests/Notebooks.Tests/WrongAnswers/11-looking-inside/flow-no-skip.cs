// says: the skip connection is forgotten
Tensor ClassRow(Tensor[] layers)
{
    var row = torch.zeros(layers[0].shape[0]);
    row[0] = 1;
    for (var layer = layers.Length - 1; layer >= 0; layer--)
        row = row.matmul(layers[layer]);
    return row;
}
