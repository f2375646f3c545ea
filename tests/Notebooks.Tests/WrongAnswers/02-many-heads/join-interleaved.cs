// says: the heads are interleaved
Tensor JoinHeads(Tensor heads)
{
    return heads.permute(0, 2, 3, 1).flatten(2, 3);
}
