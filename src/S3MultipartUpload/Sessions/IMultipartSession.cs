namespace S3MultipartUpload;

/// <summary>
/// One multipart upload, step by step: for parts that come in any order, from several processes or machines, or that change while the
/// upload is open. Nothing is aborted when a session is forgotten: it can be opened again from its JSON. Safe for use by several threads.
/// </summary>
public interface IMultipartSession
{
    /// <summary>The bucket.</summary>
    string BucketName { get; }

    /// <summary>The key of the object.</summary>
    string Key { get; }

    /// <summary>The id of the multipart upload.</summary>
    string UploadId { get; }

    /// <summary>
    /// Sends a part: all that the source has. A part that is stored already is replaced. Where the same part is being sent, this waits
    /// until that has ended, so the bytes of the call that came last are those that stay.
    /// </summary>
    /// <param name="partNumber">The part, from 1 to the store's limit (10,000).</param>
    /// <param name="source">The bytes of the part. A source of unknown length is read into memory.</param>
    /// <param name="cancellationToken">Ends the sending; the part may be stored all the same.</param>
    /// <returns>The part as the store confirmed it.</returns>
    /// <exception cref="UploadRefusedException">
    /// The number or the size breaks a rule, or the session has ended; nothing was sent.
    /// </exception>
    /// <exception cref="MultipartUploadException">The part could not be stored; the upload stays open.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the session aborted.</exception>
    Task<StoredPart> UploadPartAsync(int partNumber, IPartSource source, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sends some parts of one large source, several at a time: the share of one machine, where several upload one object. The store is
    /// asked once which parts it has; those with the same bytes are not sent again, so that a range that was interrupted, on this machine
    /// or another, goes on where it stopped. Two machines may store the same range at the same time.
    /// </summary>
    /// <remarks>
    /// A part that is stored is read from the source once more, and its checksum compared; where the store tells neither a checksum nor an
    /// MD5, it is sent again.
    /// </remarks>
    /// <param name="source">
    /// The source of the whole object, whose parts can be opened in any order. It is disposed when the call has ended.
    /// </param>
    /// <param name="span">Which parts, and their size.</param>
    /// <param name="identity">
    /// What the source was when the work was divided; another one is refused before anything is sent. Default: whatever it is now.
    /// </param>
    /// <param name="cancellationToken">Ends the sending; parts that are stored stay.</param>
    /// <returns>The parts as the store confirmed them.</returns>
    /// <exception cref="UploadRefusedException">
    /// The parts break a rule, or are not among those of the source, or the session has ended; nothing was sent.
    /// </exception>
    /// <exception cref="SourceChangedException">The source is not the one that <paramref name="identity"/> names.</exception>
    /// <exception cref="MultipartUploadException">A part could not be stored; the upload stays open, with those that were.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the session aborted.</exception>
    Task<UploadedSpan> UploadRangeAsync(
        IPartSource source, PartSpan span, SourceIdentity? identity = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes a part of an object that the store has, or of a range of it; the store copies the bytes itself. Where it cannot (see
    /// <see cref="ProviderProfile.CopiesParts"/>; a range of an object of at most 5 MiB), they are fetched and sent. Otherwise as
    /// <see cref="UploadPartAsync"/>.
    /// </summary>
    /// <param name="partNumber">The part, from 1 to the store's limit (10,000).</param>
    /// <param name="source">The object, or some of its bytes.</param>
    /// <param name="cancellationToken">Ends the copying; the part may be stored all the same.</param>
    /// <returns>The part as the store confirmed it.</returns>
    /// <exception cref="UploadRefusedException">
    /// The number or the size breaks a rule, or the session has ended; nothing was stored.
    /// </exception>
    /// <exception cref="CopySourceException">The source is not there, or cannot serve; nothing was stored.</exception>
    /// <exception cref="MultipartUploadException">
    /// The part could not be stored, or the source changed meanwhile; the upload stays open.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the session aborted.</exception>
    Task<StoredPart> CopyPartAsync(int partNumber, CopySource source, CancellationToken cancellationToken = default);

    /// <summary>
    /// Signs a request that stores a part, for somebody who has no credentials, such as a web browser: whoever has the URL can store
    /// exactly this part, of exactly this length, as often as they like until the URL expires. The store is not asked; the SDK may fetch
    /// credentials.
    /// </summary>
    /// <remarks>Source: Amazon S3 User Guide, "Download and upload objects with presigned URLs".</remarks>
    /// <param name="partNumber">The part, from 1 to the store's limit (10,000).</param>
    /// <param name="length">
    /// The bytes of the part. It is signed, as the header Content-Length, which a client sends by itself where it knows the length of the
    /// body: the store refuses a longer or a shorter part.
    /// </param>
    /// <param name="checksum">
    /// The checksum of the part's bytes in base64, by the session's <see cref="PartChecksumAlgorithm"/>: the store refuses other bytes. It
    /// has to be given, but for <see cref="PartChecksumAlgorithm.None"/>; where the store keeps no such checksums, it is not sent.
    /// </param>
    /// <param name="lifetime">
    /// How long the URL may be used; what has begun by then may end later. From a second to seven days, of which the last
    /// quarter of an hour is left out; default: 15 minutes. A URL that is signed with temporary credentials expires with these, if that is
    /// earlier.
    /// </param>
    /// <param name="cancellationToken">Ends the wait for credentials.</param>
    /// <returns>The URL, and the headers that go with it. Keep it out of logs: it is as good as a password.</returns>
    /// <exception cref="UploadRefusedException">
    /// The number, the length or the lifetime breaks a rule, the checksum is missing or none of the algorithm's, the parts are encrypted
    /// with a customer-provided key, or the session has ended.
    /// </exception>
    /// <exception cref="MultipartUploadException">
    /// The request could not be signed, such as without credentials; the upload stays open.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<PresignedPart> SignPartAsync(
        int partNumber,
        long length,
        string? checksum = null,
        TimeSpan? lifetime = null,
        CancellationToken cancellationToken = default);

    /// <summary>Asks the store which parts it has, whoever has sent them.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The parts in order of their numbers.</returns>
    /// <exception cref="UploadRefusedException">The session has ended.</exception>
    /// <exception cref="MultipartUploadException">The store could not be asked, or does not know the upload any more.</exception>
    Task<IReadOnlyList<StoredPart>> ListPartsAsync(CancellationToken cancellationToken = default);

    /// <summary>Makes an object of the parts.</summary>
    /// <param name="partNumbers">
    /// The parts that the object is made of: 1, 2, 3 and so on without a gap. Default: all that the store has. Parts that are left out
    /// are thrown away by the store.
    /// </param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// The receipt; the same however often it is asked for. Where another process has completed the object, it may have no parts: the
    /// store no longer tells them.
    /// </returns>
    /// <exception cref="UploadRefusedException">
    /// A part is missing, too small for its place, or still being sent; the upload stays open. Or the session was aborted.
    /// </exception>
    /// <exception cref="MultipartUploadException">The object could not be completed; the upload stays open.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the upload stays open, or the object is stored.</exception>
    Task<UploadManifest> CompleteAsync(IEnumerable<int>? partNumbers = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes an object of exactly these parts, as <see cref="ListPartsAsync"/> told them: where somebody has sent one of them again
    /// meanwhile, with other bytes, nothing is completed. Otherwise as <see cref="CompleteAsync"/>.
    /// </summary>
    /// <param name="parts">The parts: 1, 2, 3 and so on without a gap.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The receipt.</returns>
    /// <exception cref="UploadRefusedException">
    /// A part is missing, too small for its place, or still being sent; the upload stays open. Or the session was aborted.
    /// </exception>
    /// <exception cref="MultipartUploadException">
    /// The object could not be completed; the upload stays open. The inner exception is an <see cref="IntegrityException"/> where the
    /// store has other bytes of a part.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the upload stays open, or the object is stored.</exception>
    Task<UploadManifest> CompleteExactlyAsync(IEnumerable<StoredPart> parts, CancellationToken cancellationToken = default);

    /// <summary>Gives the upload up: calls back the parts on their way, and has the store throw away all others.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="UploadRefusedException">The object was completed.</exception>
    /// <exception cref="MultipartUploadException">The upload could not be aborted.</exception>
    Task AbortAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Writes the session down, for <see cref="IMultipartUploader.OpenSession"/> here or on another machine. It holds no credentials
    /// and no encryption key.
    /// </summary>
    string ToJson();
}
