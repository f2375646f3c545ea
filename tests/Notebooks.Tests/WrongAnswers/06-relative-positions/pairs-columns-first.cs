// says: rows and columns have changed places
Tensor Pairs(int s)
{
    var numbers = new float[s * s, s * s];
    for (var query = 0; query < s * s; query++)
        for (var key = 0; key < s * s; key++)
        {
            var rowEntry = key / s - query / s + s - 1;
            var columnEntry = key % s - query % s + s - 1;
            numbers[query, key] = columnEntry * (2 * s - 1) + rowEntry;
        }
    return torch.tensor(numbers);
}
