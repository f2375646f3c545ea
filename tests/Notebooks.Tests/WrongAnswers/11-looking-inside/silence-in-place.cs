// says: own matrix is changed
Tensor Silenced(Tensor projection, int head, int heads)
{
    var headDim = (int)projection.shape[1] / heads;
    var copy = projection;
    copy[.., (head * headDim)..((head + 1) * headDim)] = 0;
    return copy;
}
