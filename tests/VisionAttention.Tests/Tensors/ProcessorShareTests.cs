using System.Diagnostics;
using VisionAttention.Tensors;

namespace VisionAttention.Tests.Tensors;

public sealed class ProcessorShareTests
{
    [Theory]
    [InlineData(2, 0, 2, 2)]
    [InlineData(2, 1, 2, 1)]
    [InlineData(2, 4, 2, 1)]
    [InlineData(16, 4, 16, 12)]
    [InlineData(64, 40, 8, 8)] // eight cores of a large machine were given to this process
    [InlineData(64, 60, 8, 4)]
    [InlineData(4, -1, 4, 4)]
    public void The_cores_that_nobody_else_uses_are_taken(int cores, int others, int most, int threads) => Assert.Equal(threads, ProcessorShare.Of(cores, others, most));

    [Fact]
    public void Beside_a_busy_program_for_each_core_one_thread_is_taken()
    {
        using var others = new BusyPrograms();
        Assert.Equal(OperatingSystem.IsLinux() ? 1 : Environment.ProcessorCount, ProcessorShare.Threads());
    }
}

/// <summary>More programs that compute than this machine has cores.</summary>
internal sealed class BusyPrograms : IDisposable
{
    private readonly Process[] _programs = [.. Enumerable.Range(0, Environment.ProcessorCount + 1).Select(_ => Process.Start("/bin/sh", ["-c", "while :; do :; done"]))];

    public BusyPrograms() => Thread.Sleep(100);

    public void Dispose()
    {
        foreach (var program in _programs)
        {
            program.Kill();
            program.Dispose();
        }
    }
}
