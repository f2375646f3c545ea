using System.Diagnostics;

namespace Kernel.Tests.Client;

/// <summary>Asks again and again.</summary>
internal static class Wait
{
    public static T For<T>(Func<T?> ask, int seconds, string what)
        where T : class
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed.TotalSeconds < seconds)
        {
            try
            {
                if (ask() is { } answer)
                {
                    return answer;
                }
            }
            catch (Exception error) when (error is IOException or HttpRequestException or AggregateException { InnerException: HttpRequestException })
            {
                // Not there yet.
            }

            Thread.Sleep(100);
        }

        throw new TimeoutException($"waited {seconds} s for: {what}");
    }
}
