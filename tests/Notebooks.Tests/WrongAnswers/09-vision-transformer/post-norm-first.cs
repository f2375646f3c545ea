// says: the norms stand before attention and MLP
Tensor PostNormBlock(Tensor x, Func<Tensor, Tensor> attend, Func<Tensor, Tensor> mlp, Func<Tensor, Tensor> norm1, Func<Tensor, Tensor> norm2)
{
    var y = x + attend(norm1(x));
    return y + mlp(norm2(y));
}
