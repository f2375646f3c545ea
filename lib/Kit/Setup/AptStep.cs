namespace VisionAttention.Kit.Setup;

/// <summary>Installs Debian packages that are missing.</summary>
internal sealed class AptStep(string name, string purpose, string[] groups) : ISetupStep
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Why => $"Debian packages for {purpose}";

    /// <inheritdoc/>
    public IEnumerable<string> Inputs(SetupContext context)
    {
        foreach (var package in Packages(context))
        {
            yield return package;
        }

        // Installing or removing any package rewrites this list, so the question is asked again then.
        foreach (var line in Stamps.Sources(DpkgStatus))
        {
            yield return line;
        }
    }

    /// <inheritdoc/>
    public bool IsInPlace(SetupContext context) => true;

    /// <inheritdoc/>
    public async Task<string> ApplyAsync(SetupContext context, CancellationToken cancellation)
    {
        var packages = Packages(context);
        if (context.Machine.Variable(SkipVariable) is not null)
        {
            return $"skipped because {SkipVariable} is set; {string.Join(", ", packages)} are taken to be there";
        }

        var apt = new AptPackages(context);
        var missing = await apt.MissingAsync(packages, cancellation);
        if (missing.Count == 0)
        {
            return $"{packages.Count} packages are installed";
        }

        await apt.InstallAsync(missing, cancellation);
        return $"installed {string.Join(", ", missing)}";
    }

    private const string DpkgStatus = "/var/lib/dpkg/status";
    private const string SkipVariable = "VISION_ATTENTION_SKIP_APT";

    private IReadOnlyList<string> Packages(SetupContext context) => context.Environment.AptPackages(groups);
}
