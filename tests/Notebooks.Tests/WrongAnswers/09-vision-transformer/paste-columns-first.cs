// says: the patches are laid column by column
Tensor Paste(Tensor patches, long side)
{
    var patch = (long)Math.Sqrt(patches.shape[2]);
    return patches
        .reshape(-1, side / patch, side / patch, patch, patch)
        .permute(0, 2, 3, 1, 4)
        .reshape(-1, 1, side, side);
}
