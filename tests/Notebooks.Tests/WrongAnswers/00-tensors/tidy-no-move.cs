// says: Tensor invalid
Tensor Contrast(Tensor pixels)
{
    using var scope = torch.NewDisposeScope();
    var (darkest, brightest) = (pixels.min(), pixels.max());
    return (pixels - darkest) / (brightest - darkest);
}
