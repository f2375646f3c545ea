// says: the last token is left out
Tensor MeanOfPatches(Tensor tokens)
{
    return tokens.narrow(1, 0, tokens.shape[1] - 1).mean([1L]);
}
