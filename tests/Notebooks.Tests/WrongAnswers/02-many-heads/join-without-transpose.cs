// says: reshaped without the transpose
Tensor JoinHeads(Tensor heads)
{
    return heads.reshape(heads.shape[0], heads.shape[2], heads.shape[1] * heads.shape[3]);
}
