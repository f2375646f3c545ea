// answer: sharpness, entropy
// says: the exponential is missing
Tensor PlacesLookedAt(Tensor weights)
{
    return (weights * weights.clamp_min(1e-12).log()).sum().neg();
}

// answer: sharpness, sign
// says: the minus sign is missing
Tensor PlacesLookedAt(Tensor weights)
{
    return (weights * weights.clamp_min(1e-12).log()).sum().exp();
}

// answer: sharpness, zero times infinity
// says: not numbers
Tensor PlacesLookedAt(Tensor weights)
{
    return (weights * weights.log()).sum().neg().exp();
}

// answer: schedule, cosine from zero
// says: counted from step 0
double RateAt(long step, long steps, double highest, double warmUp)
{
    var w = warmUp * steps;
    return step < w ? highest * (step + 1) / (w + 1) : highest * 0.5 * (1 + Math.Cos(Math.PI * step / steps));
}

// answer: schedule, no warm up
// says: the warm-up is missing
double RateAt(long step, long steps, double highest, double warmUp)
{
    return highest * 0.5 * (1 + Math.Cos(Math.PI * step / steps));
}

// answer: schedule, quarter wave
// says: a quarter of a wave
double RateAt(long step, long steps, double highest, double warmUp)
{
    var w = warmUp * steps;
    return step < w ? highest * (step + 1) / (w + 1) : highest * Math.Cos(Math.PI / 2 * (step - w) / (steps - w));
}
