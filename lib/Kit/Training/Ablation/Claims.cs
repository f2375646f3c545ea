using System.Diagnostics;
using System.Globalization;
using System.Text;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Training.Ablation;

/// <summary>One of several processes, on one machine or many, that work through the same list.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct Shard(int Number, int Count)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Count}");
}

/// <summary>Who works on what, as the names of files in a folder that machines share.</summary>
/// <remarks>Each job has one file: JOB while it is free, JOB@SHARD@HOST@PROCESS@TIME while somebody works on it, none when it is done. To claim, to give a heartbeat, to
/// give back and to take over is to rename the very name that was last seen: of several only one can, and none who saw an older heartbeat. So neither locks nor
/// clocks of other machines are needed; a claim whose name has not changed for a while, by the observer's own clock, counts as dead.</remarks>
internal sealed class ClaimFolder(string path, Shard shard, TimeSpan deadAfter)
{
    private const char Mark = '@';
    private const int BeatsInTime = 8;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, long> _firstSeen = new(StringComparer.Ordinal);

    /// <summary>Shard, host and process: what a claim of this process is called by.</summary>
    public string Owner { get; } = string.Create(CultureInfo.InvariantCulture, $"{shard.Number}-of-{shard.Count}{Mark}{Environment.MachineName}{Mark}{Environment.ProcessId}");

    private TimeSpan Beat => deadAfter / BeatsInTime;

    /// <summary>Does jobs, several at a time, until all are done, whoever did them; those of others who died are taken over.</summary>
    /// <param name="jobs">Their names, in the order in which this shard begins them.</param>
    /// <param name="parallel">How many at a time.</param>
    /// <param name="isDone">Whether a job is done; asked anew each time.</param>
    /// <param name="work">Does one; its cancellation comes from outside, or from the loss of the claim.</param>
    /// <param name="say">Told whom it waits for, and what it takes over.</param>
    /// <param name="cancellation">Ends the work; claims are given back.</param>
    public async Task WorkAsync(
        IReadOnlyList<string> jobs, int parallel, Func<string, bool> isDone, Func<Claim, CancellationToken, Task> work, Action<string> say, CancellationToken cancellation)
    {
        Create([.. jobs.Where(job => !isDone(job))]);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        List<Task> busy = [];
        var said = "";
        try
        {
            for (; ; )
            {
                foreach (var ended in busy.Where(task => task.IsCompleted).ToList())
                {
                    busy.Remove(ended);
                    await ended.ConfigureAwait(false);
                }
                stop.Token.ThrowIfCancellationRequested();
                var open = jobs.Where(job => !isDone(job)).ToList();
                if (open.Count == 0 && busy.Count == 0)
                    break;
                var files = Look();
                if (busy.Count < parallel && Next(open, files, say) is { } claim)
                {
                    busy.Add(DoAsync(claim, isDone, work, say, stop.Token));
                    continue;
                }
                var others = string.Join(", ", files.Where(file => file.Owner is not null && file.Owner != Owner && open.Contains(file.Job)).Select(file => $"{file.Job} ({file.Words})"));
                if (busy.Count == 0 && others.Length > 0 && others != said)
                    say($"waiting for {said = others}; what is not heard of for {Seconds(deadAfter)} s is taken over");
                await Task.WhenAny([.. busy, Task.Delay(Beat < Pause ? Beat : Pause, stop.Token)]).ConfigureAwait(false);
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(busy).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
        }
        Remove();
    }

    private async Task DoAsync(Claim claim, Func<string, bool> isDone, Func<Claim, CancellationToken, Task> work, Action<string> say, CancellationToken cancellation)
    {
        using var held = claim;
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, claim.Lost);
        try
        {
            // It may have been done by one who died before saying so.
            if (!isDone(claim.Job))
                await work(claim, both.Token).ConfigureAwait(false);
            claim.End();
        }
        catch (Exception) when (!cancellation.IsCancellationRequested && !claim.Renew())
        {
            say($"{claim.Job} was taken over by another shard: this one was not heard of for {Seconds(deadAfter)} s");
        }
    }

    // All files at once: a folder that is not empty is not replaced, so of several who make it one does.
    private void Create(string[] jobs)
    {
        if (jobs.Length == 0 || Directory.Exists(path))
            return;
        var draft = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(path)!, $".{Guid.NewGuid():n}.tmp")).FullName;
        try
        {
            foreach (var job in jobs)
                File.Create(Path.Combine(draft, job)).Dispose();
            Directory.Move(draft, path);
        }
        catch (IOException) when (Directory.Exists(path))
        {
            // Another was first.
        }
        finally
        {
            AtomicFile.DeleteFolder(draft);
        }
    }

    private List<ClaimFile> Look()
    {
        var now = Stopwatch.GetTimestamp();
        string[] names = Directory.Exists(path) ? [.. Directory.EnumerateFiles(path).Select(file => Path.GetFileName(file))] : [];
        foreach (var gone in _firstSeen.Keys.Except(names).ToList())
            _firstSeen.Remove(gone);
        foreach (var name in names)
            _firstSeen.TryAdd(name, now);
        return [.. names.Select(name => ClaimFile.Read(name, Stopwatch.GetElapsedTime(_firstSeen[name], now)))];
    }

    private Claim? Next(List<string> open, List<ClaimFile> files, Action<string> say)
    {
        var free = open.SelectMany(job => files.Where(file => file.Job == job && file.Owner is null));
        var dead = open.SelectMany(job => files.Where(file => file.Job == job && file.Owner is not null && file.Owner != Owner && file.Age >= deadAfter));
        foreach (var file in free.Concat(dead))
        {
            if (Claim.TryTake(path, file, Owner, Beat) is not { } claim)
                continue;
            if (file.Owner is not null)
                say($"{file.Job} is taken over: {file.Words} was not heard of for {Seconds(file.Age)} s");
            return claim;
        }
        return null;
    }

    private void Remove()
    {
        try
        {
            AtomicFile.DeleteFolder(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Another does it at this moment.
        }
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>What the name of a file says.</summary>
    internal sealed record ClaimFile(string Name, string Job, string? Owner, TimeSpan Age)
    {
        /// <summary>The owner in words.</summary>
        public string Words => Owner?.Split(Mark) is [var number, var host, var process] ? $"shard {number.Replace("-of-", "/", StringComparison.Ordinal)} on {host}, process {process}" : "nobody";

        public static ClaimFile Read(string name, TimeSpan age)
        {
            var parts = name.Split(Mark);
            return new ClaimFile(name, parts[0], parts.Length == 5 ? string.Join(Mark, parts[1..4]) : null, age);
        }

        public static string NameOf(string job, string owner) => string.Create(CultureInfo.InvariantCulture, $"{job}{Mark}{owner}{Mark}{DateTime.UtcNow:yyyyMMdd'T'HHmmss.fffffff}");
    }
}

/// <summary>A job that this process has claimed, with its heartbeat, until it ends or is given back.</summary>
internal sealed class Claim : IDisposable
{
    private readonly CancellationTokenSource _lost = new();
    private readonly Lock _renaming = new();
    private readonly string _folder;
    private readonly string _owner;
    private readonly Timer _heart;
    private string? _file;

    private Claim(string folder, string job, string owner, string? former, string file, TimeSpan beat)
    {
        (_folder, Job, _owner, Former, _file) = (folder, job, owner, former, file);
        _heart = new Timer(_ => Renew(), state: null, beat, beat);
    }

    public string Job { get; }

    /// <summary>Who had it before and died; null where nobody had.</summary>
    public string? Former { get; }

    /// <summary>Told when another has taken it over.</summary>
    public CancellationToken Lost => _lost.Token;

    public static Claim? TryTake(string folder, ClaimFolder.ClaimFile seen, string owner, TimeSpan beat)
    {
        var file = Path.Combine(folder, ClaimFolder.ClaimFile.NameOf(seen.Job, owner));
        return TryMove(Path.Combine(folder, seen.Name), file) ? new Claim(folder, seen.Job, owner, seen.Owner, file, beat) : null;
    }

    /// <summary>Gives a heartbeat; false where another has taken the job over.</summary>
    public bool Renew()
    {
        lock (_renaming)
        {
            if (_file is null)
                return !_lost.IsCancellationRequested;
            var next = Path.Combine(_folder, ClaimFolder.ClaimFile.NameOf(Job, _owner));
            try
            {
                if (TryMove(_file, next))
                {
                    _file = next;
                    return true;
                }
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // A server that does not answer; the next beat tries again.
                return true;
            }
            _file = null;
            _lost.Cancel();
            return false;
        }
    }

    /// <summary>Ends the claim by making its file, with a text, another file: of several who want to write that file, one does.</summary>
    public bool Publish(string path, string text)
    {
        lock (_renaming)
        {
            if (_file is null)
                return false;
            using (var stream = new FileStream(_file, FileMode.Truncate, FileAccess.Write))
            {
                stream.Write(Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }
            return TryMove(Interlocked.Exchange(ref _file, value: null), path);
        }
    }

    /// <summary>The job is done.</summary>
    public void End()
    {
        lock (_renaming)
        {
            if (Interlocked.Exchange(ref _file, value: null) is { } file)
                TryDelete(file);
        }
    }

    /// <summary>Gives the job back where it is not done.</summary>
    public void Dispose()
    {
        lock (_renaming)
        {
            if (Interlocked.Exchange(ref _file, value: null) is { } file)
                TryMove(file, Path.Combine(_folder, Job));
        }
        _heart.Dispose();
        _lost.Dispose();
    }

    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (DirectoryNotFoundException)
        {
            // With the last job the folder goes, too.
        }
    }

    private static bool TryMove(string from, string to)
    {
        try
        {
            File.Move(from, to, overwrite: true);
            return true;
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            // A server repeats a request whose answer was lost, and then says that there is no such file.
            return File.Exists(to);
        }
    }
}
