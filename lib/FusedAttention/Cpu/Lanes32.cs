using System.Runtime.Intrinsics;
namespace FusedAttention.Cpu;

/// <summary>One pixel: the loops without vector instructions.</summary>
internal readonly unsafe struct Lanes32 : ILanes<float>
{
    public static int Count => 1;

    public static int ShiftsAtOnce => 5;

    public static int ChannelsAtOnce => 4;

    public static int SideOfBlock => 3;

    public static float Load(float* from) => *from;

    public static void Store(float* to, float value) => *to = value;

    public static float Broadcast(float value) => value;

    public static float Add(float left, float right) => left + right;

    public static float Subtract(float left, float right) => left - right;

    public static float Multiply(float left, float right) => left * right;

    public static float MultiplyAdd(float left, float right, float addend) => (left * right) + addend;

    public static float Divide(float left, float right) => left / right;

    public static float Max(float left, float right) => left > right ? left : right;

    public static float Round(float value) => MathF.Round(value);

    public static float ScaleByPowerOf2(float value, float whole) => value * BitConverter.Int32BitsToSingle(Math.Max((int)whole + 127, 0) << 23);

    public static float Log2(float value) => MathF.Log2(value);

    public static float Sum(float value) => value;

    public static Vector128<float> Sums(float first, float second, float third, float fourth) => Vector128.Create(first, second, third, fourth);
}
