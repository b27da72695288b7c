namespace S3MultipartUpload.Tests;

/// <summary>A folder that goes away with the test.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("folder-").FullName;

    public string Add(string relativePath, int length = 3)
    {
        string path = System.IO.Path.Combine(Path, relativePath);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path) ?? Path);
        File.WriteAllBytes(path, Samples.Bytes(length));
        return path;
    }

    public void Link(string relativePath, string target) =>
        File.CreateSymbolicLink(System.IO.Path.Combine(Path, relativePath), target);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
