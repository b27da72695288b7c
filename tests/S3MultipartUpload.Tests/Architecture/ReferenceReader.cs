using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace S3MultipartUpload.Tests.Architecture;

/// <summary>
/// Finds what a file refers to: types, members, extension methods and constructors, also those that <c>var</c> and <c>new()</c> leave
/// unsaid. A name in a comment or in <c>nameof</c> is a word, no dependence.
/// </summary>
public static class ReferenceReader
{
    /// <summary>Each line's references, once a line.</summary>
    public static IEnumerable<Reference> Read(SemanticModel model)
    {
        string file = model.SyntaxTree.FilePath;
        return model.SyntaxTree.GetRoot().DescendantNodes(node => !IsNameOf(node))
            .Where(node => node is SimpleNameSyntax or ImplicitObjectCreationExpressionSyntax or ConstructorInitializerSyntax)
            .SelectMany(node => Symbols(model.GetSymbolInfo(node)), (node, symbol) => (Node: node, Symbol: symbol))
            .SelectMany(found => DeclaringFiles(found.Symbol), (found, to) => new Reference(file, Line(found.Node), to, Name(found.Symbol)))
            .Where(reference => reference.To != file)
            .Distinct();
    }

    private static bool IsNameOf(SyntaxNode node) =>
        node is InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } };

    // Where generated code is missing, the compiler may be left with candidates; each of them is one that the name may mean.
    private static IEnumerable<ISymbol> Symbols(SymbolInfo found) =>
        (found.Symbol is null ? found.CandidateSymbols : [found.Symbol]).Where(symbol => symbol is not INamespaceSymbol);

    // What the compiler adds, such as a constructor that nobody wrote, lies with its type.
    private static IEnumerable<string> DeclaringFiles(ISymbol symbol)
    {
        ISymbol? declared = Named(symbol);
        while (declared is { DeclaringSyntaxReferences.IsEmpty: true })
        {
            declared = declared.ContainingType;
        }

        return declared is null ? [] : declared.DeclaringSyntaxReferences.Select(place => place.SyntaxTree.FilePath).Distinct();
    }

    private static string Name(ISymbol symbol) => symbol switch
    {
        IMethodSymbol { MethodKind: MethodKind.Constructor } => symbol.ContainingType.Name,
        _ => Named(symbol).Name,
    };

    // `var` may stand for an array of a type.
    private static ISymbol Named(ISymbol symbol) => symbol is IArrayTypeSymbol array ? Named(array.ElementType) : symbol;

    private static int Line(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
}
