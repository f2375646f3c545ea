using System.Text.RegularExpressions;

namespace VisionAttention.Kit.Platform;

/// <summary>Turns failures that machines are known for into one line that names the fix.</summary>
internal static partial class FailureText
{
    /// <summary>The foreseen failure behind an exception, or null when it is a defect of ours.</summary>
    public static KitException? Explain(Exception failure, string root) => failure switch
    {
        KitException known => known,
        IOException io when io.HResult == NoSpace || Says(io, "No space left") => DiskFull(root),
        IOException io when io.HResult == ReadOnly || Says(io, "Read-only file system") => ReadOnlyCheckout(root),
        UnauthorizedAccessException denied => Split(FirstLine(denied), otherwise: "allow it to this user, or use a place of your own"),
        FileNotFoundException or InvalidDataException => Split(FirstLine(failure), otherwise: "the message above names it"),
        HttpRequestException http => new KitException(
            $"the download failed: {FirstLine(http)}",
            http.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError
                ? "check the network or the proxy (HTTPS_PROXY), then run the command again" : "run the command again"),
        TimeoutException late => new KitException(FirstLine(late), "run the command again"),
        IOException io => Split(FirstLine(io), "run the command again; ./kit doctor looks at machine and checkout"),
        _ => null,
    };

    /// <summary>The failure of a program in its own words, which name what it was about; what they say chooses the fix, and no cause is guessed.</summary>
    public static KitException OfProgram(string what, ProcessResult result, string fix)
    {
        var line = Signs().Select(sign => result.Output.Concat(result.Error).Select(text => sign.Match(text)).FirstOrDefault(match => match.Success)).FirstOrDefault(match => match is not null)
            ?.Groups["says"].Value.Trim().TrimEnd('.');
        bool Says(string text) => result.Text.Contains(text, StringComparison.OrdinalIgnoreCase);
        var better = Says("No space left") ? "free some space, see: df -h; "
            : Says("Read-only file system") ? "git clone into a folder you can write to, or name another package cache with NUGET_PACKAGES=FOLDER; "
            : Says("NU1101") || Says("NU1102") || Says("NU1301") ? "another feed is named with: dotnet nuget add source ADDRESS, a proxy with HTTPS_PROXY; "
            : Says("Failed to fetch") ? "a proxy is named with HTTP_PROXY and HTTPS_PROXY; "
            : "";
        return new KitException($"{what} failed: {line ?? $"it ended with exit code {result.ExitCode}"}", better + fix);
    }

    private const int NoSpace = 28;
    private const int ReadOnly = 30;

    // apt's errors, those of npm, of NuGet, of compilers with the file that they are in, what only says that a disk is full or read-only, apt's warnings.
    private static Regex[] Signs() => [AptError(), NpmError(), NuGetError(), BuildError(), DiskError(), AptWarning()];

    [GeneratedRegex("^E: (?<says>.+)")]
    private static partial Regex AptError();

    // Its first lines are codes; what happened comes after them.
    [GeneratedRegex("^npm (error|ERR!) (?!code |errno |syscall )(?<says>.+)")]
    private static partial Regex NpmError();

    [GeneratedRegex(@"\berror ?(: |(?=NU\d))(?<says>.+?)( \[[^\]]*\])?$", RegexOptions.IgnoreCase)]
    private static partial Regex NuGetError();

    [GeneratedRegex(@"(?<says>.*\berror\b.*?)( \[[^\]]*\])?$", RegexOptions.IgnoreCase)]
    private static partial Regex BuildError();

    [GeneratedRegex("(?<says>.*(No space left|Read-only file system).*)", RegexOptions.IgnoreCase)]
    private static partial Regex DiskError();

    [GeneratedRegex("^W: (?<says>.+)")]
    private static partial Regex AptWarning();

    private static KitException DiskFull(string root) =>
        new("the disk is full", $"free some space (about 4 GB are needed), see: df -h '{root}'");

    private static KitException ReadOnlyCheckout(string root) =>
        new($"{root} is on a read-only file system", "git clone into a folder you can write to and run ./kit there");

    private static bool Says(Exception failure, string text) => failure.Message.Contains(text, StringComparison.OrdinalIgnoreCase);

    // Many messages bring their fix along.
    private static KitException Split(string message, string otherwise)
    {
        const string Mark = ". Fix: ";
        var at = message.IndexOf(Mark, StringComparison.Ordinal);
        return at < 0 ? new KitException(message, otherwise) : new KitException(message[..at], message[(at + Mark.Length)..]);
    }

    private static string FirstLine(Exception failure) => failure.Message.Split('\n')[0].TrimEnd('.', '\r');
}
