namespace S3MultipartUpload;

/// <summary>
/// The bytes of one object, opened part by part. <see cref="PartSource"/> makes the usual ones; write your own for anything else.
/// </summary>
/// <remarks>
/// A source that implements <see cref="IAsyncDisposable"/> is disposed when its upload has ended, whatever the outcome.
/// </remarks>
public interface IPartSource
{
    /// <summary>The length in bytes; null when it shows only at the end. It must not change during the upload.</summary>
    long? Length { get; }

    /// <summary>
    /// True when parts may be opened in any order, several at a time and more than once; needs a known <see cref="Length"/>.
    /// Such parts are read in place, at every attempt anew. False when the source is read once, from front to back: parts are then
    /// opened one after the other, each once, and held in memory until they are stored.
    /// </summary>
    bool IsRandomAccess { get; }

    /// <summary>
    /// What changes when the source changes, as far as is known: the time of a file's last write, or the version of a record. Where it is
    /// another one, a resumed upload refuses the source unread. Null where there is nothing of the kind.
    /// </summary>
    /// <value>Default: null.</value>
    string? Fingerprint => null;

    /// <summary>
    /// What proves that the source is the very same, and has not changed: as long as it is equal, so are the bytes. For a file: the
    /// file system's number of it, and the time of its last change, which no program can set. Used with <see cref="ResumeCheck.Trust"/>
    /// alone, for sources with random access; another one is no error: the bytes are compared. Null where nothing proves it.
    /// </summary>
    /// <value>Default: null.</value>
    string? Identity => null;

    /// <summary>Opens the bytes of a part.</summary>
    /// <param name="range">
    /// The part. Bytes behind its end are not read. A source that is read from front to back is asked for one part more than it has,
    /// to see that nothing follows: it gives an empty stream then. With an unknown <see cref="Length"/> a stream that ends before
    /// <see cref="PartRange.Length"/> bytes is the end of the source.
    /// </param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <returns>
    /// A stream at the first byte of the part; it is disposed after use. That of a random-access source must be able to seek. A read
    /// that has begun should heed its token: the attempt to send a part cannot end before it.
    /// </returns>
    ValueTask<Stream> OpenPartAsync(PartRange range, CancellationToken cancellationToken);
}
