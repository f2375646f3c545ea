// says: a number is taken as one byte
double LongestSequence(double bytes, int heads)
{
    return Math.Floor(Math.Sqrt(bytes / heads));
}
