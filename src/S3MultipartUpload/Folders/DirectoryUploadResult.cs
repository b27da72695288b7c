namespace S3MultipartUpload;

/// <summary>What has become of a folder.</summary>
public sealed class DirectoryUploadResult
{
    /// <summary>The most failures that <see cref="Failures"/> holds.</summary>
    public const int MaxFailuresListed = 1_000;

    /// <summary>How many files were stored.</summary>
    public long FilesStored { get; init; }

    /// <summary>How many files were stored before, and have not changed; nothing of them was sent.</summary>
    public long FilesUnchanged { get; init; }

    /// <summary>How many files <see cref="DirectoryUpload.RequestFor"/> has left out.</summary>
    public long FilesLeftOut { get; init; }

    /// <summary>How many symbolic links were not followed.</summary>
    public long LinksSkipped { get; init; }

    /// <summary>How many files are not stored, or folders could not be read.</summary>
    public long FilesFailed { get; init; }

    /// <summary>The bytes of the files that were stored.</summary>
    public long BytesStored { get; init; }

    /// <summary>
    /// What failed, file by file: the first <see cref="MaxFailuresListed"/>. <see cref="DirectoryUpload.OnFile"/> is told all.
    /// </summary>
    public required IReadOnlyList<DirectoryFileResult> Failures { get; init; }

    /// <summary>Throws if any file failed.</summary>
    /// <returns>This result.</returns>
    /// <exception cref="DirectoryUploadException">Some have failed; all others are stored.</exception>
    public DirectoryUploadResult ThrowIfAnyFailed() => FilesFailed == 0 ? this : throw new DirectoryUploadException(this);
}
