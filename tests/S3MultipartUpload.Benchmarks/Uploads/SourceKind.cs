namespace S3MultipartUpload.Benchmarks.Uploads;

/// <summary>Where the bytes of an upload come from.</summary>
internal enum SourceKind
{
    /// <summary>A file, given by its path.</summary>
    File,

    /// <summary>A stream; here of a file, so it can seek, but it is read front to back.</summary>
    Stream,

    /// <summary>A block of memory.</summary>
    Memory,
}
