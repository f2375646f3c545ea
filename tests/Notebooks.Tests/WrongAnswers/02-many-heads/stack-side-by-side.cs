// says: side by side as columns
Tensor OneWeight(Tensor small)
{
    return torch.cat(Enumerable.Range(0, (int)small.shape[0]).Select(head => small[head]).ToArray(), dim: 1);
}
