namespace S3MultipartUpload;

/// <summary>
/// Some files of a folder are not stored; the others are. Upload the folder again when the cause is gone: with a journal, only what is
/// missing is sent.
/// </summary>
public sealed class DirectoryUploadException : S3UploadException
{
    private const int Named = 3;

    /// <summary>Creates the exception.</summary>
    /// <param name="result">What has become of the folder.</param>
    public DirectoryUploadException(DirectoryUploadResult result)
        : base(MessageOf(result), result?.Failures.Count > 0 ? result.Failures[0].Exception : null) => Result = result!;

    /// <summary>What has become of the folder.</summary>
    public DirectoryUploadResult Result { get; }

    private static string MessageOf(DirectoryUploadResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        IEnumerable<string> first = result.Failures
            .Take(Named).Select(failure => $"'{Diagnostics.Log.OnOneLine(failure.RelativePath)}': {failure.Exception?.Message}");
        return $"{result.FilesFailed:N0} of the files failed, {result.FilesStored:N0} were stored. {string.Join(" ", first)}";
    }
}
