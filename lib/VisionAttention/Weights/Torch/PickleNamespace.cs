namespace VisionAttention.Weights.Torch;

/// <summary>An argparse.Namespace: the settings of a training run.</summary>
internal sealed class PickleNamespace
{
    public PickleDict State { get; set; } = new();
}
