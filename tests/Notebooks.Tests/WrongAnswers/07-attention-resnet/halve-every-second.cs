// says: every second pixel is kept
Tensor Halved(Tensor map, Func<Tensor, Tensor> attend)
{
    return F.avg_pool2d(attend(map), 1, stride: 2);
}
