using System.Diagnostics;
using System.Text.Json;
using VisionAttention.Kit.Commands;
using VisionAttention.Kit.Platform;
using VisionAttention.Kit.Setup;

namespace Kit.Tests.Packing;

/// <summary>The archive of ./kit pack, unpacked and used where no .NET is to be found, with libtorch laid out as in the wheel of PyTorch.</summary>
public sealed class OtherMachineTests : IDisposable
{
    private const long MostBytes = 60L << 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("pack-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_trains_and_goes_on_after_an_interruption()
    {
        var context = SetupContext.Current();
        var archive = await PackCommand.PackAsync(context, At("a.tar.xz"), ["fashion-mnist"], default);
        Assert.InRange(new FileInfo(archive).Length, 1, MostBytes);
        Unpack(archive);
        AssertNotices(context);

        LayOutPyTorch("2.10.0+cpu");

        // A folder of its own for what is written: the archive's may be read-only.
        Assert.Equal($"train: ready, with the libtorch 2.10.0+cpu in {At("python/torch/lib")}", (await TrainAsync(["setup"], stopAt: null)).Output);

        string[] words =
        [
            "train", "--model", "resnet26", "--attention", "full", "--width", "0.125", "--heads", "4", "--data", "fashion-mnist",
            "--limit", "256", "--test-limit", "100", "--epochs", "2", "--device", "cpu", "--out", At("run"), "--resume",
        ];
        var stopped = await TrainAsync(words, stopAt: "epoch 1 of 2");
        Assert.True(stopped.Code == 130, stopped.ToString());
        Assert.Contains("stopped with a checkpoint", stopped.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("run/weights.safetensors")));

        var finished = await TrainAsync(words, stopAt: null);
        Assert.True(finished.Code == 0, finished.ToString());
        Assert.Contains("goes on after step", finished.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(At("run/weights.safetensors")));
        Assert.Equal(["data", "environment.json", "job.sh", "kit", "LICENSE", "program", "README.md", "sums.sha256", "THIRD-PARTY-NOTICES.md", "train"],
            Directory.GetFileSystemEntries(Unpacked).Select(Path.GetFileName).Order(StringComparer.OrdinalIgnoreCase));

        // What does not fit is one line, and no program that ends in the middle of a training.
        LayOutPyTorch("1.13.1");
        File.Delete(At("python/torch/lib/libc10.so"));
        File.Copy("/lib/x86_64-linux-gnu/libm.so.6", At("python/torch/lib/libc10.so"));
        var other = await TrainAsync(["setup"], stopAt: null);
        Assert.Equal(1, other.Code);
        Assert.Contains("is 1.13.1; this archive was made for 2.10", other.Error, StringComparison.Ordinal);
        Assert.Contains("cannot be loaded: ", other.Error, StringComparison.Ordinal);
        Directory.Delete(At("python/torch/lib"), recursive: true);
        Assert.Contains($"holds no libtorch: there is no {At("python/torch/lib")}/libtorch_cpu.so", (await TrainAsync(["setup"], stopAt: null)).Error, StringComparison.Ordinal);
    }

    // Every package inside has its notice, and nothing else has one; files in which packages name what they hold of others are there.
    private void AssertNotices(SetupContext context)
    {
        using var program = JsonDocument.Parse(File.ReadAllText(Path.Combine(Unpacked, "program", "kit-training.deps.json")));
        var brought = program.RootElement.GetProperty("libraries").EnumerateObject()
            .Where(library => library.Value.GetProperty("type").GetString() is "package" or "runtimepack")
            .Select(library => library.Name.Replace("runtimepack.", "", StringComparison.Ordinal).Split('/'))
            .Where(library => context.Environment.PackageVersion(library[0]) is null)
            .ToDictionary(library => library[0], library => library[1]);
        var notices = new Notices(File.ReadAllText(Path.Combine(Unpacked, Notices.FileName)));
        Notices.AssertNone(notices.Problems(Notices.Archive, "the archive", brought.Keys, (name, licence) => notices.Contradiction(name, brought[name], licence)));
        string[] own = ["Microsoft.NETCore.App.Runtime.linux-x64.THIRD-PARTY-NOTICES.TXT", "libtorch-cpu-linux-x64.LICENSE-LIBTORCH.txt", "SkiaSharp.NativeAssets.Linux.NoDependencies.THIRD-PARTY-NOTICES.txt", "libSkiaSharp.so"];
        Assert.All(own, name => Assert.True(File.Exists(Path.Combine(Unpacked, "program", name)), name));
    }

    private void LayOutPyTorch(string version)
    {
        var library = Directory.CreateDirectory(At("python/torch/lib")).FullName;
        File.WriteAllText(At("python/torch/__init__.py"), "raise RuntimeError('nothing of it needs to run')\n");
        File.WriteAllText(At("python/torch/version.py"), $"__version__ = '{version}'\n");
        foreach (var file in new DirectoryInfo(SetupContext.Current().Workspace.TorchFolder).GetFiles().Where(file => file.LinkTarget is not null))
        {
            File.Delete(Path.Combine(library, file.Name));
            File.CreateSymbolicLink(Path.Combine(library, file.Name), File.ResolveLinkTarget(file.FullName, returnFinalTarget: true)!.FullName);
        }
    }

    private string Unpacked => Assert.Single(Directory.GetDirectories(At("node")));

    private string At(string name) => Path.Combine(_folder, name);

    private void Unpack(string archive)
    {
        Directory.CreateDirectory(At("node"));
        using var tar = Process.Start("tar", ["-xf", archive, "-C", At("node")]);
        tar.WaitForExit();
        Assert.Equal(0, tar.ExitCode);
    }

    // The programs of the machine but for .NET.
    private string ProgramsWithoutDotnet()
    {
        var folder = Directory.CreateDirectory(At("programs")).FullName;
        foreach (var path in Directory.GetFiles("/usr/bin").Where(path => Path.GetFileName(path) is not ("dotnet" or "dnx")))
        {
            var link = Path.Combine(folder, Path.GetFileName(path));
            if (!File.Exists(link))
                File.CreateSymbolicLink(link, path);
        }

        return folder;
    }

    private async Task<Ended> TrainAsync(string[] words, string? stopAt)
    {
        var start = new ProcessStartInfo(Path.Combine(Unpacked, "train"), words) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        start.Environment.Clear();
        start.Environment["PATH"] = ProgramsWithoutDotnet();
        start.Environment["HOME"] = _folder;
        start.Environment["PYTHON"] = "/usr/bin/python3";
        start.Environment["PYTHONPATH"] = At("python");
        start.Environment["PYTHONNOUSERSITE"] = "1";
        start.Environment["VISION_ATTENTION_HOME"] = At("home");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            output.Add(line);
            if (stopAt is not null && line.Contains(stopAt, StringComparison.Ordinal))
                ProcessSignal.AskToEnd(process);
        }

        await process.WaitForExitAsync();
        return new Ended(process.ExitCode, string.Join('\n', output), await error);
    }

    private sealed record Ended(int Code, string Output, string Error);
}
