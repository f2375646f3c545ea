using VisionAttention.Kit.Setup;

namespace Kit.Tests.Setup;

public sealed class SetupRunnerTests : IDisposable
{
    private readonly Checkout _checkout = new();

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public async Task A_step_is_done_once_and_again_when_its_inputs_change_it_is_forced_or_its_result_is_gone()
    {
        var step = new CountingStep();
        await RunAsync(step);
        await RunAsync(step);
        Assert.Equal(1, step.Applied);

        step.Input = "changed";
        await RunAsync(step);
        Assert.Equal(2, step.Applied);

        await RunAsync(step, force: true);
        Assert.Equal(3, step.Applied);

        step.IsThere = false;
        await RunAsync(step);
        Assert.Equal(4, step.Applied);
    }

    [Fact]
    public async Task A_step_that_fails_is_tried_again_next_time()
    {
        var step = new CountingStep { Fails = true };
        await Assert.ThrowsAsync<IOException>(() => RunAsync(step));

        step.Fails = false;
        await RunAsync(step);

        Assert.Equal(2, step.Applied);
    }

    [Fact]
    public async Task Two_set_ups_of_one_checkout_wait_for_each_other()
    {
        var first = new CountingStep { Milliseconds = 300 };
        var second = new CountingStep { Milliseconds = 300 };

        await Task.WhenAll(Task.Run(() => RunAsync(first, force: true)), Task.Run(() => RunAsync(second, force: true)));

        Assert.Equal(2, first.Applied + second.Applied);
        Assert.True(first.Ended <= second.Begun || second.Ended <= first.Begun);
    }

    [Fact]
    public async Task What_the_first_edition_built_is_deleted_and_its_runs_stay()
    {
        string[] old = ["profile.props", "native/library.so", "bin/VisionAttention/release/TorchSharp.dll", "obj/Training/project.assets.json"];
        string[] kept = ["runs/mine/weights.safetensors", "bin/Kit/release/kit.dll"];
        foreach (var path in old.Concat(kept).Select(name => Path.Combine(_checkout.Workspace.Artifacts, name)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }

        await RunAsync(new CountingStep());

        Assert.DoesNotContain(old, name => File.Exists(Path.Combine(_checkout.Workspace.Artifacts, name)));
        Assert.All(kept, name => Assert.True(File.Exists(Path.Combine(_checkout.Workspace.Artifacts, name)), name));
    }

    private Task<bool> RunAsync(ISetupStep step, bool force = false) => new SetupRunner(_checkout.Context()).RunAsync([step], force, default);

    private sealed class CountingStep : ISetupStep
    {
        public string Name => "counting";

        public string Why => "a test counts it";

        public string Input { get; set; } = "first";

        public bool Fails { get; set; }

        public bool IsThere { get; set; } = true;

        public int Milliseconds { get; init; }

        public int Applied { get; private set; }

        public DateTime Begun { get; private set; }

        public DateTime Ended { get; private set; }

        public IEnumerable<string> Inputs(SetupContext context) => [Input];

        public bool IsInPlace(SetupContext context) => IsThere;

        public async Task<string> ApplyAsync(SetupContext context, CancellationToken cancellation)
        {
            Begun = DateTime.UtcNow;
            Applied++;
            await Task.Delay(Milliseconds, cancellation);
            Ended = DateTime.UtcNow;
            return Fails ? throw new IOException("as told") : "counted";
        }
    }
}
