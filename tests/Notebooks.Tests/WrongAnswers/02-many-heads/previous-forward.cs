// says: one step forward
(Tensor query, Tensor key) LookBack(int n)
{
    return (100 * torch.eye(n).roll(1, 1), torch.eye(n));
}
