// says: the window is not moved
int WindowStart(int i, int size, int k)
{
    return i - k / 2;
}
