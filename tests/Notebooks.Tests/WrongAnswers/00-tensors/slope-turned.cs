// says: the sign is turned
Tensor LineGradient(Tensor x, Tensor y, double w, double b)
{
    var error = y - (w * x + b);
    return torch.stack([(2 * error * x).mean(), (2 * error).mean()]);
}
