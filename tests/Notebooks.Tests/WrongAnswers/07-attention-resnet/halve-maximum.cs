// says: the largest of four is taken
Tensor Halved(Tensor map, Func<Tensor, Tensor> attend)
{
    return F.max_pool2d(attend(map), 2, stride: 2);
}
