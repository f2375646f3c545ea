// says: nothing is added
Tensor PostNormBlock(Tensor x, Func<Tensor, Tensor> attend, Func<Tensor, Tensor> mlp, Func<Tensor, Tensor> norm1, Func<Tensor, Tensor> norm2)
{
    var y = norm1(attend(x));
    return norm2(mlp(y));
}
