// says: query and key are both ones
(Tensor query, Tensor key) BlurViews(Tensor map)
{
    return (torch.ones_like(map), torch.ones_like(map));
}
