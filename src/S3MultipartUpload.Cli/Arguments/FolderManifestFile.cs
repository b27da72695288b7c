namespace S3MultipartUpload.Cli.Arguments;

/// <summary>What --manifest names, where it is that of a folder: a file with a line for each object.</summary>
internal static class FolderManifestFile
{
    private static ReadOnlySpan<byte> Begins => "{\"folderVersion\":"u8;

    /// <summary>Whether the file begins as the manifest of a folder does. A pipe or a device does not.</summary>
    public static bool Is(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists || file.Length == 0)
            {
                return false;
            }

            using FileStream content = Open(path);
            Span<byte> first = stackalloc byte[Begins.Length];
            return content.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) == first.Length && first.SequenceEqual(Begins);
        }
        catch (Exception unusable) when (unusable is ArgumentException or IOException or UnauthorizedAccessException)
        {
            return false; // Reading it will tell why.
        }
    }

    public static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
}
