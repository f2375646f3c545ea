// says: the projections are forgotten
double BreakEven(double channels, double convolutionSide)
{
    return convolutionSide * Math.Sqrt(channels / 2);
}
