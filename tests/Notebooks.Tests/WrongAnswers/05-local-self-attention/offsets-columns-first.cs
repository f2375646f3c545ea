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
