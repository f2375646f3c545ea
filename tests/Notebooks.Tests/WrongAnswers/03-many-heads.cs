// answer: join, interleaved
// says: the heads are interleaved
Tensor JoinHeads(Tensor heads)
{
    return heads.permute(0, 2, 3, 1).flatten(2, 3);
}

// answer: join, keeps the heads
// says: has shape [2, 5, 3, 4]
Tensor JoinHeads(Tensor heads)
{
    return heads.transpose(1, 2);
}

// answer: join, without transpose
// says: reshaped without the transpose
Tensor JoinHeads(Tensor heads)
{
    return heads.reshape(heads.shape[0], heads.shape[2], heads.shape[1] * heads.shape[3]);
}

// answer: stack, interleaved
// says: the rows of the heads are interleaved
Tensor OneWeight(Tensor small)
{
    return small.permute(2, 0, 1).reshape(small.shape[0] * small.shape[2], small.shape[1]);
}

// answer: stack, not turned
// says: without being turned
Tensor OneWeight(Tensor small)
{
    return small.reshape(small.shape[0] * small.shape[2], small.shape[1]);
}

// answer: stack, side by side
// says: side by side as columns
Tensor OneWeight(Tensor small)
{
    return torch.cat(Enumerable.Range(0, (int)small.shape[0]).Select(head => small[head]).ToArray(), dim: 1);
}

// answer: previous, forward
// says: one step forward
(Tensor query, Tensor key) LookBack(int n)
{
    return (100 * torch.eye(n).roll(1, 1), torch.eye(n));
}

// answer: previous, itself
// says: looks at itself
(Tensor query, Tensor key) LookBack(int n)
{
    return (100 * torch.eye(n), torch.eye(n));
}

// answer: previous, not sure
// says: not by enough
(Tensor query, Tensor key) LookBack(int n)
{
    return (torch.eye(n).roll(-1, 1), torch.eye(n));
}
