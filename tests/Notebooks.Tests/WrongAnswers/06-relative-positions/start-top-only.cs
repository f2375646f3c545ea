// says: moved at the top only
int WindowStart(int i, int size, int k)
{
    return Math.Max(i - k / 2, 0);
}
