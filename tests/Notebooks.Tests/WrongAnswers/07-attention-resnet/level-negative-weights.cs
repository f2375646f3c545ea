// says: the minus sign belongs to the value, not to the mixture
Tensor LevelMixing()
{
    var isLower = torch.tensor(new float[] { 0, 0, 1, 1 }).unsqueeze(1).expand(4, 4);
    return torch.stack([isLower, isLower - 1]);
}
