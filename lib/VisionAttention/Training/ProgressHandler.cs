namespace VisionAttention.Training;

/// <summary>Calls back on the reporting thread, at once and in order (unlike <see cref="Progress{T}"/>, which posts).</summary>
/// <typeparam name="T">What is reported.</typeparam>
/// <param name="handler">What to do with it.</param>
public sealed class ProgressHandler<T>(Action<T> handler) : IProgress<T>
{
    /// <inheritdoc/>
    public void Report(T value)
    {
        handler(value);
    }
}
