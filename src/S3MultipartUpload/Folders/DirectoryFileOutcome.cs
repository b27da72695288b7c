namespace S3MultipartUpload;

/// <summary>What has become of a file of a folder.</summary>
public enum DirectoryFileOutcome
{
    /// <summary>It is stored.</summary>
    Stored,

    /// <summary>It was stored before, and has not changed; nothing was sent.</summary>
    Unchanged,

    /// <summary><see cref="DirectoryUpload.RequestFor"/> has left it out.</summary>
    LeftOut,

    /// <summary>It is a symbolic link that is not followed; see <see cref="SymbolicLinkPolicy"/>.</summary>
    LinkSkipped,

    /// <summary>It is not stored; <see cref="DirectoryFileResult.Exception"/> says why.</summary>
    Failed,
}
