namespace FusedAttention.Cpu;

/// <summary>A number the compiler knows: a loop over it is unrolled, a branch on it disappears.</summary>
internal interface IConstant
{
    static abstract int Value { get; }
}

internal readonly struct One : IConstant
{
    public static int Value => 1;
}

internal readonly struct Two : IConstant
{
    public static int Value => 2;
}

internal readonly struct Three : IConstant
{
    public static int Value => 3;
}

internal readonly struct Four : IConstant
{
    public static int Value => 4;
}

internal readonly struct Five : IConstant
{
    public static int Value => 5;
}

internal readonly struct Six : IConstant
{
    public static int Value => 6;
}

internal readonly struct Seven : IConstant
{
    public static int Value => 7;
}

internal readonly struct Eight : IConstant
{
    public static int Value => 8;
}

/// <summary>As many as a register has lanes: the step from one broadcast number of a table to the next.</summary>
internal readonly struct WholeVector<TLanes, TVector> : IConstant
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    public static int Value => TLanes.Count;
}
