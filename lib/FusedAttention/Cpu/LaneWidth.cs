namespace FusedAttention.Cpu;

/// <summary>Bits in a register of the kernels.</summary>
internal enum LaneWidth
{
    Bits32 = 32,
    Bits128 = 128,
    Bits256 = 256,
    Bits512 = 512,
}
