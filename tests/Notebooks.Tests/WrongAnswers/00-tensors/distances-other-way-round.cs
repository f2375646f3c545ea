// says: shape [5, 3], expected [3, 5]
Tensor Distances(Tensor a, Tensor b)
{
    return (a.unsqueeze(0) - b.unsqueeze(1)).square().sum(dim: -1);
}
