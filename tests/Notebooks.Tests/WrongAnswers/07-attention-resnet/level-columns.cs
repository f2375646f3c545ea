// says: columns are taken for rows
Tensor LevelMixing()
{
    var isRight = torch.tensor(new float[] { 0, 0, 1, 1 }).expand(4, 4);
    return torch.stack([isRight, 1 - isRight]);
}
