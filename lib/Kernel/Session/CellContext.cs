using VisionAttention.Kernel.Wire;

namespace VisionAttention.Kernel.Session;

/// <summary>The request a piece of code runs for. It flows with async code, so late output finds its own cell.</summary>
internal sealed record CellContext(Request Request, bool AllowStdin, bool Silent)
{
    private static readonly AsyncLocal<CellContext?> Flowing = new();

    internal static CellContext? Current
    {
        get => Flowing.Value;
        set => Flowing.Value = value;
    }
}
