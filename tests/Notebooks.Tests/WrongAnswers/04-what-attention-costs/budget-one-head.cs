// says: there is room for one head only
double LongestSequence(double bytes, int heads)
{
    return Math.Floor(Math.Sqrt(bytes / 4));
}
