namespace TorchSharp.Native;

/// <summary>
/// Makes the collector heed native memory. It sees only the small C# objects of tensors, and would leave gigabytes unfreed where nobody
/// disposes; so it is called whenever the memory of tensors has grown by half since it ran last.
/// </summary>
internal static unsafe class NativeBytes
{
    private const long Room = 256L << 20;

    private static readonly Lock Collecting = new();
    private static readonly long* CpuBytes = (long*)NativeMethods.bt_live_bytes();
    private static long _deviceBytes;
    private static long _collectAt = Room;

    /// <summary>Bytes of all tensors, of those too that only a graph holds on to.</summary>
    public static long Live => Volatile.Read(ref *CpuBytes) + Volatile.Read(ref _deviceBytes);

    /// <param name="deviceBytes">What a new tensor holds elsewhere than in the CPU's memory, which is counted where it is allocated.</param>
    public static void Added(long deviceBytes)
    {
        if (deviceBytes != 0)
            Interlocked.Add(ref _deviceBytes, deviceBytes);
        if (Live > Volatile.Read(ref _collectAt))
            Collect();
    }

    public static void Removed(long deviceBytes)
    {
        if (deviceBytes != 0)
            Interlocked.Add(ref _deviceBytes, -deviceBytes);
    }

    // Tensors nobody holds are freed; what is left decides how much may be added before the next time.
    private static void Collect()
    {
        if (!Collecting.TryEnter())
            return;
        try
        {
            var before = Live;
            GC.Collect(1, GCCollectionMode.Forced, blocking: true);
            GC.WaitForPendingFinalizers();
            if (Live > before - before / 4)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
                GC.WaitForPendingFinalizers();
            }
            Volatile.Write(ref _collectAt, Live * 3 / 2 + Room);
        }
        finally
        {
            Collecting.Exit();
        }
    }
}
