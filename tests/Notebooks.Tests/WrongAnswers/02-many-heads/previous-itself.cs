// says: looks at itself
(Tensor query, Tensor key) LookBack(int n)
{
    return (100 * torch.eye(n), torch.eye(n));
}
