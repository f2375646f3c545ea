// says: the mean is taken over the width
Tensor MeanOfPatches(Tensor tokens)
{
    return tokens[.., 1..].mean([2L]);
}
