namespace S3MultipartUpload.Testing;

/// <summary>How a call of a <see cref="FakeMultipartUploader"/> fails. Made by the members of this class.</summary>
public sealed class UploaderFailure
{
    private readonly Func<UploaderCall, UploadManifest, CancellationToken, Exception> _make;

    private UploaderFailure(Func<UploaderCall, UploadManifest, CancellationToken, Exception> make, FailedUploadState? state = null)
    {
        _make = make;
        StoresAllTheSame = state is FailedUploadState.Completed or FailedUploadState.Suspect;
    }

    /// <summary>Whether the work is done before the call fails.</summary>
    internal bool StoresAllTheSame { get; }

    /// <summary>Any exception.</summary>
    /// <param name="exception">What the call throws.</param>
    public static UploaderFailure Of(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return new UploaderFailure((_, _, _) => exception);
    }

    /// <summary>Any exception, made for each call.</summary>
    /// <param name="exceptionFor">Makes what the call throws.</param>
    public static UploaderFailure Of(Func<UploaderCall, Exception> exceptionFor)
    {
        ArgumentNullException.ThrowIfNull(exceptionFor);
        return new UploaderFailure((call, _, _) => exceptionFor(call));
    }

    /// <summary>
    /// A <see cref="MultipartUploadException"/> for the object of the call. The object is stored where the state says so:
    /// <see cref="FailedUploadState.Completed"/> and <see cref="FailedUploadState.Suspect"/>.
    /// </summary>
    /// <param name="state">What is said to have become of the multipart upload.</param>
    /// <param name="innerException">The first error. Default: an <see cref="IOException"/>, as of a network that fails.</param>
    /// <param name="partNumber">The part that failed. Default: none.</param>
    public static UploaderFailure Failed(FailedUploadState state, Exception? innerException = null, int? partNumber = null) => new(
        (call, manifest, _) => new MultipartUploadException(
            $"Storing '{call.Key}' in bucket '{call.BucketName}' failed, as the test wants it; the upload is {state}.",
            manifest, state, partNumber, innerException ?? new IOException("The test cut the connection.")),
        state);

    /// <summary>
    /// The failure of an upload whose condition does not hold: a <see cref="MultipartUploadException"/> with a
    /// <see cref="PreconditionFailedException"/> inside. <see cref="ObjectSettings.IfNoneMatch"/> needs no such failure: the fake heeds it.
    /// </summary>
    /// <param name="isConflict">Whether another request for the same key ran at the same time.</param>
    public static UploaderFailure PreconditionFailed(bool isConflict = false) => Failed(
        FailedUploadState.Aborted,
        new PreconditionFailedException("The condition does not hold, as the test wants it.", isConflict));

    /// <summary>An <see cref="UploadRefusedException"/>.</summary>
    /// <param name="message">Its message.</param>
    public static UploaderFailure Refused(string message) => new((_, _, _) => new UploadRefusedException(message));

    /// <summary>An <see cref="UploadCanceledException"/> with the token of the call, whether that was cancelled or not.</summary>
    /// <param name="state">What is said to have become of the multipart upload; the object is stored where it says so.</param>
    public static UploaderFailure Canceled(FailedUploadState state = FailedUploadState.Aborted) => new(
        (call, manifest, token) => new UploadCanceledException(
            $"Storing '{call.Key}' was cancelled, as the test wants it; the upload is {state}.",
            manifest,
            state,
            innerException: null,
            token),
        state);

    internal Exception For(UploaderCall call, UploadManifest? manifest, CancellationToken cancellationToken) => _make(
        call, manifest ?? new UploadManifest { BucketName = call.BucketName, Key = call.Key, Parts = [] }, cancellationToken);
}
