using static TorchSharp.torch;

namespace VisionAttention.Training;

/// <summary>libtorch's processor threads for the length of a run; afterwards there are as many as before.</summary>
internal sealed class ThreadCount : IDisposable
{
    private readonly int _before = get_num_threads();

    public ThreadCount(int threads)
    {
        if (threads > 0)
            set_num_threads(threads);
    }

    public void Dispose()
    {
        if (get_num_threads() != _before)
            set_num_threads(_before);
    }
}
