namespace S3MultipartUpload.TestSupport;

/// <summary>The folder of the repository that the tests run in.</summary>
internal static class RepositoryFolder
{
    public static string FullName { get; } = Find();

    private static string Find()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "S3MultipartUpload.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException($"No S3MultipartUpload.sln stands above {AppContext.BaseDirectory}.");
    }
}
