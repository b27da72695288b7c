namespace S3MultipartUpload;

/// <summary>Which files of a folder are not sent because the store has them.</summary>
public enum SkipPolicy
{
    /// <summary>None but those that the journal of an interrupted upload tells of.</summary>
    None,

    /// <summary>
    /// Those whose object at the store has the same size and checksum. Where the store keeps no checksum of the whole object, those
    /// of the same size whose object is at least 15 minutes newer than the file: clocks of less difference do not matter. A file is as
    /// new as its last change, where the system tells that (Linux, Windows); its last write is what <c>cp -p</c> brings along.
    /// </summary>
    /// <remarks>
    /// The keys that begin with the prefix are listed first; of each, some 50 bytes of memory are held. A file as long as its object is
    /// read where there is a checksum to compare. An ETag is never compared: what it is made of differs from store to store. How the
    /// object is described, its metadata for one, is not compared.
    /// </remarks>
    Unchanged,
}
