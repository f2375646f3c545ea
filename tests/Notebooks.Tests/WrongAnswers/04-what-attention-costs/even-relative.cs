// says: the relative position is counted as well
double BreakEven(double channels, double convolutionSide)
{
    return Math.Sqrt((convolutionSide * convolutionSide - 3) * channels / 3);
}
