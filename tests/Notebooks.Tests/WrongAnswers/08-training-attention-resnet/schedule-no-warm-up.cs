// says: the warm-up is missing
double RateAt(long step, long steps, double highest, double warmUp)
{
    return highest * 0.5 * (1 + Math.Cos(Math.PI * step / steps));
}
