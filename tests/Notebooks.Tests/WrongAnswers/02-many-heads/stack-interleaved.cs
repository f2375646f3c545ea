// says: the rows of the heads are interleaved
Tensor OneWeight(Tensor small)
{
    return small.permute(2, 0, 1).reshape(small.shape[0] * small.shape[2], small.shape[1]);
}
