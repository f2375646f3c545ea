using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using VisionAttention.Kernel.Interactive;

namespace Microsoft.DotNet.Interactive;

/// <summary>The kernel, and the display functions every cell has at hand.</summary>
public abstract class Kernel
{
    /// <param name="name">What it is called in a notebook of several languages.</param>
    protected Kernel(string name) => Name = name;

    /// <summary>The kernel that holds the one for C#.</summary>
    public static Kernel Root { get; } = new CompositeKernel();

    /// <summary>The kernel that runs the cell.</summary>
    public static Kernel Current => ((CompositeKernel)Root).ChildKernels.First();

    /// <summary>What it is called in a notebook of several languages.</summary>
    public string Name { get; }

    /// <summary>The kernel that holds the one for C#.</summary>
    public Kernel RootKernel => Root;

    /// <summary>The kernel that holds this one.</summary>
    public CompositeKernel? ParentKernel => this == Root ? null : (CompositeKernel)Root;

    /// <summary>Runs a command: the code of a <see cref="SubmitCode"/>, at once and as a cell of its own.</summary>
    /// <returns>What came of it. A failure is among the events, and on standard error.</returns>
    public Task<KernelCommandResult> SendAsync(KernelCommand command, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(new KernelCommandResult(command, [Run(command)]));
    }

    private KernelEvent Run(KernelCommand command)
    {
        try
        {
            if (command is not SubmitCode submission)
            {
                throw new NotSupportedException($"{command.GetType().Name} is a command of .NET Interactive that this kernel does not have; it runs SubmitCode");
            }

            var target = command.TargetKernelName is { } name
                ? this.FindKernelByName(name) ?? throw new NotSupportedException(
                    $"there is no kernel {name}; there are {string.Join(", ", ((CompositeKernel)Root).Select(static kernel => kernel.Name))}")
                : this;
            Notebook.Current.Run(target == Root || target == Current ? submission.Code : $"#!{target.Name}\n{submission.Code}");
            return new CommandSucceeded(command);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Console.Error.WriteLine(failure.Message);
            return new CommandFailed(failure, command);
        }
    }

    /// <summary>Shows a value below the cell.</summary>
    /// <param name="value">What to show.</param>
    /// <param name="mimeTypes">In which MIME types; all the value has when none is given.</param>
    [SuppressMessage("Style", "IDE1006", Justification = "Notebooks write it so.")]
    public static DisplayedValue display(object? value, params string[] mimeTypes) => Displays.Show(value, mimeTypes);

    /// <summary>Text that is shown as HTML.</summary>
    public static IHtmlContent HTML(string content) => new MimeText("text/html", content);

    /// <summary>Text that is shown as Markdown.</summary>
    public static MimeText Markdown(string content) => new("text/markdown", content);

    /// <summary>Text that is shown as a drawing.</summary>
    [SuppressMessage("Style", "IDE1006", Justification = "The format's name.")]
    public static MimeText SVG(string content) => new("image/svg+xml", content);

    /// <summary>Runs a script in the browser.</summary>
    public static void Javascript(string scriptContent) => display(HTML($"<script type=\"text/javascript\">{scriptContent}</script>"));

    /// <summary>Adds a style sheet to the page.</summary>
    public static void CSS(string content) => display(HTML($"<style>{content}</style>"));

    /// <summary>Asks the reader of the notebook for a password, which is not shown while it is typed.</summary>
    public static Task<PasswordString> GetPasswordAsync(string prompt = "") => Task.FromResult(new PasswordString(Notebook.Current.Ask(prompt, isPassword: true)));

    /// <summary>Asks the reader of the notebook for a line of text.</summary>
    /// <param name="prompt">The question.</param>
    /// <param name="typeHint">What kind of text is meant; front ends show the same box for all.</param>
    public static Task<string> GetInputAsync(string prompt = "", string typeHint = "text") => Task.FromResult(Notebook.Current.Ask(prompt, isPassword: typeHint == "password"));
}

/// <summary>The kernel that holds the kernels of languages: of C#, and of what a page shows.</summary>
public sealed class CompositeKernel : Kernel, IEnumerable<Kernel>
{
    internal CompositeKernel()
        : base(".NET") => ChildKernels = new([new LanguageKernel("csharp"), new LanguageKernel("html"), new LanguageKernel("javascript"), new LanguageKernel("markdown")]);

    /// <summary>The kernels of the languages, that of C# first.</summary>
    public KernelCollection ChildKernels { get; }

    /// <summary>What code is sent to that names no kernel.</summary>
    public string DefaultKernelName => Current.Name;

    /// <summary>Would add a kernel for another language.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public void Add(Kernel kernel, IEnumerable<string>? aliases = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        throw new NotSupportedException($"the kernel {kernel.Name} cannot be added: here is one for C# only");
    }

    /// <summary>The kernels of the languages.</summary>
    public IEnumerator<Kernel> GetEnumerator() => ChildKernels.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed class LanguageKernel(string name) : Kernel(name);
}

/// <summary>The kernels inside of one.</summary>
public sealed class KernelCollection : IReadOnlyCollection<Kernel>
{
    private readonly IReadOnlyList<Kernel> _kernels;

    internal KernelCollection(IReadOnlyList<Kernel> kernels) => _kernels = kernels;

    /// <summary>How many there are.</summary>
    public int Count => _kernels.Count;

    /// <summary>Finds the kernel of a name, or of another name of its language.</summary>
    public bool TryGetByAlias(string alias, [MaybeNullWhen(false)] out Kernel kernel)
    {
        ArgumentNullException.ThrowIfNull(alias);
        var name = alias.ToLowerInvariant() switch { "c#" => "csharp", "js" => "javascript", "md" => "markdown", var other => other };
        kernel = _kernels.FirstOrDefault(kernel => kernel.Name == name);
        return kernel is not null;
    }

    /// <summary>The kernels in order.</summary>
    public IEnumerator<Kernel> GetEnumerator() => _kernels.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Finding kernels, and sending code to one.</summary>
public static class KernelExtensions
{
    /// <summary>The kernel of this name; null when there is none.</summary>
    public static Kernel? FindKernelByName(this Kernel kernel, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ((CompositeKernel)Kernel.Root).ChildKernels.TryGetByAlias(name, out var found)
            ? found
            : kernel.FindKernels(other => other.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).FirstOrDefault();
    }

    /// <summary>The kernels that fulfil a condition.</summary>
    public static IEnumerable<Kernel> FindKernels(this Kernel kernel, Func<Kernel, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return ((CompositeKernel)Kernel.Root).Prepend(Kernel.Root).Where(predicate);
    }

    /// <summary>Does something with the kernels inside of one.</summary>
    public static void VisitSubkernels(this Kernel kernel, Action<Kernel> onVisit) => (kernel as CompositeKernel)?.ChildKernels.ToList().ForEach(onVisit);

    /// <summary>Does something with a kernel and those inside of it.</summary>
    public static void VisitSubkernelsAndSelf(this Kernel kernel, Action<Kernel> onVisit)
    {
        ArgumentNullException.ThrowIfNull(onVisit);
        onVisit(kernel);
        kernel.VisitSubkernels(onVisit);
    }

    /// <summary>Runs code, at once and as a cell of its own.</summary>
    public static Task<KernelCommandResult> SubmitCodeAsync(this Kernel kernel, string code)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return kernel.SendAsync(new SubmitCode(code));
    }
}

/// <summary>Code that a package brings for the notebook, run when the package is added.</summary>
public interface IKernelExtension
{
    /// <summary>Registers formatters, or runs code in the notebook.</summary>
    /// <param name="kernel">The kernel that holds the one for C#.</param>
    Task OnLoadAsync(Kernel kernel);
}

/// <summary>A password, which no output shows by accident.</summary>
public sealed class PasswordString
{
    private readonly string _password;

    /// <param name="clearTextPassword">The password itself.</param>
    public PasswordString(string clearTextPassword) => _password = clearTextPassword;

    /// <summary>The password itself.</summary>
    public string GetClearTextPassword() => _password;

    /// <summary>As many asterisks as the password has characters.</summary>
    public override string ToString() => new('*', _password.Length);
}
