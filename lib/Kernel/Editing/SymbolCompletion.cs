using System.ComponentModel;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace VisionAttention.Kernel.Editing;

/// <summary>The symbols that can stand at the cursor, from the compiler's own view of the cell.</summary>
internal sealed class SymbolCompletion
{
    // Ranks leave room for the age of a cell and the depth of a base class between them.
    private const int LocalRank = 0, InitializerRank = 0, CellRank = 1_000, MemberRank = 1_000, ArgumentRank = 900_000, FunctionRank = 1_000_000,
        ExtensionRank = 1_000_000, KeywordRank = 2_000_000, TypeRank = 2_000_000, ObjectRank = 900_000;

    private readonly EditedCell _cell;
    private readonly CursorContext _context;
    private readonly SemanticModel _model;
    private readonly int _start;
    private readonly string _prefix;

    internal SymbolCompletion(EditedCell cell, CSharpCompilation compilation)
    {
        _cell = cell;
        _context = new CursorContext(cell);
        _model = compilation.GetSemanticModel(cell.Tree);
        _start = cell.WordStart;
        _prefix = cell.Text[_start..cell.Position];
    }

    internal List<Candidate> Candidates()
    {
        var candidates = Symbols()
            .Where(symbol => symbol.CanBeReferencedByName && symbol.Name.StartsWith(_prefix, StringComparison.OrdinalIgnoreCase) && !IsHidden(symbol))
            .GroupBy(static symbol => symbol.Name)
            .Select(group => group.MinBy(Rank) is var nearest
                ? new Candidate(group.Key, SymbolText.Kind(nearest!), Rank(nearest!)) { Symbol = nearest, Overloads = group.Count(static symbol => symbol is IMethodSymbol) is > 1 and var count ? count - 1 : 0 }
                : null!)
            .ToList();
        if (!_context.IsAfterDot && _context.Using is null)
        {
            candidates.AddRange(Arguments());
            if (_context.Initializer is null && !_context.IsAfterNew)
            {
                candidates.AddRange(Keywords());
            }
        }

        return candidates;
    }

    private IEnumerable<ISymbol> Symbols()
    {
        if (_context.IsAfterDot)
        {
            return _context.Owner is { } owner ? Members(owner) : [];
        }

        if (_context.Using is { } line)
        {
            var isStatic = line.StaticKeyword.RawKind != 0;
            return _model.LookupNamespacesAndTypes(_start).Where(symbol => symbol is INamespaceSymbol || isStatic || line.Alias is not null);
        }

        if (_context.Initializer is { } initializer && _model.GetTypeInfo(initializer.Object).Type is { } made)
        {
            var settable = _model.LookupSymbols(_start, made).Where(member => !member.IsStatic && !initializer.Set.Contains(member.Name)
                && member is IPropertySymbol { SetMethod: not null } or IFieldSymbol { IsReadOnly: false });
            return made.AllInterfaces.Any(static contract => contract.SpecialType == SpecialType.System_Collections_IEnumerable)
                ? settable.Concat(_model.LookupSymbols(_start))
                : settable;
        }

        if (_context.IsAfterNew)
        {
            return _model.LookupNamespacesAndTypes(_start).Where(static symbol => symbol is INamespaceSymbol or ITypeSymbol { IsStatic: false, IsAbstract: false });
        }

        // What every class inherits from object is no help at the top of a cell.
        return _model.LookupSymbols(_start).Where(static symbol => symbol.ContainingType?.SpecialType != SpecialType.System_Object);
    }

    private IEnumerable<ISymbol> Members(ExpressionSyntax owner)
    {
        var symbol = _model.GetSymbolInfo(owner).Symbol ?? _model.GetSpeculativeSymbolInfo(_start, owner, SpeculativeBindingOption.BindAsTypeOrNamespace).Symbol;
        if (symbol is INamespaceSymbol space)
        {
            var names = _model.LookupNamespacesAndTypes(_start, space);
            return _context.Using is { StaticKeyword.RawKind: 0, Alias: null } ? names.Where(static name => name is INamespaceSymbol) : names;
        }

        if (symbol is ITypeSymbol named)
        {
            return _model.LookupSymbols(_start, named).Where(static member => member.IsStatic || member is ITypeSymbol);
        }

        var type = _model.GetTypeInfo(owner).Type;
        if (type is null or IErrorTypeSymbol)
        {
            // `words.` before a line that begins with a name reads as the start of a declaration; as a value it makes sense.
            type = _model.GetSpeculativeTypeInfo(_start, SyntaxFactory.ParseExpression(owner.ToString()), SpeculativeBindingOption.BindAsExpression).Type;
        }

        if (type is IPointerTypeSymbol pointer)
        {
            type = pointer.PointedAtType;
        }
        else if (owner.Parent is ConditionalAccessExpressionSyntax && type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            type = nullable.TypeArguments[0];
        }

        return type is null or IErrorTypeSymbol ? []
            : _model.LookupSymbols(_start, type, includeReducedExtensionMethods: true).Where(static member => !member.IsStatic && member is not ITypeSymbol);
    }

    /// <summary>Names of the parameters of the call the cursor stands in.</summary>
    private IEnumerable<Candidate> Arguments()
    {
        if (_context.Call is not { } call)
        {
            return [];
        }

        var info = _model.GetSymbolInfo(call);
        var methods = info.CandidateSymbols.Append(info.Symbol).Concat(call is InvocationExpressionSyntax invocation ? _model.GetMemberGroup(invocation.Expression) : []);
        return methods.OfType<IMethodSymbol>().SelectMany(static method => method.Parameters).DistinctBy(static parameter => parameter.Name)
            .Where(parameter => parameter.Name.StartsWith(_prefix, StringComparison.OrdinalIgnoreCase))
            .Select(static parameter => new Candidate(parameter.Name + ":", "argument", ArgumentRank) { Symbol = parameter });
    }

    private IEnumerable<Candidate> Keywords() => _prefix.Length == 0 ? [] :
        SyntaxFacts.GetKeywordKinds().Select(SyntaxFacts.GetText).Where(word => word.StartsWith(_prefix, StringComparison.Ordinal) && !word.StartsWith("__", StringComparison.Ordinal))
            .Append("dynamic").Where(word => word.StartsWith(_prefix, StringComparison.Ordinal)).Distinct()
            .Select(word => new Candidate(word, "keyword", KeywordRank + ShortFirst(word)));

    private int Rank(ISymbol symbol)
    {
        if (_context.IsAfterDot)
        {
            return symbol is IMethodSymbol { MethodKind: MethodKind.ReducedExtension } ? ExtensionRank
                : symbol.ContainingType?.SpecialType is SpecialType.System_Object or SpecialType.System_ValueType ? ObjectRank : MemberRank;
        }

        return symbol switch
        {
            ILocalSymbol or IParameterSymbol or IRangeVariableSymbol => LocalRank,
            { ContainingType.IsScriptClass: true } => CellRank + Age(symbol),
            INamespaceOrTypeSymbol => TypeRank + ShortFirst(symbol.Name),
            _ when _context.Initializer is not null => InitializerRank,
            _ => FunctionRank,
        };
    }

    /// <summary>Of all the types that begin with what is typed the short ones are likeliest; with nothing typed length says nothing.</summary>
    private int ShortFirst(string name) => _prefix.Length == 0 ? 0 : name.Length;

    /// <summary>How many cells ago it was declared.</summary>
    private int Age(ISymbol symbol)
    {
        var age = 0;
        for (var cell = _model.Compilation; cell is not null; cell = cell.ScriptCompilationInfo?.PreviousScriptCompilation, age++)
        {
            if (SymbolEqualityComparer.Default.Equals(cell.Assembly, symbol.ContainingAssembly))
            {
                break;
            }
        }

        return age;
    }

    private static bool IsHidden(ISymbol symbol)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass?.Name == nameof(EditorBrowsableAttribute)
                && attribute.ConstructorArguments is [{ Value: (int)EditorBrowsableState.Never }])
            {
                return true;
            }
        }

        return false;
    }
}
