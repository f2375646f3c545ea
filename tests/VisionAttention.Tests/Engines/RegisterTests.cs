using FusedAttention.Cpu;

namespace VisionAttention.Tests.Engines;

/// <summary>The fused engine where the processor, or the one who started the process, allows fewer instructions.</summary>
public sealed class RegisterTests
{
    [Theory]
    [InlineData("DOTNET_EnableAVX512", 256)]
    [InlineData("DOTNET_EnableAVX2", 128)]
    [InlineData("DOTNET_EnableHWIntrinsic", 32)]
    public async Task Golden_and_random_calls_are_met_with_instructions_switched_off(string variable, int bits)
    {
        var lines = await RegisterCheck.RunAsync(RegisterCheck.Argument, variable, "0");

        // A processor without the instructions has narrower registers to begin with.
        Assert.Equal(Math.Min(bits, (int)RegisterDispatch.Widest), int.Parse(lines[0], System.Globalization.CultureInfo.InvariantCulture));
        Assert.True(lines.Length == 1, string.Join(Environment.NewLine, lines.Skip(1)));
    }
}
