// says: without being turned
Tensor OneWeight(Tensor small)
{
    return small.reshape(small.shape[0] * small.shape[2], small.shape[1]);
}
