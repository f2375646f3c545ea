// says: expected [2, 6, 12]
Tensor Patches(Tensor images, long patch)
{
    var (b, c, h, w) = (images.shape[0], images.shape[1], images.shape[2], images.shape[3]);
    return images.reshape(b, c, h / patch, patch, w / patch, patch).permute(0, 2, 4, 1, 3, 5);
}
