// says: nothing was subtracted before exp
Tensor SafeSoftmax(Tensor scores)
{
    return scores.exp() / scores.exp().sum(-1, keepdim: true);
}
