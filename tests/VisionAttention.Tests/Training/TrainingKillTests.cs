using System.Diagnostics;
using VisionAttention.Training.Runs;
using Xunit.Abstractions;

namespace VisionAttention.Tests.Training;

public sealed class TrainingKillTests(ITestOutputHelper output)
{
    private const int Kills = 20;
    private const int LongestWait = 250;

    [Fact]
    public async Task A_run_killed_at_20_random_moments_gives_the_weights_and_the_record_of_an_unbroken_one()
    {
        using var unbroken = new TinyTraining.Folder();
        using var killed = new TinyTraining.Folder();
        Assert.Null(await Run(unbroken.Path, wait: null));
        var clock = Stopwatch.StartNew();
        var from = new List<string>();
        while (from.Count < Kills)
        {
            var random = new Random();
            // Every fourth moment counts from the start of the program, the others from its first step.
            var wait = from.Count % 4 == 3 ? random.Next(1500) : -random.Next(LongestWait);
            from.Add(await Run(killed.Path, wait) ?? throw new InvalidOperationException($"the run was over after {from.Count} kills: make it longer"));
        }
        Assert.Null(await Run(killed.Path, wait: null));
        output.WriteLine($"{Kills} kills in {clock.Elapsed.TotalSeconds:0} s; {string.Join("; ", from)}");
        Assert.Equal(File.ReadAllBytes(unbroken["weights.safetensors"]), File.ReadAllBytes(killed["weights.safetensors"]));
        Assert.Equal(Reported(unbroken), Reported(killed));
        Assert.DoesNotContain(Directory.EnumerateFiles(killed.Path), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    // Null where the program came to its end, else what it said before it was killed: after so many milliseconds from its start,
    // or where they are below 0, so many after it began to train.
    private static async Task<string?> Run(string folder, int? wait)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } dotnet && Path.GetFileNameWithoutExtension(dotnet) == "dotnet" ? dotnet : "dotnet")
        {
            ArgumentList = { typeof(TrainingKillTests).Assembly.Location, TrainingProcess.Argument, folder }, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var first = process.StandardOutput.ReadLineAsync();
        if (wait is { } milliseconds)
        {
            if (milliseconds <= 0)
                await first;
            await Task.Delay(Math.Abs(milliseconds));
            process.Kill(); // SIGKILL
        }
        var said = await first;
        await process.WaitForExitAsync();
        if (process.ExitCode == 0)
            return null;
        Assert.True(process.ExitCode == 137, await errors);
        return said ?? "not yet training";
    }

    private static List<(long, double, double, double?, double?)> Reported(TinyTraining.Folder folder)
    {
        return [.. RunRecord.Read(folder.Path).Reports.Select(report =>
            (report.Step, report.Loss, report.TrainAccuracy, report.TestAccuracy, report.TestLoss))];
    }
}
