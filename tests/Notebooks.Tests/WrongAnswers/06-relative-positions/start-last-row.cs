// says: but not the end
int WindowStart(int i, int size, int k)
{
    return Math.Clamp(i - k / 2, 0, size - 1);
}
