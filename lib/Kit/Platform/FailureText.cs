namespace VisionAttention.Kit.Platform;

/// <summary>Turns failures that machines are known for into one line that names the fix.</summary>
internal static class FailureText
{
    /// <summary>The foreseen failure behind an exception, or null when it is a defect of ours.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="root">The checkout, named in the fix.</param>
    public static KitException? Explain(Exception failure, string root) => failure switch
    {
        KitException known => known,
        IOException io when io.HResult == NoSpace || Says(io, "No space left") => DiskFull(root),
        IOException io when io.HResult == ReadOnly || Says(io, "Read-only file system") => ReadOnlyCheckout(root),
        UnauthorizedAccessException denied => new KitException(
            FirstLine(denied), $"make {root} writable for you, or git clone into a folder you can write to"),
        FileNotFoundException or InvalidDataException => new KitException(FirstLine(failure), "the message above names it"),
        HttpRequestException http => new KitException($"the download failed: {FirstLine(http)}", "check the network or the proxy (HTTPS_PROXY), then run the command again"),
        TimeoutException late => new KitException(FirstLine(late), "run the command again; if it stays slow, check the network"),
        IOException io => new KitException(FirstLine(io), $"check the disk and the rights below {root}"),
        _ => null,
    };

    /// <summary>What to say when a program's output shows a full disk, a read-only disk or no network; else null.</summary>
    public static KitException? ExplainOutput(string text, string root)
    {
        if (text.Contains("No space left on device", StringComparison.OrdinalIgnoreCase))
        {
            return DiskFull(root);
        }

        if (text.Contains("Read-only file system", StringComparison.OrdinalIgnoreCase))
        {
            return ReadOnlyCheckout(root);
        }

        foreach (var sign in NetworkSigns)
        {
            if (text.Contains(sign, StringComparison.OrdinalIgnoreCase))
            {
                return new KitException("the network did not answer", "connect, or set HTTP_PROXY and HTTPS_PROXY, then run the command again");
            }
        }

        return null;
    }

    private const int NoSpace = 28;
    private const int ReadOnly = 30;

    private static readonly string[] NetworkSigns =
        ["Temporary failure resolving", "Could not resolve", "Could not connect", "Failed to fetch", "NU1301", "ENOTFOUND", "EAI_AGAIN"];

    private static KitException DiskFull(string root) =>
        new("the disk is full", $"free some space (about 4 GB are needed), see: df -h '{root}'");

    private static KitException ReadOnlyCheckout(string root) =>
        new($"{root} is on a read-only file system", "git clone into a folder you can write to and run ./kit there");

    private static bool Says(Exception failure, string text) => failure.Message.Contains(text, StringComparison.OrdinalIgnoreCase);

    private static string FirstLine(Exception failure) => failure.Message.Split('\n')[0].TrimEnd('.', '\r');
}
