// says: numbered column by column
Tensor Patches(Tensor images, long patch)
{
    var (b, c, h, w) = (images.shape[0], images.shape[1], images.shape[2], images.shape[3]);
    return images.reshape(b, c, h / patch, patch, w / patch, patch).permute(0, 4, 2, 1, 3, 5).reshape(b, -1, c * patch * patch);
}
