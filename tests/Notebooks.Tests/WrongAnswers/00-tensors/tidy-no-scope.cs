// says: no scope holds the tensors in between
Tensor Contrast(Tensor pixels)
{
    var (darkest, brightest) = (pixels.min(), pixels.max());
    return ((pixels - darkest) / (brightest - darkest)).MoveToOuterDisposeScope();
}
