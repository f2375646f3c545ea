// says: counted from the key to the query
Tensor Entries(int n)
{
    var place = torch.arange(n);
    return place.unsqueeze(1) - place.unsqueeze(0) + (n - 1);
}
