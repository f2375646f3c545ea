using System.Net;
using System.Net.Http.Headers;

namespace VisionAttention.Data;

/// <summary>Downloads an archive beside its place, goes on where an earlier attempt broke off, and renames it when it is right.</summary>
internal sealed class DataSetDownload(HttpClient client, DataSetArchive archive, string path, long mostBytes, IProgress<DataSetProgress>? progress)
{
    /// <summary>What is appended to the name of a file that is not finished.</summary>
    public const string Unfinished = ".partial";

    private const int BreaksWithoutProgress = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _aside = path + Unfinished;

    /// <summary>Fetches one address. What has come stays for the next attempt if it cannot be reached, refuses, or breaks off again and again, an
    /// <see cref="HttpRequestException"/>; nothing if it delivers something else, an <see cref="InvalidDataException"/>.</summary>
    public async Task RunAsync(Uri address, CancellationToken cancellation)
    {
        var resumed = await ReceiveAsync(address, cancellation).ConfigureAwait(false);
        if (resumed && Problem() is not null)
        {
            // The beginning may be of another address or day.
            progress?.Report(new DataSetProgress(archive.Name, $"{archive.Name}: the continued file is not right, starting over"));
            File.Delete(_aside);
            await ReceiveAsync(address, cancellation).ConfigureAwait(false);
        }
        if (Problem() is { } problem)
        {
            File.Delete(_aside);
            throw new InvalidDataException(problem);
        }
        File.Move(_aside, path, overwrite: true);
    }

    private long Have => File.Exists(_aside) ? new FileInfo(_aside).Length : 0;

    // Whether any of it had come before.
    private async Task<bool> ReceiveAsync(Uri address, CancellationToken cancellation)
    {
        var resumed = false;
        for (var breaks = 0; ;)
        {
            var before = Have;
            if (before >= (archive.Bytes ?? long.MaxValue))
            {
                if (before == archive.Bytes)
                    return true;
                File.Delete(_aside);
                before = 0;
            }
            resumed |= before > 0;
            try
            {
                await ReceiveOnceAsync(address, before, cancellation).ConfigureAwait(false);
                return resumed;
            }
            catch (Exception failure) when (IsBreak(failure, cancellation))
            {
                breaks = Have > before ? 1 : breaks + 1;
                if (breaks >= BreaksWithoutProgress)
                    throw new HttpRequestException($"broke off after {Have} bytes, which stay for the next attempt", failure);
                progress?.Report(new DataSetProgress(archive.Name, $"{archive.Name}: broke off after {Have} bytes, going on from there"));
            }
        }
    }

    private async Task ReceiveOnceAsync(Uri address, long before, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (before > 0)
            request.Headers.Range = new RangeHeaderValue(before, to: null);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && before > 0)
        {
            File.Delete(_aside);
            throw new HttpIOException(HttpRequestError.Unknown, "the server has nothing from there on");
        }
        response.EnsureSuccessStatusCode();
        if (response.StatusCode != HttpStatusCode.PartialContent)
            before = 0;
        else if (response.Content.Headers.ContentRange?.From != before)
            throw new InvalidDataException("another part was delivered than was asked for");
        var total = before + response.Content.Headers.ContentLength;
        if (archive.Bytes is { } expected && total is { } announced && announced != expected)
            throw new InvalidDataException($"{announced} bytes, expected {expected}");
        await CopyAsync(response, before, total ?? archive.Bytes, cancellation).ConfigureAwait(false);
        if (total > Have)
            throw new HttpIOException(HttpRequestError.ResponseEnded, "the connection ended early");
    }

    private async Task CopyAsync(HttpResponseMessage response, long before, long? total, CancellationToken cancellation)
    {
        using var source = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        using var target = new FileStream(_aside, before > 0 ? FileMode.Append : FileMode.Create, FileAccess.Write);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var buffer = new byte[1 << 16];
        var received = before;
        while (true)
        {
            patience.CancelAfter(Patience);
            var count = await source.ReadAsync(buffer, patience.Token).ConfigureAwait(false);
            if (count == 0)
                return;
            received += count;
            if (received > mostBytes)
                throw new InvalidDataException($"longer than the expected {mostBytes} bytes");
            await target.WriteAsync(buffer.AsMemory(0, count), cancellation).ConfigureAwait(false);
            progress?.Report(new DataSetProgress(archive.Name, Text: null, received, total));
        }
    }

    // Refusals come as HttpRequestException with a status, no connection as one without: trying again at once helps neither, as it does not help
    // a disk that is full or read-only.
    private static bool IsBreak(Exception failure, CancellationToken cancellation) => failure switch
    {
        HttpIOException => true,
        FileNotFoundException or DirectoryNotFoundException or PathTooLongException or IOException { HResult: 28 or 30 } => false,
        IOException => true,
        _ => failure is OperationCanceledException && !cancellation.IsCancellationRequested,
    };

    private string? Problem() => DataSetFiles.Problem(_aside, archive.Bytes, archive.Sha256);
}
