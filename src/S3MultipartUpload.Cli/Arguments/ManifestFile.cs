namespace S3MultipartUpload.Cli.Arguments;

/// <summary>What --manifest names: a file, or a pipe, or /dev/stdin; read no further than a manifest can be long.</summary>
internal static class ManifestFile
{
    /// <summary>A manifest with 10,000 parts and the longest ETags has about 5 MB.</summary>
    private const int MaxMiB = 64;

    /// <exception cref="RefusedInputException">It cannot be read, or is no manifest of an object that was stored.</exception>
    public static async Task<UploadManifest> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var manifest = UploadManifest.FromJson(await Leaving.RunAsync(() => TextOf(path), cancellationToken));
            return manifest.IsComplete
                ? manifest
                : throw new InvalidUploadJsonException("It is that of an upload that was not completed.");
        }
        catch (Exception unusable) when (unusable
            is InvalidUploadJsonException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new RefusedInputException($"--manifest: {FailureText.Of(unusable)}", unusable);
        }
    }

    private static string TextOf(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        using var content = new MemoryStream();
        byte[] block = new byte[64 * 1024];
        for (int read = file.Read(block); read > 0; read = file.Read(block))
        {
            content.Write(block, 0, read);
            if (content.Length > MaxMiB * 1024 * 1024)
            {
                throw new InvalidUploadJsonException($"'{path}' has more than {MaxMiB} MiB, and no manifest has.");
            }
        }

        content.Position = 0;
        using var reader = new StreamReader(content);
        return reader.ReadToEnd();
    }
}
