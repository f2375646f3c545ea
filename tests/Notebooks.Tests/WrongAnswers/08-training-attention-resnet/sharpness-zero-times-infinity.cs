// says: not numbers
Tensor PlacesLookedAt(Tensor weights)
{
    return (weights * weights.log()).sum().neg().exp();
}
