// says: the sum is taken over the points, not the mean
Tensor LineGradient(Tensor x, Tensor y, double w, double b)
{
    var error = w * x + b - y;
    return torch.stack([(2 * error * x).sum(), (2 * error).sum()]);
}
