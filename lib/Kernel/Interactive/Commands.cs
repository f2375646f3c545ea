using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive
{
    /// <summary>What came of a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="events">What happened, the end last.</param>
    public sealed class KernelCommandResult(KernelCommand command, IReadOnlyList<KernelEvent> events)
    {
        /// <summary>The command.</summary>
        public KernelCommand Command { get; } = command;

        /// <summary>What happened, the end last.</summary>
        public IReadOnlyList<KernelEvent> Events { get; } = events;
    }
}

namespace Microsoft.DotNet.Interactive.Commands
{
    /// <summary>Something a kernel is asked to do.</summary>
    /// <param name="targetKernelName">The kernel that is asked; null for the usual one.</param>
    public abstract class KernelCommand(string? targetKernelName = null)
    {
        /// <summary>The kernel that is asked; null for the usual one.</summary>
        public string? TargetKernelName { get; } = targetKernelName;
    }

    /// <summary>Code to run.</summary>
    /// <param name="code">The code.</param>
    /// <param name="targetKernelName">The kernel that is asked; null for the usual one.</param>
    public sealed class SubmitCode(string code, string? targetKernelName = null) : KernelCommand(targetKernelName)
    {
        /// <summary>The code.</summary>
        public string Code { get; } = code;
    }
}

namespace Microsoft.DotNet.Interactive.Events
{
    /// <summary>Something that happened while a command ran.</summary>
    /// <param name="command">The command.</param>
    public abstract class KernelEvent(KernelCommand? command)
    {
        /// <summary>The command.</summary>
        public KernelCommand? Command { get; } = command;
    }

    /// <summary>A command did what it was asked.</summary>
    /// <param name="command">The command.</param>
    public sealed class CommandSucceeded(KernelCommand command) : KernelEvent(command);

    /// <summary>A command failed.</summary>
    /// <param name="exception">Why.</param>
    /// <param name="command">The command.</param>
    public sealed class CommandFailed(Exception exception, KernelCommand command) : KernelEvent(command)
    {
        /// <summary>Why.</summary>
        public Exception Exception { get; } = exception;

        /// <summary>Why, in words.</summary>
        public string Message { get; } = exception.Message;
    }

    /// <summary>A value to show.</summary>
    /// <param name="value">The value.</param>
    /// <param name="command">The command.</param>
    /// <param name="formattedValues">The value as texts; the kernel formats it when there are none.</param>
    public abstract class DisplayEvent(object? value, KernelCommand? command, IReadOnlyCollection<FormattedValue>? formattedValues = null) : KernelEvent(command)
    {
        /// <summary>The value.</summary>
        public object? Value { get; } = value;

        /// <summary>The value as texts.</summary>
        public IReadOnlyCollection<FormattedValue> FormattedValues { get; } = formattedValues ?? [];
    }

    /// <summary>A value that code shows.</summary>
    /// <param name="value">The value.</param>
    /// <param name="command">The command.</param>
    /// <param name="formattedValues">The value as texts.</param>
    /// <param name="valueId">The name it can be replaced by.</param>
    public sealed class DisplayedValueProduced(object? value, KernelCommand? command, IReadOnlyCollection<FormattedValue>? formattedValues = null, string? valueId = null)
        : DisplayEvent(value, command, formattedValues)
    {
        /// <summary>The name it can be replaced by.</summary>
        public string? ValueId { get; } = valueId;
    }

    /// <summary>The value that code ends with.</summary>
    /// <param name="value">The value.</param>
    /// <param name="command">The command.</param>
    /// <param name="formattedValues">The value as texts.</param>
    public sealed class ReturnValueProduced(object? value, KernelCommand? command, IReadOnlyCollection<FormattedValue>? formattedValues = null)
        : DisplayEvent(value, command, formattedValues);

    /// <summary>A failure to tell.</summary>
    /// <param name="message">The text.</param>
    /// <param name="command">The command.</param>
    /// <param name="formattedValues">The text in several MIME types.</param>
    public sealed class ErrorProduced(string message, KernelCommand? command, IReadOnlyCollection<FormattedValue>? formattedValues = null)
        : DisplayEvent(message, command, formattedValues)
    {
        /// <summary>The text.</summary>
        public string Message { get; } = message;
    }
}
