// says: every third column
Tensor Silenced(Tensor projection, int head, int heads)
{
    var headDim = (int)projection.shape[1] / heads;
    var copy = projection.clone();
    for (var column = 0; column < headDim; column++)
        copy[.., column * heads + head] = 0;
    return copy;
}
