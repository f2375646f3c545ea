// Notebooks open these namespaces without using much of them; one type in each lets the line compile.
namespace Microsoft.DotNet.Interactive.Commands
{
    /// <summary>What the command interface of .NET Interactive took. Here are cells only, so nothing can be sent.</summary>
    public abstract class KernelCommand;
}

namespace Microsoft.DotNet.Interactive.Events
{
    /// <summary>What the command interface of .NET Interactive answered.</summary>
    public abstract class KernelEvent;
}

namespace Microsoft.DotNet.Interactive.Formatting
{
    /// <summary>Stands for the HTML tags as members of .NET Interactive, which are not here; write <c>HTML("...")</c>.</summary>
    public static class PocketViewTags;
}
