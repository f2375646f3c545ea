// says: the root is missing
double LongestSequence(double bytes, int heads)
{
    return Math.Floor(bytes / (4.0 * heads));
}
