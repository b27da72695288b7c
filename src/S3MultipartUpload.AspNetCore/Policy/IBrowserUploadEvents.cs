namespace S3MultipartUpload.AspNetCore;

/// <summary>Is told what has become of browsers' uploads. Register one of your own as a service.</summary>
public interface IBrowserUploadEvents
{
    /// <summary>
    /// An object is stored. A browser learns of it only after this has ended well, and asks again where it fails. So it is called at
    /// least once for every multipart upload that a browser was told is stored; more than once where two requests complete the same upload
    /// at one time, or a server dies before it has answered. <see cref="BrowserUploadCompleted.IdempotencyKey"/> tells a repeat.
    /// </summary>
    /// <remarks>
    /// Where the server dies right after the store has completed the object, and the browser never comes back, it is not called: have
    /// the bucket tell of new objects (Amazon S3 User Guide, "Amazon S3 Event Notifications") where each must be known.
    /// </remarks>
    /// <param name="completed">The object.</param>
    /// <param name="cancellationToken">Is not cancelled when the browser goes: what is stored shall be known.</param>
    Task OnCompletedAsync(BrowserUploadCompleted completed, CancellationToken cancellationToken);

    /// <summary>
    /// An upload was given up: by the browser, or because its parts are not what was allowed; told again where it is given up again, and
    /// not told of uploads that the sweeper or the bucket removes. A browser may also give up what it has completed: that is told only
    /// where the object has been removed or replaced since, for then the store knows neither. Default: nothing happens.
    /// </summary>
    /// <param name="aborted">The upload.</param>
    /// <param name="cancellationToken">Is not cancelled when the browser goes.</param>
    Task OnAbortedAsync(BrowserUploadAborted aborted, CancellationToken cancellationToken) => Task.CompletedTask;
}
