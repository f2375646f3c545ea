using VisionAttention.Kit;
using VisionAttention.Kit.Setup;

namespace Kit.Tests.Setup;

public sealed class DoctorTests : IDisposable
{
    private readonly Checkout _checkout = new();

    public void Dispose() => _checkout.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_the_owner_of_a_checkout_built_is_taken_as_it_is_as_set_up_takes_it(bool isSomebodyElses)
    {
        foreach (var file in PublishStep.Library.Made(_checkout.Workspace).Append(_checkout.Workspace.KernelProgram))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, "");
        }
        var context = _checkout.Context();
        if (isSomebodyElses)
            context = context with { Workspace = new Workspace(_checkout.Root) { Output = Path.Combine(_checkout.Root, "own") } };

        var findings = new List<Finding>();
        await foreach (var finding in new Doctor(context).ExamineAsync(default))
            findings.Add(finding);

        Assert.All(["library", "kernel", "plotly.js"], subject => Assert.Equal(isSomebodyElses ? FindingState.Found : FindingState.Missing, findings.Single(finding => finding.Subject == subject).State));
        Assert.Equal(isSomebodyElses, !await IsRefusedAsync(context));
    }

    // Set-up without a stamp makes it anew in one's own checkout, which fails where there is no .NET.
    private static async Task<bool> IsRefusedAsync(SetupContext context)
    {
        try
        {
            return await new SetupRunner(context).RunAsync([PublishStep.Library, PublishStep.Kernel], force: false, default);
        }
        catch (Exception failure) when (failure is KitException or System.ComponentModel.Win32Exception)
        {
            return true;
        }
    }
}
