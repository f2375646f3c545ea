using VisionAttention.Kit.Setup;

namespace Kit.Tests.Setup;

public sealed class ProfileStepTests : IDisposable
{
    private readonly Checkout _checkout = new();

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public async Task A_feed_that_serves_the_packages_means_official()
    {
        _checkout.Program("dotnet", "exit 0");

        await new ProfileStep().ApplyAsync(_checkout.Context(), default);

        Assert.Equal("official", ProfileStep.Chosen(_checkout.Workspace)!.Profile);
        Assert.Equal("cpu", ProfileStep.Chosen(_checkout.Workspace)!.Device);
    }

    [Fact]
    public async Task A_feed_without_TorchSharp_means_bundled_and_the_reason_names_it()
    {
        _checkout.Program("dotnet", "echo 'error NU1101: Unable to find package TorchSharp. No packages exist'; exit 1");

        var line = await new ProfileStep().ApplyAsync(_checkout.Context(), default);

        var choice = ProfileStep.Chosen(_checkout.Workspace)!;
        Assert.Equal("bundled", choice.Profile);
        Assert.Equal("the NuGet feed does not serve TorchSharp", choice.Reason);
        Assert.Contains(choice.Reason, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_feed_that_cannot_be_asked_means_bundled_and_says_how_to_ask_again()
    {
        _checkout.Program("dotnet", "echo 'error NU1301: Unable to load the service index'; exit 1");

        await new ProfileStep().ApplyAsync(_checkout.Context(), default);

        Assert.Contains("./kit setup --force", ProfileStep.Chosen(_checkout.Workspace)!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_asked_for_is_taken_without_asking_the_feed_and_is_kept()
    {
        _checkout.Program("dotnet", "exit 77");
        var asked = _checkout.Context() with { RequestedProfile = "official" };

        await new ProfileStep().ApplyAsync(asked, default);

        Assert.Equal("official", ProfileStep.Chosen(_checkout.Workspace)!.Profile);
        Assert.True(new ProfileStep().IsInPlace(_checkout.Context()));
        Assert.False(new ProfileStep().IsInPlace(_checkout.Context() with { RequestedProfile = "bundled" }));
    }

    [Fact]
    public async Task A_listed_graphics_card_chooses_cuda()
    {
        _checkout.Program("dotnet", "exit 0");
        _checkout.Program("nvidia-smi", "echo 'GPU 0: Some Card (UUID: GPU-1)'");

        await new ProfileStep().ApplyAsync(_checkout.Context(), default);

        Assert.Equal("cuda", ProfileStep.Chosen(_checkout.Workspace)!.Device);
    }
}
