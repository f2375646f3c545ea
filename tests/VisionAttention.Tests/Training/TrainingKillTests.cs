using System.Diagnostics;
using System.Globalization;
using VisionAttention.Training.Runs;

namespace VisionAttention.Tests.Training;

public sealed class TrainingKillTests(ITestOutputHelper output)
{
    private const int Kills = 20;
    private const int MostBatches = 20;
    private const int MostMilliseconds = 10;
    private const int StartMilliseconds = 1500;

    [Fact]
    public async Task A_run_killed_at_20_random_moments_gives_the_weights_and_the_record_of_an_unbroken_one()
    {
        using var unbroken = new TinyTraining.Folder();
        using var killed = new TinyTraining.Folder();
        Assert.Null(await Run(unbroken.Path, kill: null));
        var clock = Stopwatch.StartNew();
        var random = new Random();
        var (steps, drafts) = (new List<string>(), 0);
        for (var kill = 0; kill < Kills; kill++)
        {
            // Every tenth moment lies anywhere in the program's start, the others anywhere in a step or its checkpoint.
            var (batches, milliseconds) = kill % 10 == 9 ? (0, random.Next(StartMilliseconds)) : (random.Next(1, MostBatches), random.Next(MostMilliseconds));
            steps.Add(await Run(killed.Path, (batches, milliseconds)) ?? throw new InvalidOperationException($"the run was over after {kill} kills: make it longer"));
            drafts += Directory.EnumerateFiles(killed.Path, ".*.tmp").Any() ? 1 : 0;
        }
        Assert.Null(await Run(killed.Path, kill: null));
        output.WriteLine($"{Kills} kills in {clock.Elapsed.TotalSeconds:0} s, {drafts} of them while a file was written; went on from steps {string.Join(", ", steps)}");
        Assert.Equal(File.ReadAllBytes(unbroken["weights.safetensors"]), File.ReadAllBytes(killed["weights.safetensors"]));
        Assert.Equal(Reported(unbroken), Reported(killed));
        Assert.DoesNotContain(Directory.EnumerateFiles(killed.Path), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    // Null where the program came to its end, else the step it went on from before it was killed, after so many batches and milliseconds.
    private static async Task<string?> Run(string folder, (int Batches, int Milliseconds)? kill)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } dotnet && Path.GetFileNameWithoutExtension(dotnet) == "dotnet" ? dotnet : "dotnet")
        {
            ArgumentList = { typeof(TrainingKillTests).Assembly.Location, TrainingProcess.Argument, folder, MostBatchesOf(kill) }, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["DOTNET_TieredPGO"] = "0"; // starts sooner
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var lines = new List<string?>();
        if (kill is var (batches, milliseconds))
        {
            while (lines.Count < (batches > 0 ? batches + 1 : 0) && (lines.Count == 0 || lines[^1] is not null))
                lines.Add(await process.StandardOutput.ReadLineAsync());
            await Task.Delay(milliseconds);
            process.Kill(); // SIGKILL
        }
        lines.AddRange((await process.StandardOutput.ReadToEndAsync()).Split('\n'));
        await process.WaitForExitAsync();
        if (process.ExitCode == 0)
            return null;
        Assert.True(process.ExitCode == 137, await errors);
        return lines[0] is { Length: > 0 } step ? step : "none";
    }

    // A killer that comes late finds it waiting: twenty kills together are then fewer batches than the run has.
    private static string MostBatchesOf((int Batches, int)? kill) => (kill is var (batches, _) ? batches + MostBatches : 0).ToString(CultureInfo.InvariantCulture);

    private static List<(long, double, double, double?, double?)> Reported(TinyTraining.Folder folder)
    {
        return [.. RunRecord.Read(folder.Path).Reports.Select(report =>
            (report.Step, report.Loss, report.TrainAccuracy, report.TestAccuracy, report.TestLoss))];
    }
}
