// says: the root is taken as well
Tensor Distances(Tensor a, Tensor b)
{
    var difference = a.unsqueeze(1) - b.unsqueeze(0);
    return difference.square().sum(dim: -1).sqrt();
}
