// says: the logits are squares of the brightness
(Tensor query, Tensor key) BlurViews(Tensor map)
{
    return (map, map);
}
