// says: ordered row, column, channel
Tensor Patches(Tensor images, long patch)
{
    var (b, c, h, w) = (images.shape[0], images.shape[1], images.shape[2], images.shape[3]);
    return images.reshape(b, c, h / patch, patch, w / patch, patch).permute(0, 2, 4, 3, 5, 1).reshape(b, -1, c * patch * patch);
}
