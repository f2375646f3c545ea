using VisionAttention.Kernel.Execution;

namespace VisionAttention.Kernel.Magics;

/// <summary>Follows the directives of a cell, before the compiler sees the rest of it.</summary>
internal sealed class DirectiveRunner(References references, AssemblyLoading loading, ScriptHost host, CellRun runCell)
{
    private readonly PackageRestore _packages = new(references);
    private readonly ExtensionLoader _extensions = new(loading, runCell);
    private readonly List<string> _open = [];

    /// <summary>Follows directives in order; packages come first, all of them in one restore.</summary>
    /// <param name="directives">What to follow.</param>
    /// <param name="name">The cell, for messages.</param>
    /// <param name="folder">What relative paths start from.</param>
    /// <param name="atCellEnd">Takes what is to be done when the cell has run.</param>
    internal void Follow(IReadOnlyList<Directive> directives, string name, string folder, List<Action> atCellEnd)
    {
        foreach (var directive in directives.Where(static directive => directive.Word == "i"))
        {
            _packages.AddSource(directive.Argument, folder, PlaceOf(directive));
        }

        var packages = directives.Where(static directive => directive is { Word: "r" } && PackageReference.IsOne(directive.Argument)).ToList();
        if (packages.Count > 0)
        {
            if (_packages.Add([.. packages.Select(directive => PackageReference.Read(directive.Argument, PlaceOf(directive)))]) is { } files)
            {
                _extensions.Load(files.Extensions, files.Managed);
            }
        }

        foreach (var directive in directives.Except(packages))
        {
            var call = new MagicCall(directive.Argument, PlaceOf(directive), folder, host, RunFile, atCellEnd.Add);
            switch (directive.Word)
            {
                case "i":
                    break;
                case "r":
                    AddReference(call);
                    break;
                case "load":
                    var path = call.FindFile("#load");
                    call.RunCell(File.ReadAllText(path), path, Path.GetDirectoryName(path)!);
                    break;
                default:
                    MagicList.Find(directive.Word[1..], call.Place).Run(call);
                    break;
            }
        }

        string PlaceOf(Directive directive) => $"{name}, line {directive.Line}";

        void RunFile(string text, string file, string fileFolder, bool showsResult)
        {
            if (_open.Contains(file))
            {
                throw CellFailedException.Directive(name, $"{file} loads itself, through {string.Join(" and ", _open.Select(Path.GetFileName))}");
            }

            _open.Add(file);
            try
            {
                runCell(text, file, fileFolder, showsResult);
            }
            finally
            {
                _open.Remove(file);
            }
        }
    }

    private void AddReference(MagicCall call)
    {
        string[] candidates = call.Argument.Length == 0 ? [] : [Path.GetFullPath(call.Argument, call.Folder), Path.GetFullPath(call.Argument)];
        var path = candidates.FirstOrDefault(File.Exists);
        if (path is null)
        {
            // `#r "System.Net.Http"` names an assembly of the framework, all of which can be had.
            var name = call.Argument.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? call.Argument[..^".dll".Length] : call.Argument;
            if (!references.IsPlatform(name))
            {
                throw call.Failure($"#r \"{call.Argument}\": no such file; looked in {call.Folder}; build it first, or correct the path");
            }

            references.UseAll();
            return;
        }

        try
        {
            references.AddFile(path);
            _extensions.Load([], [path]);
        }
        catch (BadImageFormatException)
        {
            throw call.Failure($"#r \"{call.Argument}\": {path} is not a .NET assembly; native libraries load by themselves when they lie beside one");
        }
    }
}
