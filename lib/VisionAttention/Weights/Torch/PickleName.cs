namespace VisionAttention.Weights.Torch;

/// <summary>A name that may stand in a file of weights, such as <c>torch.FloatStorage</c>. It is looked at, never called.</summary>
internal sealed record PickleName(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}
