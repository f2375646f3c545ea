// says: instead of subtracted and squared
Tensor Distances(Tensor a, Tensor b)
{
    return torch.matmul(a, b.t());
}
