// says: the factor 2 is missing
Tensor LineGradient(Tensor x, Tensor y, double w, double b)
{
    var error = w * x + b - y;
    return torch.stack([(error * x).mean(), error.mean()]);
}
