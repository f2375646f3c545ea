// says: a quarter of a wave
double RateAt(long step, long steps, double highest, double warmUp)
{
    var w = warmUp * steps;
    return step < w ? highest * (step + 1) / (w + 1) : highest * Math.Cos(Math.PI / 2 * (step - w) / (steps - w));
}
