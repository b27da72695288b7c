namespace S3MultipartUpload;

/// <summary>What a resumed upload takes as proof that the parts stored earlier are those of the source.</summary>
/// <remarks>
/// Whatever the choice, the store is asked for the parts that it has, and a part whose size, ETag or checksum is not the one written
/// down is compared or sent again. A source that has changed for certain, by its <see cref="IPartSource.Length"/> or
/// <see cref="IPartSource.Fingerprint"/>, is refused before anything is read.
/// </remarks>
public enum ResumeCheck
{
    /// <summary>
    /// Its bytes: every part stored earlier is read from the source again, and must have the same checksum. It costs one reading of
    /// these parts, which is cheap beside sending them. Two sources can never be mixed.
    /// </summary>
    Reread,

    /// <summary>
    /// Its word: a source with the same <see cref="IPartSource.Identity"/> is not read where it is stored already, so resuming costs
    /// nothing but a list of parts. A file is then as safe as the file system's change times, which whoever sets the clock or writes to
    /// the disk directly can outwit. A source without identity is read, as with <see cref="Reread"/>.
    /// </summary>
    Trust,
}
