// says: the differences are summed before they are squared
Tensor Distances(Tensor a, Tensor b)
{
    return (a.unsqueeze(1) - b.unsqueeze(0)).sum(dim: -1).square();
}
