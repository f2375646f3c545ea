// answer: offsets, columns first
// says: rows and columns have changed places
Tensor Offsets(int k)
{
    var offsets = new float[k * k, 2];
    for (var n = 0; n < k * k; n++)
    {
        offsets[n, 0] = n % k - k / 2;
        offsets[n, 1] = n / k - k / 2;
    }
    return torch.tensor(offsets);
}

// answer: offsets, from the corner
// says: 2 too large everywhere
Tensor Offsets(int k)
{
    var offsets = new float[k * k, 2];
    for (var n = 0; n < k * k; n++)
    {
        offsets[n, 0] = n / k;
        offsets[n, 1] = n % k;
    }
    return torch.tensor(offsets);
}

// answer: offsets, from the neighbour
// says: the sign is turned
Tensor Offsets(int k)
{
    var offsets = new float[k * k, 2];
    for (var n = 0; n < k * k; n++)
    {
        offsets[n, 0] = k / 2 - n / k;
        offsets[n, 1] = k / 2 - n % k;
    }
    return torch.tensor(offsets);
}

// answer: blur, looks for itself
// says: the logits are squares of the brightness
(Tensor query, Tensor key) BlurViews(Tensor map)
{
    return (map, map);
}

// answer: blur, ones
// says: query and key are both ones
(Tensor query, Tensor key) BlurViews(Tensor map)
{
    return (torch.ones_like(map), torch.ones_like(map));
}
