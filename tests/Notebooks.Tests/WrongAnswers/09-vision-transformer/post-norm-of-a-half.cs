// says: the norm sees attention's or the MLP's output only
Tensor PostNormBlock(Tensor x, Func<Tensor, Tensor> attend, Func<Tensor, Tensor> mlp, Func<Tensor, Tensor> norm1, Func<Tensor, Tensor> norm2)
{
    var y = x + norm1(attend(x));
    return y + norm2(mlp(y));
}
