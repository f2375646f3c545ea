namespace VisionAttention.Tests.Lessons;

/// <summary>A clock that moves when it is told to.</summary>
internal sealed class ManualClock : TimeProvider
{
    private long _milliseconds = 1;

    public override long TimestampFrequency => 1000;

    public override long GetTimestamp() => _milliseconds;

    public void Pass(long milliseconds) => _milliseconds += milliseconds;
}
