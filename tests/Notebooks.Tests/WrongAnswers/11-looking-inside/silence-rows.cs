// says: rows are cut
Tensor Silenced(Tensor projection, int head, int heads)
{
    var headDim = (int)projection.shape[1] / heads;
    var copy = projection.clone();
    copy[(head * headDim)..((head + 1) * headDim)] = 0;
    return copy;
}
