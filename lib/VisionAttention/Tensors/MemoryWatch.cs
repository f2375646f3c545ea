using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace VisionAttention.Tensors;

/// <summary>Asks the garbage collector for tensors that nothing holds any more, once the process has grown: the collector sees handles, not the megabytes behind them.</summary>
/// <remarks>For loops without a scope. Where scopes free everything nothing grows, and a look at the resident memory every 20 ms is all that happens.</remarks>
internal static partial class MemoryWatch
{
    private const int LookEvery = 20; // milliseconds

    /// <summary>Starts the watch on a thread of its own, which does not keep the program alive.</summary>
    public static void Start()
    {
        var collection = new HeldCollection();
        new Thread(() => Watch(collection)) { IsBackground = true, Priority = ThreadPriority.BelowNormal, Name = "memory watch" }.Start();
    }

    private static void Watch(HeldCollection collection)
    {
        var rule = new GrowthRule();
        for (; ; Thread.Sleep(LookEvery))
        {
            rule.Look(Resident, generation =>
            {
                collection.Run(generation);
                GiveBack();
            });
        }
    }

    private static long Resident()
    {
        // The second number is resident pages.
        return OperatingSystem.IsLinux()
            ? long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize
            : Environment.WorkingSet;
    }

    // glibc keeps what was freed, and the memory looks used: without this a loop grew by another step with every collection.
    private static void GiveBack()
    {
        if (OperatingSystem.IsLinux() && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "malloc_trim", out _))
            _ = Trim(0);
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint keep);
}

/// <summary>Decides when to collect: when memory has grown by a step above its lowest level since the last collection.</summary>
/// <param name="step">Growth that is let be, in bytes.</param>
internal sealed class GrowthRule(long step = GrowthRule.Step)
{
    private const long Step = 192L << 20;

    private readonly long _step = step;
    private long _level = long.MaxValue;
    private long _allowed = step;

    /// <summary>Looks at the memory once, and collects where it has grown too far: the young generations, and all of them where that frees little.</summary>
    /// <param name="resident">Reads the memory, in bytes.</param>
    /// <param name="collect">Collects up to a generation, and returns when its finalizers have run.</param>
    public void Look(Func<long> resident, Action<int> collect)
    {
        var before = resident();
        _level = Math.Min(_level, before);
        var grown = before - _level;
        if (grown <= _allowed)
            return;
        collect(1);
        var after = resident();
        if (before - after < grown / 2)
        {
            collect(2);
            after = resident();
        }
        // Memory that stays is in use, by a large network perhaps: asking again at once would only cost time.
        _allowed = before - after < grown / 2 ? _allowed * 2 : Math.Max(_step, _allowed / 2);
        _level = after;
    }
}

/// <summary>A collection from a thread of its own that frees no tensor which native code is still reading.</summary>
/// <remarks>
/// TorchSharp hands a tensor's address to libtorch and does not keep the tensor alive during the call. In (a * b).sum() nothing holds the
/// product while it is summed; were it finalized now, the sum would be wrong or the process would end. A collection that the loop's own
/// thread sets off cannot fall into such a call, one from here can. So the finalizer thread is held at a gate until the calls that were
/// running have come to their end: until tensors were made or freed meanwhile.
/// The gate is one generation older than what may be in use, and older generations are finalized first.
/// </remarks>
internal sealed class HeldCollection
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private volatile bool _isHeld;
    private volatile bool _isOver;
    private Gate? _gate;

    /// <summary>Sets up the gate; to be called where no tensor is in use.</summary>
    public HeldCollection() => SetUpGate();

    /// <summary>Collects, waits for calls that were running, then lets the finalizers run.</summary>
    /// <param name="generation">The oldest generation to collect, 1 or 2.</param>
    public void Run(int generation)
    {
        (_isHeld, _isOver) = (false, false);
        GC.Collect(Math.Max(generation, DropGate()));
        Wait(() => _isHeld);
        SetUpGate();
        var count = Tensor.TotalCount;
        Thread.Sleep(Shortest);
        Wait(() => Tensor.TotalCount != count);
        _isOver = true;
        GC.WaitForPendingFinalizers();
    }

    private static void Wait(Func<bool> isReached) => SpinWait.SpinUntil(isReached, Longest);

    // A collection ages it; what is finalizable by then waits behind the gate before.
    private void SetUpGate()
    {
        _gate = new Gate(this);
        GC.Collect(0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int DropGate()
    {
        var generation = GC.GetGeneration(_gate!);
        _gate = null;
        return generation;
    }

    private sealed class Gate(HeldCollection collection)
    {
        ~Gate()
        {
            collection._isHeld = true;
            Wait(() => collection._isOver);
        }
    }
}
