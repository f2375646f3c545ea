// says: the pool comes before the attention
Tensor Halved(Tensor map, Func<Tensor, Tensor> attend)
{
    return attend(F.avg_pool2d(map, 2, stride: 2));
}
