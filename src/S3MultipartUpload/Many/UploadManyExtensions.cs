using S3MultipartUpload.Many;

namespace S3MultipartUpload;

/// <summary>Uploads many objects.</summary>
public static class UploadManyExtensions
{
    /// <summary>
    /// Stores many objects, several at one time, and gives each result as soon as it is known, in no order. However many there are, no
    /// more requests and results are held than run at one time, twice. An upload that fails is a result, not an exception.
    /// </summary>
    /// <remarks>
    /// Nothing begins before the first result is asked for. Whatever ends the enumeration, an exception of the sequence of requests, the
    /// token, or a caller who leaves the loop, it ends when no upload runs any more. Who leaves the loop cancels what runs. After an
    /// exception of the sequence, what runs goes on to its end; all results come first, then the exception.
    /// </remarks>
    /// <param name="uploader">The uploader; any, a mock of it as well.</param>
    /// <param name="requests">
    /// What to store, and where. The next one is asked for when there is room for it, and never two at the same time. A sequence that can
    /// wait should heed its token.
    /// </param>
    /// <param name="options">How. Default: all defaults.</param>
    /// <param name="cancellationToken">
    /// Ends it: no further request is taken, and what runs is cancelled, as in <see cref="IMultipartUploader.UploadAsync"/>. All results
    /// come first, then the <see cref="OperationCanceledException"/>.
    /// </param>
    /// <returns>The results.</returns>
    /// <exception cref="UploadRefusedException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; thrown by the enumeration.</exception>
    public static IAsyncEnumerable<UploadResult> UploadManyAsync(
        this IMultipartUploader uploader,
        IAsyncEnumerable<UploadRequest> requests,
        UploadManyOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(uploader);
        ArgumentNullException.ThrowIfNull(requests);
        options ??= new();
        ManyRules.Validate(options.MaxConcurrency, options.FailurePolicy, options.ProgressInterval);
        return new ManyUploads(uploader, requests, options).RunAsync(cancellationToken);
    }
}
