namespace S3MultipartUpload.Tests.Architecture;

/// <summary>The files of the repository that the tests run in; paths are relative to its root, with slashes.</summary>
public static class Repository
{
    private static readonly string Root = RepositoryFolder.FullName;

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static bool Has(string path) => Path.Exists(Path.Combine(Root, path));

    /// <summary>The C# files below the folders that someone wrote, in order; what a build leaves behind is not among them.</summary>
    public static IReadOnlyList<string> CodeFiles(params string[] folders) =>
    [
        .. folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Root, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(path => !path.Split('/').Any(folder => folder is "bin" or "obj"))
            .Order(StringComparer.Ordinal),
    ];
}
