using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using VisionAttention.Kit.Packing;
using VisionAttention.Kit.Setup;

namespace Kit.Tests.Packing;

/// <summary>The archive of ./kit pack, unpacked and used where no .NET is to be found, with libtorch laid out as in the wheel of PyTorch.</summary>
public sealed class OtherMachineTests(Node node) : IClassFixture<Node>
{
    private const long MostBytes = 60_000_000;

    [Fact]
    public async Task It_trains_and_an_interruption_changes_no_bit_of_the_result()
    {
        // Without the data, which is packed already.
        var data = new DirectoryInfo(Path.Combine(node.Unpacked, "data")).GetFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        Assert.InRange(new FileInfo(node.Archive).Length - data, 1, MostBytes);
        AssertNotices(SetupContext.Current());
        string[] packages = [node.Wheel("good", "2.10.0+cpu")];
        string[] Words(string run) =>
        [
            "train", "--model", "resnet26", "--attention", "full", "--width", "0.125", "--heads", "4", "--data", "fashion-mnist",
            "--limit", "256", "--test-limit", "100", "--epochs", "2", "--device", "cpu", "--out", node.At(run), "--resume",
        ];

        var stopped = await node.TrainAsync(Words("stopped"), packages, stopAt: "epoch 1 of 2");
        Assert.True(stopped.Code == 130, stopped.ToString());
        Assert.Contains("stopped with a checkpoint", stopped.Error, StringComparison.Ordinal);
        Assert.StartsWith($"train: libtorch 2.10.0+cpu in {packages[0]}/torch/lib (CPU)", stopped.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(node.At("stopped", "weights.safetensors")));

        var finished = await node.TrainAsync(Words("stopped"), packages);
        Assert.True(finished.Code == 0, finished.ToString());
        Assert.Contains("goes on after step", finished.Output, StringComparison.Ordinal);

        var whole = await node.TrainAsync(Words("whole"), packages);
        Assert.True(whole.Code == 0, whole.ToString());
        Assert.Equal(await File.ReadAllBytesAsync(node.At("whole", "weights.safetensors")), await File.ReadAllBytesAsync(node.At("stopped", "weights.safetensors")));
        // What is written goes elsewhere: the archive's folder may be read-only.
        Assert.Equal(["data", "environment.json", "job.sh", "kit", "LICENSE", "program", "README.md", "sums.sha256", "tests", "THIRD-PARTY-NOTICES.md", "train"],
            Directory.GetFileSystemEntries(node.Unpacked).Select(Path.GetFileName).Order(StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_check_of_a_GPU_runs_every_step_on_the_CPU_and_joins_their_parts()
    {
        var folder = node.At("check");
        var check = await node.TrainAsync([folder], [node.Wheel("check", "2.10.0+cpu")], variables: [("DEVICE", "cpu"), ("TINY", "1")], script: "tests/gpu/check.sh");
        Assert.True(check.Code == 0, check.ToString());
        using var report = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "check.json")));
        var steps = report.RootElement.GetProperty("steps").EnumerateArray().ToDictionary(step => step.GetProperty("step").GetString()!, step => step.GetProperty("result"));
        Assert.Equal(["libtorch", "golden", "layers", "networks", "training"], steps.Keys);
        Assert.True(steps["golden"].GetProperty("passed").GetInt32() > 100);
        Assert.Equal(0, steps["golden"].GetProperty("failed").GetInt32());
        Assert.Contains(steps["layers"].GetProperty("results").EnumerateArray(), figure => figure.GetProperty("name").GetString()!.Contains("BFloat16", StringComparison.Ordinal) && figure.GetProperty("peer").GetDouble() > 0);
        Assert.Contains(steps["networks"].GetProperty("results").EnumerateArray(), figure => figure.GetProperty("name").GetString()!.StartsWith("resnet26/step/bfloat16", StringComparison.Ordinal));
        Assert.InRange(steps["training"].GetProperty("top1").GetDouble(), 0, 100);

        // A step that fails is told with its words, and the others run.
        var broken = await node.TrainAsync([folder], [node.Wheel("check", "2.10.0+cpu")], variables: [("DEVICE", "cuda:9"), ("TINY", "1")], script: "tests/gpu/check.sh");
        Assert.Equal(1, broken.Code);
        Assert.Contains("check: golden ended with 2", broken.Output, StringComparison.Ordinal);
        Assert.Contains("libtorch finds 0 GPUs here", await File.ReadAllTextAsync(Path.Combine(folder, "check.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PyTorch_2_10_comes_first_then_the_newest_other_2_x_and_what_does_not_fit_is_passed_over()
    {
        // It takes the whole of its time, so the others run beside it.
        var hangs = node.At("python that hangs");
        await File.WriteAllTextAsync(hangs, "#!/bin/sh\nsleep 600\n");
        File.SetUnixFileMode(hangs, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var hanging = node.TrainAsync(["setup"], variables: [("PYTHON", hangs)]);

        var (nine, ten, eleven, old) = (node.Wheel("nine", "2.9.1+cu128"), node.Wheel("ten", "2.10.0+cpu"), node.Wheel("eleven", "2.11.0"), node.Wheel("old", "1.13.1"));

        Assert.Equal($"train: ready, with libtorch 2.10.0+cpu in {ten}/torch/lib (CPU)", (await node.TrainAsync(["setup"], [old, nine, eleven, ten])).Output);
        Assert.Equal($"train: ready, with libtorch 2.11.0 in {eleven}/torch/lib (CPU)", (await node.TrainAsync(["setup"], [nine, eleven])).Output);

        CutShort(Libtorch.Own(Path.Combine(eleven, "torch/lib"), "libc10.so"));
        var passed = await node.TrainAsync(["setup"], [old, nine, eleven]);
        Assert.Equal($"train: ready, with libtorch 2.9.1+cu128 in {nine}/torch/lib (CPU)", passed.Output);
        Assert.Matches($"^train: passed over libtorch 2.11.0 in .*: libc10.so cannot be loaded: the file is cut short: it has [0-9]+ bytes, and its headers ask for [0-9]+$", passed.Error);

        // What is named is taken, or refused: no other is tried.
        Assert.Equal($"train: ready, with libtorch 2.9.1+cu128 in {nine}/torch/lib (CPU)",
            (await node.TrainAsync(["setup"], [ten], variables: [("LIBTORCH", $"{nine}/torch")])).Output);
        AssertRefused(await node.TrainAsync(["setup"], [ten], variables: [("LIBTORCH", $"{eleven}/torch")]), "libtorch 2.11.0 in ", "the file is cut short");
        AssertRefused(await node.TrainAsync(["setup"], [ten], variables: [("LIBTORCH", old)]), $"there is no {old}/libtorch_cpu.so");
        AssertRefused(await node.TrainAsync(["setup"], [ten], variables: [("LIBTORCH", $"{old}/torch")]), "libtorch 1.13.1 in ", "needs 2.10, or another 2.x that fits");
        AssertRefused(await node.TrainAsync(["setup"], variables: [("PYTHON", "/bin/false")]), "no libtorch that fits: /bin/false ends with exit code 1. Fix: load");
        AssertRefused(await hanging, $"no libtorch that fits: {hangs} did not say within 20 seconds where its PyTorch is. Fix: load");
    }

    [Fact]
    public async Task A_libtorch_that_does_not_fit_is_one_line_that_says_how()
    {
        var packages = node.Wheel("bad", "2.10.0");
        var library = Path.Combine(packages, "torch", "lib");
        var variables = new[] { ("LIBTORCH", library) };

        // Nonsense in the middle of its code: the process that tries it is ended by a signal.
        var libc10 = Libtorch.Own(library, "libc10.so");
        FillCode(libc10);
        AssertRefused(await node.TrainAsync(["runs"], variables: variables), "one training step with it ended with SIG");

        File.Copy("/lib/x86_64-linux-gnu/libm.so.6", libc10, overwrite: true);
        AssertRefused(await node.TrainAsync(["runs"], variables: variables), "libtorch_cpu.so cannot be loaded: ", "undefined symbol");

        File.Delete(Path.Combine(library, "libtorch_cpu.so"));
        AssertRefused(await node.TrainAsync(["runs"], variables: variables), $"there is no {library}/libtorch_cpu.so");
    }

    // A library that takes the product for the quotient: the loader has nothing against it.
    [Fact]
    public async Task A_libtorch_that_computes_something_else_is_refused()
    {
        string[] packages = [node.Wheel("good", "2.10.0")];
        var bridge = Path.Combine(node.Unpacked, "program", "libLibTorchSharp.so");
        var bytes = await File.ReadAllBytesAsync(bridge);
        var sums = Path.Combine(node.Unpacked, "sums.sha256");
        var lines = await File.ReadAllTextAsync(sums);
        async Task Pack(byte[] other)
        {
            await File.WriteAllBytesAsync(bridge, other);
            await File.WriteAllTextAsync(sums, lines.Replace(Convert.ToHexStringLower(SHA256.HashData(bytes)), Convert.ToHexStringLower(SHA256.HashData(other)), StringComparison.Ordinal));
        }

        try
        {
            await Pack(Renamed(bytes, "_ops8addcdiv_", "_ops8addcmul_"));
            AssertRefused(await node.TrainAsync(["runs"], packages), "it computes wrongly on cpu: the step of AdamW of one training step is ", "where arithmetic says ");

            await Pack(Renamed(bytes, "_ops8addcdiv_", "_ops8addcxyz_"));
            AssertRefused(await node.TrainAsync(["runs"], packages), "undefined symbol: _ZN2at4_ops8addcxyz_");
        }
        finally
        {
            await Pack(bytes);
        }
    }

    [Fact]
    public async Task A_file_of_the_program_that_is_damaged_is_named_before_anything_starts()
    {
        foreach (var name in new[] { "program/VisionAttention.dll", "program/libcoreclr.so", "program/libLibTorchSharp.so", "program/libSkiaSharp.so", "sums.sha256" })
        {
            var path = Path.Combine(node.Unpacked, name);
            await Harmed(path, () => CutShort(path), async () =>
                AssertRefused(await node.TrainAsync(["runs"]), $"train: {path} is ", "damaged", ". Fix: unpack the archive again"));
        }

        var skia = Path.Combine(node.Unpacked, "program", "libSkiaSharp.so");
        await Harmed(skia, () => File.Delete(skia), async () =>
            Assert.Equal($"train: {skia} is missing. Fix: unpack the archive again", (await node.TrainAsync(["train", "--help"])).Error));
        var program = Path.Combine(node.Unpacked, "program", "kit");
        await Harmed(program, () => File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite), async () =>
            AssertRefused(await node.TrainAsync(["runs"]), $"train: {program} may not be executed here. Fix: unpack the archive again"));
        // Only set-up compares what no command needs.
        var licence = Path.Combine(node.Unpacked, "LICENSE");
        await Harmed(licence, () => CutShort(licence), async () =>
            Assert.Equal($"train: {licence} is damaged: its SHA-256 is not that of sums.sha256. Fix: unpack the archive again", (await node.TrainAsync(["setup"])).Error));
    }

    [Fact]
    public async Task Data_that_are_not_there_come_with_an_archive_and_not_with_a_command_that_a_node_lacks()
    {
        string[] packages = [node.Wheel("good", "2.10.0")];
        async Task<string> LastLine(params string[] words)
        {
            var ended = await node.TrainAsync(["train", "--model", "vit", "--epochs", "1", "--out", node.At("none"), .. words], packages);
            Assert.True(ended.Code == 1, ended.ToString());
            return ended.Error.Split('\n')[^1];
        }

        var again = "unpack the archive again; one made without";
        var images = Path.Combine(node.Unpacked, "data", "fashion-mnist", "train-images-idx3-ubyte");
        await Harmed(images, () => CutShort(images), async () => Assert.Matches(
            $"train-images-idx3-ubyte: [0-9]+ bytes, expected [0-9]+. Fix: {again} fashion-mnist is made with it by ./kit pack --data fashion-mnist, in the checkout$", await LastLine("--data", "fashion-mnist")));
        Assert.Matches($"/kmnist/[^ ]* is missing. Fix: {again} kmnist is made with it by ./kit pack --data kmnist, in the checkout$", await LastLine("--data", "kmnist"));
        Assert.EndsWith("/nonexistent/data/manifest.json is missing. Fix: name the folder that holds environment.json and data/manifest.json", await LastLine("--data", "fashion-mnist", "--root", "/nonexistent"), StringComparison.Ordinal);
        var manifest = Path.Combine(node.Unpacked, "data", "manifest.json");
        await Harmed(manifest, () => File.Delete(manifest), async () => Assert.Equal($"train: {manifest} is missing. Fix: unpack the archive again", await LastLine("--data", "fashion-mnist")));
    }

    [Fact]
    public async Task A_PyTorch_with_CUDA_that_cannot_be_used_computes_on_the_CPU_and_says_why()
    {
        string[] packages = [node.Wheel("cuda", "2.10.0+cu128")];
        var library = Path.Combine(packages[0], "torch", "lib");
        var ready = $"train: ready, with libtorch 2.10.0+cu128 in {library} ";

        File.WriteAllText(Path.Combine(library, "libtorch_cuda.so"), "no library");
        Assert.Equal(ready + "(CPU only; CUDA: libtorch_cuda.so: file too short)", (await node.TrainAsync(["setup"], packages)).Output);

        // Cut short; then whole, but it ends the process.
        var crash = Path.Combine(library, "libtorch_cuda.so");
        File.Copy(Libtorch.Files().Single(path => path.EndsWith("/libc10.so", StringComparison.Ordinal)), crash, overwrite: true);
        File.SetUnixFileMode(crash, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var whole = await File.ReadAllBytesAsync(crash);
        CutShort(crash);
        Assert.StartsWith(ready + "(CPU only; CUDA: libtorch_cuda.so cannot be loaded: the file is cut short: ", (await node.TrainAsync(["setup"], packages)).Output, StringComparison.Ordinal);
        await File.WriteAllBytesAsync(crash, whole);
        FillCode(crash);
        Assert.Matches("^" + System.Text.RegularExpressions.Regex.Escape(ready + "(CPU only; with CUDA: one training step with it ended with SIG"), (await node.TrainAsync(["setup"], packages)).Output);

        // Its libraries lie in folders of their own, beside it or in another folder of Python's.
        var asks = await File.ReadAllBytesAsync("/lib/x86_64-linux-gnu/libm.so.6");
        await File.WriteAllBytesAsync(crash, Renamed(asks, "libc.so.6", "libcu.so9"));
        Assert.Equal(ready + "(CPU only; CUDA: libcu.so9: cannot open shared object file: No such file or directory)", (await node.TrainAsync(["setup"], packages)).Output);
        foreach (var place in new[] { packages[0], node.At("python", "other") })
        {
            var folder = Directory.CreateDirectory(Path.Combine(place, "nvidia", "some", "lib")).FullName;
            File.CreateSymbolicLink(Path.Combine(folder, "libcu.so9"), "/lib/x86_64-linux-gnu/libc.so.6");
            Assert.Equal(ready + "(CPU)", (await node.TrainAsync(["setup"], [.. packages, place])).Output);
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task With_libtorch_inside_nothing_needs_to_be_there()
    {
        AssertRefused(await node.TrainAsync(["runs"], hasPython: false), "no python3 is on the PATH");

        var home = node.At("with libtorch");
        foreach (var file in new ArchiveFiles(SetupContext.Current(), withLibtorch: true).All([]).Where(file => file.SameAs is null))
        {
            var path = Path.Combine(home, file.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using (var target = File.Create(path))
            await using (var source = file.Open())
                await source.CopyToAsync(target);
            if (file.IsProgram)
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var written = new[] { ("VISION_ATTENTION_HOME", node.At("written with libtorch")) };
        var ready = await node.TrainAsync(["setup"], hasPython: false, home: home, variables: written);

        Assert.Equal(("", $"train: ready, with libtorch 2.10.0 in {home}/libtorch (CPU)"), (ready.Error, ready.Output));

        // Its sums were compared; one that is touched afterwards is compared again.
        var library = Path.Combine(home, "libtorch", "libtorch_cpu.so");
        CutShort(library);
        AssertRefused(await node.TrainAsync(["runs"], hasPython: false, home: home, variables: written), $"train: {library} is damaged", "Fix: unpack the archive again");
        Directory.Delete(Path.GetDirectoryName(library)!, recursive: true);
        AssertRefused(await node.TrainAsync(["runs"], hasPython: false, home: home, variables: written), $"train: {home}/libtorch/", " is missing. Fix: unpack the archive again");
    }

    private void AssertNotices(SetupContext context)
    {
        using var program = JsonDocument.Parse(File.ReadAllText(Path.Combine(node.Unpacked, "program", "kit.deps.json")));
        var brought = program.RootElement.GetProperty("libraries").EnumerateObject()
            .Where(library => library.Value.GetProperty("type").GetString() is "package" or "runtimepack")
            .Select(library => library.Name.Replace("runtimepack.", "", StringComparison.Ordinal).Split('/'))
            .Where(library => context.Environment.PackageVersion(library[0]) is null)
            .ToDictionary(library => library[0], library => library[1]);
        var notices = new Notices(File.ReadAllText(Path.Combine(node.Unpacked, Notices.FileName)));
        Notices.AssertNone(notices.Problems(Notices.Archive, "the archive", brought.Keys, (name, licence) => notices.Contradiction(name, brought[name], licence)));
        string[] own = ["Microsoft.NETCore.App.Runtime.linux-x64.THIRD-PARTY-NOTICES.TXT", "libtorch-cpu-linux-x64.LICENSE-LIBTORCH.txt", "SkiaSharp.NativeAssets.Linux.NoDependencies.THIRD-PARTY-NOTICES.txt", "libSkiaSharp.so"];
        Assert.All(own, name => Assert.True(File.Exists(Path.Combine(node.Unpacked, "program", name)), name));
    }

    private static void AssertRefused(Ended ended, params string[] words)
    {
        Assert.True(ended.Code == 1, ended.ToString());
        Assert.DoesNotContain('\n', ended.Error);
        Assert.All(words, word => Assert.Contains(word, ended.Error, StringComparison.Ordinal));
    }

    // Set aside under another name, so that all of it comes back.
    private static async Task Harmed(string path, Action harm, Func<Task> look)
    {
        var aside = path + ".aside";
        File.Copy(path, aside);
        try
        {
            harm();
            await look();
        }
        finally
        {
            File.Move(aside, path, overwrite: true);
        }
    }

    private static void CutShort(string path)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(file.Length * 2 / 3);
    }

    // The second half of each segment that is executed becomes an instruction that no processor has.
    private static void FillCode(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var (table, size) = ((int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(0x20)), BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(0x36)));
        for (var segment = table; segment < table + size * BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(0x38)); segment += size)
        {
            var (kind, flags) = (BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(segment)), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(segment + 4)));
            if (kind != 1 || (flags & 1) == 0)
                continue;
            var (offset, length) = ((int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(segment + 8)), (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(segment + 0x20)));
            for (var place = offset + length / 2 / 2 * 2; place + 1 < offset + length; place += 2)
                (bytes[place], bytes[place + 1]) = (0x0f, 0x0b);
        }

        File.WriteAllBytes(path, bytes);
    }

    private static byte[] Renamed(byte[] bytes, string from, string to)
    {
        var copy = bytes.ToArray();
        var (old, name) = (System.Text.Encoding.ASCII.GetBytes(from), System.Text.Encoding.ASCII.GetBytes(to));
        Assert.Equal(old.Length, name.Length);
        for (var place = copy.AsSpan().IndexOf(old); place >= 0; place = copy.AsSpan().IndexOf(old))
            name.CopyTo(copy, place);
        Assert.False(copy.AsSpan().SequenceEqual(bytes));
        return copy;
    }
}
