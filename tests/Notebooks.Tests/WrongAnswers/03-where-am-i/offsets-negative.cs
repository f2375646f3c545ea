// says: the offsets themselves are returned
Tensor Entries(int n)
{
    var place = torch.arange(n);
    return place.unsqueeze(0) - place.unsqueeze(1);
}
