// answer: pairs, columns first
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

// answer: pairs, times the side
// says: different offsets get one number
Tensor Pairs(int s)
{
    var numbers = new float[s * s, s * s];
    for (var query = 0; query < s * s; query++)
        for (var key = 0; key < s * s; key++)
        {
            var rowEntry = key / s - query / s + s - 1;
            var columnEntry = key % s - query % s + s - 1;
            numbers[query, key] = rowEntry * s + columnEntry;
        }
    return torch.tensor(numbers);
}

// answer: pairs, turned round
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

// answer: point, below
// says: above is negative
(Tensor Row, Tensor Column) PointThere()
{
    return (At(5, 1, 20f), At(5, 2, 20f));
}

// answer: point, columns first
// says: rows and columns have changed places
(Tensor Row, Tensor Column) PointThere()
{
    return (At(5, 2, 20f), At(5, -1, 20f));
}

// answer: point, other way
// says: it points the other way
(Tensor Row, Tensor Column) PointThere()
{
    return (At(5, 1, 20f), At(5, -2, 20f));
}

// answer: point, weak
// says: the answer is a blend
(Tensor Row, Tensor Column) PointThere()
{
    return (At(5, -1, 1f), At(5, 2, 1f));
}

// answer: start, not moved
// says: the window is not moved
int WindowStart(int i, int size, int k)
{
    return i - k / 2;
}

// answer: start, one early
// says: one row too early
int WindowStart(int i, int size, int k)
{
    return Math.Max(Math.Min(i - k / 2, size - k - 1), 0);
}

// answer: start, top only
// says: moved at the top only
int WindowStart(int i, int size, int k)
{
    return Math.Max(i - k / 2, 0);
}
