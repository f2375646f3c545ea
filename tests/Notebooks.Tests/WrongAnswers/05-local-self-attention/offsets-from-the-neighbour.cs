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
