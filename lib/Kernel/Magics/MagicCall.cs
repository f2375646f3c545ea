using VisionAttention.Kernel.Execution;

namespace VisionAttention.Kernel.Magics;

/// <summary>One use of a magic command.</summary>
/// <param name="Argument">What stands behind the name, without quotes.</param>
/// <param name="Place">Cell and line, for messages.</param>
/// <param name="Folder">What relative paths start from.</param>
/// <param name="Host">The cells so far.</param>
/// <param name="RunCell">Runs a text as a cell of its own.</param>
/// <param name="AtCellEnd">Keeps something to do for when the cell has run.</param>
internal sealed record MagicCall(
    string Argument, string Place, string Folder, ScriptHost Host, CellRun RunCell, Action<Action> AtCellEnd)
{
    /// <summary>The error that the reader sees when the command cannot be followed: one line, which starts with the place.</summary>
    internal CellFailedException Failure(string message) => CellFailedException.Directive(Place, message);

    /// <summary>The file that the argument names, from the cell's folder or else from the current one.</summary>
    internal string FindFile(string directive)
    {
        if (Argument.Length == 0)
        {
            throw Failure($"{directive} names no file; write {directive} \"path\"");
        }

        string[] candidates = [Path.GetFullPath(Argument, Folder), Path.GetFullPath(Argument)];
        return candidates.FirstOrDefault(File.Exists) ?? throw Failure($"{directive} \"{Argument}\": no such file; looked in {Folder}");
    }
}

/// <summary>Runs a text as a cell of its own.</summary>
/// <param name="text">The cell.</param>
/// <param name="name">Its name in tracebacks.</param>
/// <param name="folder">What its relative paths start from.</param>
/// <param name="showsResult">True: what it ends with is shown.</param>
internal delegate void CellRun(string text, string name, string folder, bool showsResult = false);

/// <summary>A command of cells that is written <c>#!name</c>.</summary>
/// <param name="Name">The name without <c>#!</c>, in small letters.</param>
/// <param name="Help">What it does, in one line; <c>#!lsmagic</c> shows it.</param>
/// <param name="Run">Does it.</param>
internal sealed record Magic(string Name, string Help, Action<MagicCall> Run);
