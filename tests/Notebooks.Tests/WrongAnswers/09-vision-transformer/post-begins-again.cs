// says: the second half begins again at x
Tensor PostNormBlock(Tensor x, Func<Tensor, Tensor> attend, Func<Tensor, Tensor> mlp, Func<Tensor, Tensor> norm1, Func<Tensor, Tensor> norm2)
{
    var y = norm1(x + attend(x));
    return norm2(x + mlp(y));
}
