using System.Text.Json;
using FusedAttention;
using TorchSharp;

namespace VisionAttention.Kit.Bench;

/// <summary>The layer against the same layer written in plain PyTorch with unfolded windows, which runs in a Python process of its own.</summary>
internal sealed class UnfoldPeer : IDisposable
{
    private const int Rounds = 7;
    private const int WarmUps = 1;
    private const int Batch = 32;
    private const int KernelSize = 7;

    private readonly PythonTwin? _twin;
    private readonly int _threads;
    private readonly Action<string> _tell;

    /// <summary>Starts the process, if a Python with torch is here.</summary>
    public UnfoldPeer(int threads, Action<string> tell)
    {
        (_threads, _tell) = (threads, tell);
        _twin = PythonTwin.Start("unfold_attention.py", out var why);
        Version = _twin?.Version ?? why;
        if (_twin is null)
            tell($"Python's torch is {why}: figures against the unfold layer are left out");
    }

    /// <summary>The version of its torch, or why there is none.</summary>
    public string Version { get; }

    /// <summary>What a step needs beyond what the process holds before, in both processes; at most one figure.</summary>
    public IEnumerable<Figure> Memory(long channels, long side)
    {
        if (_twin is null)
            yield break;
        using var scope = torch.NewDisposeScope();
        var layer = AttentionBench.Layer(channels, Batch, side, KernelSize, Engine.FusedCpu);
        if (PeakMemory.MiB(() => layer.ForwardBackward()) is not { } ours)
            yield break;
        Make(channels, side);
        if (_twin.Ask(new { what = "memory" }).GetProperty("mib") is { ValueKind: JsonValueKind.Number } theirs)
            yield return new Figure($"memory/forward-backward/C{channels}-H{side}/vs-pytorch-unfold", ours, theirs.GetDouble(), "MiB");
    }

    /// <summary>One step here, one there, in turn.</summary>
    public IEnumerable<Figure> Times(long channels, long side, CancellationToken cancellation)
    {
        if (_twin is null)
            yield break;
        _tell($"C{channels}-H{side}: against unfolded windows in Python's torch");
        using var scope = torch.NewDisposeScope();
        var layer = AttentionBench.Layer(channels, Batch, side, KernelSize, Engine.FusedCpu);
        Make(channels, side);
        foreach (var name in (string[])["forward", "forward-backward"])
        {
            var times = new Pairs();
            for (var round = -WarmUps; round < Rounds; round++)
            {
                cancellation.ThrowIfCancellationRequested();
                var milliseconds = name == "forward" ? layer.Forward() : layer.ForwardBackward();
                var seconds = _twin.Seconds(new Dictionary<string, string> { ["what"] = "run", ["pass"] = name });
                if (round >= 0)
                    times.Add(milliseconds / 1000, seconds);
            }
            yield return times.Measured($"layer/{name}/C{channels}-H{side}/vs-pytorch-unfold");
        }
    }

    public void Dispose() => _twin?.Dispose();

    private void Make(long channels, long side) =>
        _twin!.Ask(new { what = "make", threads = _threads, channels, side, batch = Batch, kernel_size = KernelSize, heads = AttentionBench.Heads });
}
