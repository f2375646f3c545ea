// answer: level, columns
// says: columns are taken for rows
Tensor LevelMixing()
{
    var isRight = torch.tensor(new float[] { 0, 0, 1, 1 }).expand(4, 4);
    return torch.stack([isRight, 1 - isRight]);
}

// answer: level, negative weights
// says: the minus sign belongs to the value, not to the mixture
Tensor LevelMixing()
{
    var isLower = torch.tensor(new float[] { 0, 0, 1, 1 }).unsqueeze(1).expand(4, 4);
    return torch.stack([isLower, isLower - 1]);
}

// answer: level, upper
// says: mixture 0 has the value +1 and belongs to the lower half
Tensor LevelMixing()
{
    var isUpper = torch.tensor(new float[] { 1, 1, 0, 0 }).unsqueeze(1).expand(4, 4);
    return torch.stack([isUpper, 1 - isUpper]);
}

// answer: halve, every second
// says: every second pixel is kept
Tensor Halved(Tensor map, Func<Tensor, Tensor> attend)
{
    return F.avg_pool2d(attend(map), 1, stride: 2);
}

// answer: halve, maximum
// says: the largest of four is taken
Tensor Halved(Tensor map, Func<Tensor, Tensor> attend)
{
    return F.max_pool2d(attend(map), 2, stride: 2);
}

// answer: halve, pool first
// says: the pool comes before the attention
Tensor Halved(Tensor map, Func<Tensor, Tensor> attend)
{
    return attend(F.avg_pool2d(map, 2, stride: 2));
}

// answer: count, tables per head
// says: each head has tables of its own
double BlockParameters(long inChannels, long c, long k)
{
    var shortcut = inChannels == 4 * c ? 0 : 4 * inChannels * c + 8 * c;
    return inChannels * c + 2 * c + 3 * c * c + 8 * 2 * k * (c / 8 / 2) + 2 * c + 4 * c * c + 8 * c + shortcut;
}

// answer: count, without norms
// says: the norms are forgotten
double BlockParameters(long inChannels, long c, long k)
{
    var shortcut = inChannels == 4 * c ? 0 : 4 * inChannels * c;
    return inChannels * c + 3 * c * c + 2 * k * (c / 8 / 2) + 4 * c * c + shortcut;
}

// answer: count, without shortcut
// says: the shortcut is forgotten
double BlockParameters(long inChannels, long c, long k)
{
    return inChannels * c + 2 * c + 3 * c * c + 2 * k * (c / 8 / 2) + 2 * c + 4 * c * c + 8 * c;
}

// answer: count, without tables
// says: the tables of the positions are forgotten
double BlockParameters(long inChannels, long c, long k)
{
    var shortcut = inChannels == 4 * c ? 0 : 4 * inChannels * c + 8 * c;
    return inChannels * c + 2 * c + 3 * c * c + 2 * c + 4 * c * c + 8 * c + shortcut;
}
