namespace S3MultipartUpload;

/// <summary>How sure a resumed upload must be that the parts stored earlier are those of the source.</summary>
/// <remarks>
/// Whatever the choice, the store is asked for the parts that it has, and what differs from the checkpoint is looked at more closely
/// or sent again. A source that cannot tell whether it has changed (<see cref="IPartSource.Fingerprint"/>), such as a stream or a
/// block of memory, is always compared as with <see cref="Paranoid"/>.
/// </remarks>
public enum ResumeCheck
{
    /// <summary>
    /// The source has the length and the time of its last write that it had, and the store has parts of the same ETag and size.
    /// </summary>
    Trust,

    /// <summary>Besides, the checksums of the parts are those that the store lists, where it does.</summary>
    Verify,

    /// <summary>Besides, every part stored earlier is read from the source again, and must have the same checksum.</summary>
    Paranoid,
}
