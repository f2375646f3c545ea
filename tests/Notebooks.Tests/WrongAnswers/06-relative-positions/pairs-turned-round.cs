// says: it is the other way round
Tensor Pairs(int s)
{
    var numbers = new float[s * s, s * s];
    for (var query = 0; query < s * s; query++)
        for (var key = 0; key < s * s; key++)
        {
            var rowEntry = query / s - key / s + s - 1;
            var columnEntry = query % s - key % s + s - 1;
            numbers[query, key] = rowEntry * (2 * s - 1) + columnEntry;
        }
    return torch.tensor(numbers);
}
