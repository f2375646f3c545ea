// says: the root is missing
double BreakEven(double channels, double convolutionSide)
{
    return (convolutionSide * convolutionSide - 3) * channels / 2;
}
