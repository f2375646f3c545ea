using System.Collections.Concurrent;
using System.Diagnostics;
using VisionAttention.Kit.Training.Ablation;

namespace Training.Tests;

/// <summary>Sweeps that several processes make in one folder.</summary>
public sealed class ShardTests
{
    private const string Sweep = "ablate content --seeds 2 --limit 64 --test-limit 20 --epochs 4 --width 0.125 --parallel 1 --data shapes --device cpu";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public void Four_processes_make_the_tables_of_one_though_one_of_them_is_killed()
    {
        using var folder = new TemporaryFolder();
        var (alone, together) = (folder.At("alone"), folder.At("together"));
        Cli.Run($"{Sweep} --out {alone}").Done();

        var lines = new ConcurrentQueue<string>();
        var shards = Enumerable.Range(1, 4).Select(number => Begin($"{Sweep} --dead-after 5 --shard {number}/4 --out {together}", lines)).ToArray();
        var clock = Stopwatch.StartNew();
        Process? killed = null;
        var (killedRun, most) = ("", 0);
        while (shards.Any(shard => !shard.HasExited))
        {
            Assert.True(clock.Elapsed < Patience, string.Join('\n', lines));
            // The first whose last checkpoint is not that of its beginning.
            if (killed is null && Claimed(together, "*").FirstOrDefault(run => File.Exists(Path.Combine(run, "checkpoint.previous.safetensors"))) is { } run)
            {
                killedRun = Path.GetFileName(run);
                killed = shards.Single(shard => run.Contains($"@{shard.Id}{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
                killed.Kill();
            }
            most = Math.Max(most, Trainings(together).CountBy(name => name).Select(count => count.Value).DefaultIfEmpty().Max());
            Thread.Sleep(20);
        }
        foreach (var shard in shards)
            shard.WaitForExit();
        var said = string.Join('\n', lines);

        Assert.Equal(1, most);
        Assert.All(shards, shard => Assert.True(shard.ExitCode == (shard == killed ? 128 + 9 : 0), said));
        Assert.Contains($"{killedRun} is taken over: shard ", said, StringComparison.Ordinal);
        Assert.Contains($", process {killed!.Id} was not heard of for ", said, StringComparison.Ordinal);
        Assert.Contains($"{killedRun} goes on after step ", said, StringComparison.Ordinal);
        Assert.Equal(["alone", "together"], Directory.GetDirectories(folder.Root).Select(Path.GetFileName).Order());
        Assert.Equal(Names(alone), Names(together));
        foreach (var name in (string[])["summary.csv", "chart.html"])
            Assert.Equal(File.ReadAllBytes(Path.Combine(alone, name)), File.ReadAllBytes(Path.Combine(together, name)));
        Assert.Equal(WithoutSeconds(alone), WithoutSeconds(together));
    }

    [Fact]
    public void A_claim_is_won_once_and_whoever_loses_it_learns_so()
    {
        using var folder = new TemporaryFolder();
        var seen = ClaimFolder.ClaimFile.Read("run", TimeSpan.Zero);
        for (var round = 0; round < 50; round++)
        {
            File.Create(folder.At("run")).Dispose();
            var claims = new ConcurrentBag<Claim>();
            Parallel.For(0, 8, number =>
            {
                if (Claim.TryTake(folder.Root, seen, $"{number}@host@{number}", Timeout.InfiniteTimeSpan) is { } claim)
                    claims.Add(claim);
            });
            Assert.Single(claims).End();
        }

        File.Create(folder.At("run")).Dispose();
        using var first = Claim.TryTake(folder.Root, seen, "1-of-2@a@10", Timeout.InfiniteTimeSpan)!;
        var old = Only();
        Assert.True(first.Renew());
        // Who saw an older heartbeat gets nothing.
        Assert.Null(Claim.TryTake(folder.Root, old, "2-of-2@b@20", Timeout.InfiniteTimeSpan));
        Assert.Equal("shard 1/2 on a, process 10", Only().Words);
        using var second = Claim.TryTake(folder.Root, Only(), "2-of-2@b@20", Timeout.InfiniteTimeSpan)!;
        Assert.Equal("1-of-2@a@10", second.Former);
        Assert.False(first.Renew());
        Assert.True(first.Lost.IsCancellationRequested);
        first.Dispose();
        Assert.True(second.Renew());
        second.Dispose();
        Assert.Equal("run", Only().Name);

        ClaimFolder.ClaimFile Only() => ClaimFolder.ClaimFile.Read(Path.GetFileName(Assert.Single(Directory.GetFiles(folder.Root))), TimeSpan.Zero);
    }

    [Fact]
    public async Task The_first_shard_plans_and_a_claim_whose_owner_is_silent_is_taken_over()
    {
        using var folder = new TemporaryFolder();
        var plan = folder.At("plan.json");
        Directory.CreateDirectory(folder.At("planning"));
        await File.WriteAllTextAsync(folder.At("planning/plan@1-of-2@elsewhere@10@20260101T000000.0000000"), "half a pl");
        var claims = new ClaimFolder(folder.At("planning"), new Shard(2, 2), TimeSpan.FromSeconds(0.4));
        var said = new ConcurrentQueue<string>();
        await claims.WorkAsync(["plan"], parallel: 1, _ => File.Exists(plan), (claim, _) => Task.FromResult(claim.Publish(plan, "{}")), said.Enqueue, CancellationToken.None);
        Assert.Equal("{}", await File.ReadAllTextAsync(plan));
        Assert.Equal("waiting for plan (shard 1/2 on elsewhere, process 10); what is not heard of for 0.4 s is taken over", said.First());
        Assert.StartsWith("plan is taken over: shard 1/2 on elsewhere, process 10 was not heard of for 0.4", said.Last(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.At("planning")));
    }

    [Fact]
    public void A_job_array_has_a_task_for_each_shard()
    {
        using var folder = new TemporaryFolder();
        var (place, tools) = (folder.At("it's here"), folder.At("tools"));
        Directory.CreateDirectory(tools);
        // Says what it was called with, a word a line, and ends as srun does where the training was stopped.
        foreach (var (name, ends) in new[] { ("sbatch", 0), ("srun", 130), ("scontrol", 0) })
        {
            File.WriteAllText(Path.Combine(tools, name), $"#!/bin/bash\nprintf '%s\\n' {name} \"$@\"\nexit {ends}\n");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(Path.Combine(tools, name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        string[] words = [.. Sweep.Replace("--seeds 2", "--seeds 1", StringComparison.Ordinal).Split(' '), "--out", place, "--slurm"];
        var script = Path.Combine(place, "shards.sbatch");
        Assert.Contains($"2 shards; sbatch {script}", With(tools, () => Cli.Run([.. words, "--sbatch", "--partition=gpu --mem=8G"])).Done().Out, StringComparison.Ordinal);
        var text = File.ReadAllText(script);
        Assert.Contains("#SBATCH --array=1-2\n", text, StringComparison.Ordinal);
        Assert.Contains("#SBATCH --signal=TERM@120\n#SBATCH --partition=gpu --mem=8G\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("--gres", text, StringComparison.Ordinal);
        Assert.Contains($"2 shards; sbatch is not on the PATH here; where it is, submit it with: sbatch {script}", With("/nowhere", () => Cli.Run(words)).Done().Out, StringComparison.Ordinal);

        var start = new ProcessStartInfo("/bin/bash", [script]) { RedirectStandardOutput = true };
        (start.Environment["PATH"], start.Environment["SLURM_ARRAY_TASK_ID"], start.Environment["SLURM_ARRAY_JOB_ID"]) = ($"{tools}:/usr/bin:/bin", "2", "7");
        using var task = Process.Start(start)!;
        var said = task.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        task.WaitForExit();
        Assert.Equal(130, task.ExitCode);
        Assert.Equal(["scontrol", "requeue", "7_2"], said[^3..]);
        Assert.Equal("srun", said[0]);
        Assert.Equal("kit", Path.GetFileName(said[1]));
        Assert.Equal(["--shard", "2/2"], said[^5..^3]);
        // Alone it makes all runs.
        Assert.Equal("shard 2/2: 2 runs, 1 at a time in each shard", Cli.Run([.. said[2..^3]]).Done().Out.Split(':', 3) is [var who, var what, ..] ? $"{who}:{what}" : "");
        Assert.Contains("--shard contradicts", Cli.Run([.. words[..^1], "--shard", "1/3"]).Error, StringComparison.Ordinal);
        Assert.Contains("2 runs", Cli.Run([.. words[..^1], "--shard", "1/2"]).Done().Out, StringComparison.Ordinal);
    }

    private static T With<T>(string path, Func<T> act)
    {
        var before = Environment.GetEnvironmentVariable("PATH");
        try
        {
            Environment.SetEnvironmentVariable("PATH", path);
            return act();
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", before);
        }
    }

    private static Process Begin(string line, ConcurrentQueue<string> lines)
    {
        var process = new Process { StartInfo = ChildTraining.Start(line.Split(' ')) };
        process.OutputDataReceived += (_, said) => lines.Enqueue(said.Data ?? "");
        process.ErrorDataReceived += (_, said) => lines.Enqueue(said.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static IEnumerable<string> Claimed(string together, string run) =>
        Directory.Exists(Path.Combine(together, "claims")) ? Directory.GetDirectories(Path.Combine(together, "claims")).SelectMany(owner => Directory.GetDirectories(owner, run)) : [];

    // The runs that some process trains at this moment, by the words it was started with.
    private static IEnumerable<string> Trainings(string together)
    {
        foreach (var process in Directory.GetDirectories("/proc").Where(name => int.TryParse(Path.GetFileName(name), out _)))
        {
            string[] words;
            try
            {
                words = File.ReadAllText(Path.Combine(process, "cmdline")).Split('\0');
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                continue;
            }
            var place = Array.IndexOf(words, "--out") is > 0 and var at ? words[at + 1] : "";
            if (words.Contains("train") && place.StartsWith(together, StringComparison.Ordinal))
                yield return Path.GetFileName(place);
        }
    }

    private static IEnumerable<string?> Names(string folder) => Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order();

    private static string[] WithoutSeconds(string folder)
    {
        var lines = File.ReadAllLines(Path.Combine(folder, "runs.csv")).Select(Csv.Cells).ToArray();
        var seconds = lines[0].ToList().IndexOf("seconds");
        return [.. lines.Select(cells => string.Join('|', cells.Where((_, column) => column != seconds)))];
    }
}
