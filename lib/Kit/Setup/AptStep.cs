using VisionAttention.Kit.Platform;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Setup;

/// <summary>Installs Debian packages that are missing.</summary>
internal sealed class AptStep(string name, string purpose, string[] groups) : ISetupStep
{
    public string Name => name;

    public string Why => $"Debian packages for {purpose}";

    public IEnumerable<string> Inputs(SetupContext context)
    {
        foreach (var package in Packages(context))
            yield return package;
        // Installing or removing any package rewrites this list, so the question is asked again then.
        foreach (var line in Stamps.Sources(DpkgStatus))
            yield return line;
    }

    public bool IsInPlace(SetupContext context) => true;

    public async Task<string> ApplyAsync(SetupContext context, CancellationToken cancellation)
    {
        var packages = Packages(context);
        if (context.Machine.Variable(SkipVariable) is not null)
            return $"skipped because {SkipVariable} is set; {string.Join(", ", packages)} are taken to be there";
        var apt = new AptPackages(context);
        var missing = await apt.MissingAsync(packages, cancellation);
        if (missing.Count == 0)
            return $"{packages.Count} packages are installed";
        await apt.InstallAsync(missing, cancellation);
        return $"installed {string.Join(", ", missing)}";
    }

    private const string DpkgStatus = "/var/lib/dpkg/status";
    /// <summary>Set where Debian's packages are somebody else's business.</summary>
    public const string SkipVariable = "VISION_ATTENTION_SKIP_APT";

    private IReadOnlyList<string> Packages(SetupContext context) => context.Environment.AptPackages(groups);
}

/// <summary>Debian's package tools: what is missing, how to install it with the rights at hand, and how to look inside without.</summary>
internal sealed class AptPackages(SetupContext context)
{
    private static readonly TimeSpan DownloadLimit = TimeSpan.FromMinutes(5);

    /// <summary>Those of the packages that are not installed.</summary>
    public async Task<IReadOnlyList<string>> MissingAsync(IReadOnlyList<string> packages, CancellationToken cancellation)
    {
        if (context.Machine.Find("dpkg-query") is not { } query)
            throw NoApt(packages);
        var result = await context.Processes.RunAsync(
            query, ["-W", "-f=${Package} ${db:Status-Status}\\n", .. packages], cancellation: cancellation);
        var installed = result.Output
            .Where(line => line.EndsWith(" installed", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[0]).ToHashSet(StringComparer.Ordinal);
        return [.. packages.Where(package => !installed.Contains(package))];
    }

    /// <summary>Installs packages, or says which command would.</summary>
    public async Task InstallAsync(IReadOnlyList<string> packages, CancellationToken cancellation)
    {
        if (context.Machine.Find("apt-get") is not { } apt)
            throw NoApt(packages);
        var prefix = await PrefixAsync(packages, cancellation);
        context.Report.Line("     ", "grey", $"installing {string.Join(", ", packages)}");
        await RunAsync(prefix, apt, ["update"], packages, cancellation);
        await RunAsync(prefix, apt, ["install", "-y", "--no-install-recommends", .. packages], packages, cancellation);
    }

    /// <summary>Downloads a package, which installs nothing and needs no rights, and unpacks what it holds to a tar archive. As root the list of packages is
    /// fetched where that is what is missing.</summary>
    /// <param name="package">Its name.</param>
    /// <param name="folder">Where to; made if it is not there.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The archive's path.</returns>
    public async Task<string> DownloadAsync(string package, string folder, CancellationToken cancellation)
    {
        if (context.Machine.Find("apt-get") is not { } apt || context.Machine.Find("dpkg-deb") is not { } unpacker || context.Machine.Find("sh") is not { } shell)
            throw new KitException($"this machine has no apt-get and dpkg-deb to fetch the Debian package {package} with", "use Debian or Ubuntu");
        AtomicFile.DeleteFolder(folder);
        Directory.CreateDirectory(folder);
        context.Report.Line("     ", "grey", $"apt-get download {package}");
        var options = new ProcessOptions { WorkingDirectory = folder, LogFile = folder + ".log", OnLine = context.Report.Live, TimeLimit = DownloadLimit };
        var result = await context.Processes.RunAsync(apt, ["download", package], options, cancellation);
        if (!result.Succeeded && context.Machine.IsRoot && context.Machine.Variable(AptStep.SkipVariable) is null)
        {
            // A machine may have packages and no list of them.
            await context.Processes.RunAsync(apt, ["update"], options, cancellation);
            result = await context.Processes.RunAsync(apt, ["download", package], options, cancellation);
        }
        if (!result.Succeeded)
            throw FailureText.OfProgram($"apt-get download {package}", result, $"see {options.LogFile}");
        if (Directory.GetFiles(folder, "*.deb") is not [var file])
            throw new KitException($"apt-get download {package} left no single .deb", $"see {options.LogFile}");
        var archive = Path.Combine(folder, $"{package}.tar");
        result = await context.Processes.RunAsync(shell, ["-c", "exec \"$1\" --fsys-tarfile \"$2\" > \"$3\"", "sh", unpacker, file, archive], options, cancellation);
        return result.Succeeded ? archive : throw FailureText.OfProgram($"dpkg-deb --fsys-tarfile {Path.GetFileName(file)}", result, $"see {options.LogFile}");
    }

    /// <summary>The command somebody with the rights would run.</summary>
    public static string Command(IReadOnlyList<string> packages) =>
        $"sudo apt-get update && sudo apt-get install -y --no-install-recommends {string.Join(' ', packages)}";

    // What goes before apt-get: nothing for root, sudo without a question where it is allowed, sudo that asks on a terminal.
    private async Task<string[]> PrefixAsync(IReadOnlyList<string> packages, CancellationToken cancellation)
    {
        if (context.Machine.IsRoot)
            return [];
        if (context.Machine.Find("sudo") is not { } sudo)
        {
            throw new KitException(
                $"missing Debian packages {string.Join(", ", packages)}, and neither root nor sudo to install them",
                $"ask an administrator to run: {Command(packages)}");
        }

        var silent = await context.Processes.RunAsync(sudo, ["-n", "true"], cancellation: cancellation);
        if (silent.Succeeded)
            return [sudo, "-n"];
        if (context.Machine.IsTerminal)
        {
            context.Report.Line("     ", "grey", "sudo may ask for your password");
            if (await context.Processes.RunAttachedAsync(sudo, ["-v"], cancellation: cancellation) == 0)
                return [sudo];
        }

        throw new KitException(
            $"missing Debian packages {string.Join(", ", packages)}, and sudo does not let this user install them", $"run: {Command(packages)}");
    }

    private async Task RunAsync(
        string[] prefix, string apt, string[] arguments, IReadOnlyList<string> packages, CancellationToken cancellation)
    {
        string[] command = [.. prefix, "/usr/bin/env", "DEBIAN_FRONTEND=noninteractive", apt, .. arguments];
        var log = Path.Combine(context.Workspace.SetupFolder, $"apt-{arguments[0]}.log");
        var options = new ProcessOptions { LogFile = log, OnLine = context.Report.Live };
        var result = await context.Processes.RunAsync(command[0], command[1..], options, cancellation);
        if (result.Succeeded)
            return;
        throw FailureText.OfProgram($"apt-get {arguments[0]}", result, $"see {log}; by hand: {Command(packages)}");
    }

    private static KitException NoApt(IReadOnlyList<string> packages) => new(
        $"this machine has no apt-get, and the Debian packages {string.Join(", ", packages)} cannot be checked",
        $"on Debian or Ubuntu: {Command(packages)}; elsewhere install their equivalents and set VISION_ATTENTION_SKIP_APT=1");
}
