using Microsoft.CodeAnalysis;

namespace VisionAttention.Kernel.Editing;

/// <summary>Signatures and kinds of symbols.</summary>
internal static class SymbolText
{
    private static readonly SymbolDisplayFormat OfMember = new(
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        memberOptions: SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeContainingType
            | SymbolDisplayMemberOptions.IncludeConstantValue | SymbolDisplayMemberOptions.IncludeRef,
        delegateStyle: SymbolDisplayDelegateStyle.NameAndSignature,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeDefaultValue
            | SymbolDisplayParameterOptions.IncludeParamsRefOut | SymbolDisplayParameterOptions.IncludeExtensionThis,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        localOptions: SymbolDisplayLocalOptions.IncludeType | SymbolDisplayLocalOptions.IncludeConstantValue,
        kindOptions: SymbolDisplayKindOptions.IncludeNamespaceKeyword | SymbolDisplayKindOptions.IncludeTypeKeyword,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    // What a cell declares belongs to a class of the compiler's making, whose name tells nobody anything.
    private static readonly SymbolDisplayFormat OfCell = OfMember.RemoveMemberOptions(SymbolDisplayMemberOptions.IncludeContainingType);

    internal static string Signature(ISymbol symbol) => symbol switch
    {
        INamespaceSymbol space => $"namespace {space.ToDisplayString()}",
        IParameterSymbol parameter => $"{TypeName(parameter.Type)} {parameter.Name}",
        IRangeVariableSymbol range => range.Name,
        _ when symbol.ContainingType is { IsScriptClass: true } => symbol.ToDisplayString(OfCell),
        _ => symbol.ToDisplayString(OfMember),
    };

    /// <summary>What the list of completions says beside a name: parameters and result of a method, type of a value.</summary>
    internal static string Brief(ISymbol symbol) => symbol switch
    {
        IMethodSymbol method => $"({string.Join(", ", method.Parameters.Select(static parameter => $"{TypeName(parameter.Type)} {parameter.Name}"))}) -> {TypeName(method.ReturnType)}",
        _ => TypeOf(symbol) is { } type ? TypeName(type) : "",
    };

    internal static ITypeSymbol? TypeOf(ISymbol symbol) => symbol switch
    {
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        IPropertySymbol property => property.Type,
        IFieldSymbol field => field.Type,
        IEventSymbol happening => happening.Type,
        _ => null,
    };

    /// <summary>The kind as front ends know it.</summary>
    internal static string Kind(ISymbol symbol) => symbol switch
    {
        IMethodSymbol { MethodKind: MethodKind.LocalFunction } or IMethodSymbol { ContainingType.IsScriptClass: true } => "function",
        IMethodSymbol => "method",
        IPropertySymbol => "property",
        IFieldSymbol { ContainingType.TypeKind: TypeKind.Enum } => "enum member",
        IFieldSymbol { ContainingType.IsScriptClass: true } => "variable",
        IFieldSymbol { IsConst: true } => "constant",
        IFieldSymbol => "field",
        IEventSymbol => "event",
        INamespaceSymbol => "module",
        ITypeSymbol { TypeKind: TypeKind.Enum } => "enum",
        ITypeSymbol { TypeKind: TypeKind.Interface } => "interface",
        ITypeSymbol { TypeKind: TypeKind.Struct } => "struct",
        ITypeSymbol { TypeKind: TypeKind.Delegate } => "delegate",
        ITypeSymbol => "class",
        _ => "variable",
    };

    private static string TypeName(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
}
