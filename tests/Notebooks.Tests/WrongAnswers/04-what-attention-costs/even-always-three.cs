// says: its side is the second argument
double BreakEven(double channels, double convolutionSide)
{
    return Math.Sqrt(3 * channels);
}
