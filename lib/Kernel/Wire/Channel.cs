namespace VisionAttention.Kernel.Wire;

/// <summary>The four message channels; the heartbeat is the fifth socket and carries no messages.</summary>
internal enum Channel
{
    Shell,
    Control,
    Stdin,
    Iopub,
}
