// says: the class token is among the tokens
Tensor MeanOfPatches(Tensor tokens)
{
    return tokens.mean([1L]);
}
