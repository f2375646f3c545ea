// says: only poured into the new shape
Tensor Patches(Tensor images, long patch)
{
    return images.reshape(images.shape[0], -1, images.shape[1] * patch * patch);
}
