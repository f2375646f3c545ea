// says: the two numbers are exchanged
Tensor LineGradient(Tensor x, Tensor y, double w, double b)
{
    var error = w * x + b - y;
    return torch.stack([(2 * error).mean(), (2 * error * x).mean()]);
}
