namespace S3MultipartUpload.Benchmarks.Uploads;

/// <summary>Where the bytes of an upload come from.</summary>
internal enum SourceKind
{
    /// <summary>A file, given by its path.</summary>
    File,

    /// <summary>A stream that can seek; here of a file.</summary>
    Stream,

    /// <summary>A stream that is read once, front to back, and does not tell its length.</summary>
    Pipe,

    /// <summary>A block of memory.</summary>
    Memory,
}
