namespace VisionAttention.Data.Files;

/// <summary>What to say when a library of the system is missing.</summary>
internal static class NativeImageLibrary
{
    /// <summary>Runs something that needs a library.</summary>
    /// <exception cref="DllNotFoundException">It is missing; the message names the Debian package.</exception>
    public static T With<T>(string library, string package, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (DllNotFoundException failure)
        {
            throw new DllNotFoundException($"{library} is not installed. Fix: sudo apt-get install {package}", failure);
        }
    }
}
