using System.Runtime.Intrinsics;

namespace FusedAttention.Cpu;

/// <summary>Runs all units of a call, with loops made for the width of the registers and the number of images side by side.</summary>
internal static class RegisterDispatch
{
    /// <summary>The widest registers of this processor.</summary>
    public static LaneWidth Widest =>
        Vector512.IsHardwareAccelerated ? LaneWidth.Bits512 :
        Vector256.IsHardwareAccelerated ? LaneWidth.Bits256 :
        Vector128.IsHardwareAccelerated ? LaneWidth.Bits128 : LaneWidth.Bits32;

    /// <summary>Pixels in a register of a width.</summary>
    public static int Lanes(LaneWidth width) => (int)width / (8 * sizeof(float));

    /// <summary>Computes everything.</summary>
    /// <param name="problem">The call.</param>
    /// <param name="backward">Which way.</param>
    public static void Run(Problem problem, bool backward)
    {
        switch ((LaneWidth)(problem.Layout.Lanes * 8 * sizeof(float)))
        {
            case LaneWidth.Bits512:
                Run<Lanes512, Vector512<float>>(problem, backward);
                break;
            case LaneWidth.Bits256:
                Run<Lanes256, Vector256<float>>(problem, backward);
                break;
            case LaneWidth.Bits128:
                Run<Lanes128, Vector128<float>>(problem, backward);
                break;
            default:
                Run<Lanes32, float>(problem, backward);
                break;
        }
    }

    private static void Run<TLanes, TVector>(Problem problem, bool backward)
        where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
    {
        switch (problem.Layout.Gap)
        {
            case 1:
                Run<TLanes, TVector, One>(problem, backward);
                break;
            case 2:
                Run<TLanes, TVector, Two>(problem, backward);
                break;
            case 4:
                Run<TLanes, TVector, Four>(problem, backward);
                break;
            default:
                Run<TLanes, TVector, Eight>(problem, backward);
                break;
        }
    }

    // A group or unit is computed by one thread, in one order, and writes where no other does: the bits do not depend on the number of threads.
    private static void Run<TLanes, TVector, TGap>(Problem problem, bool backward)
        where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
        where TGap : struct, IConstant
    {
        var layout = problem.Layout;
        var isProjected = problem.Projection is not null;
        Workers.Run(isProjected ? layout.Groups : layout.Units, Memory, (work, task) =>
        {
            if (isProjected)
                Group<TLanes, TVector, TGap>(problem, work, task, backward);
            else
                Unit<TLanes, TVector, TGap>(problem, work, task, backward);
        });

        Workspace Memory()
        {
            var work = new Workspace(layout, backward, problem.Projection);
            Tile<TLanes, TVector, TGap>.PrepareMask(problem, work);
            return work;
        }
    }

    // The input of a group is read once for all heads, and its gradient is the sum over all heads.
    private static void Group<TLanes, TVector, TGap>(Problem problem, Workspace work, int group, bool backward)
        where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
        where TGap : struct, IConstant
    {
        var units = problem.Layout.UnitsOfGroup;
        Projector<TLanes, TVector>.ReadGroup(problem, work, group);
        for (var unit = group * units; unit < (group + 1) * units; unit++)
            Unit<TLanes, TVector, TGap>(problem, work, unit, backward);
        if (backward)
            Projector<TLanes, TVector>.WriteGroup(problem, work, group);
    }

    private static void Unit<TLanes, TVector, TGap>(Problem problem, Workspace work, int unit, bool backward)
        where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
        where TGap : struct, IConstant
    {
        if (backward)
            BackwardPass<TLanes, TVector, TGap>.Run(problem, work, unit);
        else
            ForwardPass<TLanes, TVector, TGap>.Run(problem, work, unit);
    }
}

/// <summary>Bits in a register of the loops.</summary>
internal enum LaneWidth
{
    Bits32 = 32,
    Bits128 = 128,
    Bits256 = 256,
    Bits512 = 512,
}
