// says: not rounded down
double LongestSequence(double bytes, int heads)
{
    return Math.Sqrt(bytes / (4.0 * heads));
}
