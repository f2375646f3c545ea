// says: one row too early
int WindowStart(int i, int size, int k)
{
    return Math.Max(Math.Min(i - k / 2, size - k - 1), 0);
}
