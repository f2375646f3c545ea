// says: counted from step 0
double RateAt(long step, long steps, double highest, double warmUp)
{
    var w = warmUp * steps;
    return step < w ? highest * (step + 1) / (w + 1) : highest * 0.5 * (1 + Math.Cos(Math.PI * step / steps));
}
