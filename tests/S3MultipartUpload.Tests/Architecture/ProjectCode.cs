using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace S3MultipartUpload.Tests.Architecture;

/// <summary>The files of a project, and which of them refer to which. Paths are relative to the project's folder.</summary>
public sealed class ProjectCode
{
    // What ImplicitUsings adds to every file.
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly ConcurrentDictionary<string, ProjectCode> Known = new();

    private static readonly CSharpParseOptions Language = new(
        LanguageVersion.Latest,
        DocumentationMode.Parse,
        preprocessorSymbols: ["NET", "NET10_0", .. Enumerable.Range(5, 6).Select(version => $"NET{version}_0_OR_GREATER")]);

    private ProjectCode(string assembly, IReadOnlyDictionary<string, string> sources)
    {
        Files = [.. sources.Keys.Order(StringComparer.Ordinal)];
        SyntaxTree[] trees = [.. Files.Select(file => CSharpSyntaxTree.ParseText(sources[file], Language, file))];
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            allowUnsafe: true,
            nullableContextOptions: NullableContextOptions.Enable);
        var compilation = CSharpCompilation.Create(
            assembly,
            [CSharpSyntaxTree.ParseText(ImplicitUsings, Language), .. trees],
            MetadataReferences(assembly),
            options);
        References = [.. trees.SelectMany(tree => ReferenceReader.Read(compilation.GetSemanticModel(tree)))];
        Unknown = [.. compilation.GetDiagnostics().Where(IsUnknownName).Select(found => found.ToString())];
    }

    public IReadOnlyList<string> Files { get; }

    public IReadOnlyList<Reference> References { get; }

    /// <summary>Names whose declaration the reader could not find; with any, the references are not all there.</summary>
    public IReadOnlyList<string> Unknown { get; }

    /// <summary>Reads a project's folder, such as <c>src/S3MultipartUpload</c>; once, however often it is asked.</summary>
    public static ProjectCode Of(string folder) => Known.GetOrAdd(
        folder,
        _ => new ProjectCode(
            Path.GetFileName(folder),
            Repository.CodeFiles(folder).ToDictionary(path => path[(folder.Length + 1)..], Repository.Read)));

    /// <summary>Reads sources that lie nowhere, by their paths.</summary>
    public static ProjectCode Of(IReadOnlyDictionary<string, string> sources) => new("Sketch", sources);

    // A name or a namespace that nobody declares. The Default of a JSON context is generated, and generators do not run here.
    private static bool IsUnknownName(Diagnostic found) =>
        found.Id is "CS0103" or "CS0234" or "CS0246"
        && !found.GetMessage(CultureInfo.InvariantCulture).Contains("'Default'", StringComparison.Ordinal);

    // The runtime, its shared frameworks and our dependencies: what runs this test. Not the project itself, which is read from source.
    private static IEnumerable<MetadataReference> MetadataReferences(string assembly) =>
        ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll"))
            .DistinctBy(Path.GetFileName)
            .Where(path => Path.GetFileNameWithoutExtension(path) != assembly)
            .Select(path => MetadataReference.CreateFromFile(path));
}
