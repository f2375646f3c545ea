// says: all sines stand first
Tensor PaperTable(int length, int width)
{
    return torch.tensor(Sinusoids(length, width));
}
