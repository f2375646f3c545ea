// says: mixture 0 has the value +1 and belongs to the lower half
Tensor LevelMixing()
{
    var isUpper = torch.tensor(new float[] { 1, 1, 0, 0 }).unsqueeze(1).expand(4, 4);
    return torch.stack([isUpper, 1 - isUpper]);
}
