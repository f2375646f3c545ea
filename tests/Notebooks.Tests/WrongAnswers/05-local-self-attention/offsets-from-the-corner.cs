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
