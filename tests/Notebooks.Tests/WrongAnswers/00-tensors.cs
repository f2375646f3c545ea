// answer: distances, dot products
// says: instead of subtracted and squared
Tensor Distances(Tensor a, Tensor b)
{
    return torch.matmul(a, b.t());
}

// answer: distances, other way round
// says: shape [5, 3], expected [3, 5]
Tensor Distances(Tensor a, Tensor b)
{
    return (a.unsqueeze(0) - b.unsqueeze(1)).square().sum(dim: -1);
}

// answer: distances, sum before square
// says: the differences are summed before they are squared
Tensor Distances(Tensor a, Tensor b)
{
    return (a.unsqueeze(1) - b.unsqueeze(0)).sum(dim: -1).square();
}

// answer: distances, with the root
// says: the root is taken as well
Tensor Distances(Tensor a, Tensor b)
{
    var difference = a.unsqueeze(1) - b.unsqueeze(0);
    return difference.square().sum(dim: -1).sqrt();
}

// answer: slope, exchanged
// says: the two numbers are exchanged
Tensor LineGradient(Tensor x, Tensor y, double w, double b)
{
    var error = w * x + b - y;
    return torch.stack([(2 * error).mean(), (2 * error * x).mean()]);
}

// answer: slope, no factor two
// says: the factor 2 is missing
Tensor LineGradient(Tensor x, Tensor y, double w, double b)
{
    var error = w * x + b - y;
    return torch.stack([(error * x).mean(), error.mean()]);
}

// answer: slope, sum
// says: the sum is taken over the points, not the mean
Tensor LineGradient(Tensor x, Tensor y, double w, double b)
{
    var error = w * x + b - y;
    return torch.stack([(2 * error * x).sum(), (2 * error).sum()]);
}

// answer: slope, turned
// says: the sign is turned
Tensor LineGradient(Tensor x, Tensor y, double w, double b)
{
    var error = y - (w * x + b);
    return torch.stack([(2 * error * x).mean(), (2 * error).mean()]);
}

// answer: tidy, no move
// says: Tensor invalid
Tensor Contrast(Tensor pixels)
{
    using var scope = torch.NewDisposeScope();
    var (darkest, brightest) = (pixels.min(), pixels.max());
    return (pixels - darkest) / (brightest - darkest);
}

// answer: tidy, no scope
// says: no scope holds the tensors in between
Tensor Contrast(Tensor pixels)
{
    var (darkest, brightest) = (pixels.min(), pixels.max());
    return ((pixels - darkest) / (brightest - darkest)).MoveToOuterDisposeScope();
}
