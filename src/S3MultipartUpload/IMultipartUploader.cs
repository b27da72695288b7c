namespace S3MultipartUpload;

/// <summary>Puts objects of any size into S3.</summary>
public interface IMultipartUploader
{
    /// <summary>
    /// Stores one object: small ones by one PutObject request, others in parts that are sent in parallel. Returns when the store has
    /// confirmed the whole object. Where a checkpoint store is in use and knows of an incomplete upload to the same key, that one is
    /// continued; see <see cref="TransferRequest.Resume"/>.
    /// </summary>
    /// <param name="request">What to store, and where.</param>
    /// <param name="cancellationToken">
    /// Ends the upload. Before the call ends, the multipart upload is aborted, or kept to be resumed (see
    /// <see cref="TransferRequest.FailureAction"/>); parts on their way are called back, or may finish where it is kept (see
    /// <see cref="S3MultipartUploadOptions.DrainTimeout"/>).
    /// </param>
    /// <returns>The receipt: every part as the store confirmed it.</returns>
    /// <exception cref="UploadRefusedException">The request breaks a rule; nothing was sent.</exception>
    /// <exception cref="CheckpointException">The checkpoint cannot serve; the exception says why.</exception>
    /// <exception cref="MultipartUploadException">The upload failed; the exception says what is stored and what to do.</exception>
    /// <exception cref="OperationCanceledException">
    /// The token was cancelled; an <see cref="UploadCanceledException"/> once the upload had begun.
    /// </exception>
    Task<UploadManifest> UploadAsync(UploadRequest request, CancellationToken cancellationToken = default);

    /// <summary>
    /// Continues the incomplete upload that the checkpoint store knows of: asks the store which parts it has, and sends only what
    /// is missing or differs.
    /// </summary>
    /// <param name="request">The same request again, with the same bytes. A stream begins at its first byte again.</param>
    /// <param name="cancellationToken">Ends the upload, as in <see cref="UploadAsync"/>.</param>
    /// <returns>The receipt; <see cref="UploadManifest.PartsResumed"/> tells how many parts were there already.</returns>
    /// <exception cref="UploadRefusedException">The request breaks a rule, or there is no checkpoint store; nothing was sent.</exception>
    /// <exception cref="CheckpointException">There is no checkpoint, or it cannot serve; the exception says why.</exception>
    /// <exception cref="MultipartUploadException">
    /// The upload failed; a <see cref="SourceChangedException"/> or <see cref="UploadNotFoundException"/> inside means that there is
    /// nothing to resume.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, as in <see cref="UploadAsync"/>.</exception>
    Task<UploadManifest> ResumeAsync(UploadRequest request, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes an object of one that the store has, or of several, or of ranges of them; the store copies the bytes itself. A small object
    /// is copied by one CopyObject request, all else by parts, like an upload: in parallel, and resumed where a checkpoint store is in use.
    /// </summary>
    /// <remarks>
    /// Bytes pass through this process only where the store cannot copy them: what is too small to be a part (less than 5 MiB, but at the
    /// end), where it stands between others; and where the store's profile says so (<see cref="ProviderProfile.CopiesParts"/>). They are
    /// held in memory within <see cref="S3MultipartUploadOptions.MaxBufferedBytes"/>.
    /// </remarks>
    /// <param name="request">What to copy, and where.</param>
    /// <param name="cancellationToken">Ends the copy, as in <see cref="UploadAsync"/>.</param>
    /// <returns>The receipt: every part as the store confirmed it.</returns>
    /// <exception cref="UploadRefusedException">The request breaks a rule; nothing was stored.</exception>
    /// <exception cref="CopySourceException">A source is not there, or cannot serve; nothing was stored.</exception>
    /// <exception cref="CheckpointException">The checkpoint cannot serve; the exception says why.</exception>
    /// <exception cref="MultipartUploadException">
    /// The copy failed; the exception says what is stored and what to do. A <see cref="SourceChangedException"/> inside means that a source
    /// was replaced or deleted meanwhile.
    /// </exception>
    /// <exception cref="OperationCanceledException">
    /// The token was cancelled; an <see cref="UploadCanceledException"/> once the upload had begun.
    /// </exception>
    Task<UploadManifest> CopyAsync(CopyRequest request, CancellationToken cancellationToken = default);

    /// <summary>Gives up the incomplete upload that the checkpoint store knows of: aborts it, and removes its checkpoint.</summary>
    /// <param name="target">The object: bucket and key, and what each request to the bucket has to name.</param>
    /// <param name="checkpointStore">The checkpoint store. Default: <see cref="S3MultipartUploadOptions.CheckpointStore"/>.</param>
    /// <param name="cancellationToken">
    /// Ends the call, as <see cref="S3MultipartUploadOptions.AbortTimeout"/> does. The checkpoint is there until the upload is gone, so
    /// that the call can be made again.
    /// </param>
    /// <returns>What was stored of it and is gone now.</returns>
    /// <exception cref="UploadRefusedException">There is no checkpoint store, or the name or the key breaks a rule.</exception>
    /// <exception cref="CheckpointException">There is no checkpoint, or it cannot serve; the exception says why.</exception>
    /// <exception cref="MultipartUploadException">
    /// The upload could not be aborted, or has been completed, or nobody can know; the checkpoint still names it.
    /// </exception>
    /// <exception cref="OperationCanceledException">
    /// The token was cancelled. It is an <see cref="UploadCanceledException"/> where the store had been asked to abort: it may have done
    /// so.
    /// </exception>
    Task<UploadManifest> AbortAsync(
        UploadTarget target, ICheckpointStore? checkpointStore = null, CancellationToken cancellationToken = default);

    /// <summary>Opens a multipart upload whose parts are sent one by one, by whoever knows its session.</summary>
    /// <param name="target">Where the object goes, and how it is described.</param>
    /// <param name="cancellationToken">Ends the call; an upload that was opened meanwhile is aborted.</param>
    /// <returns>The session, with the id of the upload.</returns>
    /// <exception cref="UploadRefusedException">The target breaks a rule; nothing was sent.</exception>
    /// <exception cref="MultipartUploadException">The upload could not be opened.</exception>
    /// <exception cref="UploadCanceledException">The token was cancelled.</exception>
    Task<IMultipartSession> StartAsync(UploadTarget target, CancellationToken cancellationToken = default);

    /// <summary>Opens a session that was written down, here or on another machine. Makes no request.</summary>
    /// <param name="json">What <see cref="IMultipartSession.ToJson"/> gave.</param>
    /// <param name="encryption">The customer-provided key, where the upload was started with one: it is not written down.</param>
    /// <exception cref="InvalidUploadJsonException">It is not a session.</exception>
    /// <exception cref="UploadRefusedException">The key is missing, or the session names an impossible bucket or object.</exception>
    IMultipartSession OpenSession(string json, ServerSideEncryption? encryption = null);

    /// <summary>
    /// Compares a stored object with the receipt of its upload: its size, ETag, version and checksum, as the store tells them, and on
    /// request every byte. What differs stands in the report; it is no exception.
    /// </summary>
    /// <param name="manifest">The manifest of an upload that was completed.</param>
    /// <param name="options">How closely. Default: by what the store says of the object.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What agrees, and what differs.</returns>
    /// <exception cref="InvalidUploadJsonException">The manifest contradicts itself, or is not that of a completed upload.</exception>
    /// <exception cref="Amazon.S3.AmazonS3Exception">
    /// The object could not be looked at, for another reason than that it is not there.
    /// </exception>
    Task<VerificationReport> VerifyAsync(
        UploadManifest manifest, VerifyOptions? options = null, CancellationToken cancellationToken = default);
}
