using System.Text;

namespace VisionAttention.Kernel.Session;

/// <summary>Console.Out or Console.Error, sent to the cell that writes.</summary>
internal sealed class CellStreamWriter(Publisher publisher, string name, Func<CellContext?> latest) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (buffer.IsEmpty || (CellContext.Current ?? latest()) is not { Silent: false } cell)
        {
            return;
        }

        publisher.Write(name, cell.Request.Header, buffer);
    }

    public override void WriteLine() => Write("\n");

    public override void WriteLine(string? value) => Write(value + "\n");

    public override void WriteLine(ReadOnlySpan<char> buffer) => Write(string.Concat(buffer, "\n"));

    public override void Flush() => publisher.Flush();
}
