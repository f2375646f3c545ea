// says: has shape [2, 5, 3, 4]
Tensor JoinHeads(Tensor heads)
{
    return heads.transpose(1, 2);
}
