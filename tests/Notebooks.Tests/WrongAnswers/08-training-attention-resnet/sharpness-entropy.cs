// says: the exponential is missing
Tensor PlacesLookedAt(Tensor weights)
{
    return (weights * weights.clamp_min(1e-12).log()).sum().neg();
}
