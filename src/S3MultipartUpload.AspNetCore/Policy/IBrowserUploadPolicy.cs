namespace S3MultipartUpload.AspNetCore;

/// <summary>
/// Decides about every upload that a browser asks for: whether it may be, and as which object. Register one of your own as a service;
/// the default one gives each upload a key of its own below the user's: <c>uploads/USER/ID/NAME</c>.
/// </summary>
/// <remarks>
/// Size, type and number of uploads have been compared with <see cref="BrowserUploadOptions"/> before it is asked.
/// </remarks>
public interface IBrowserUploadPolicy
{
    /// <summary>Decides about one upload.</summary>
    /// <param name="context">Who wants to upload what. All that the browser says is to be mistrusted.</param>
    /// <param name="cancellationToken">The browser has gone.</param>
    ValueTask<BrowserUploadDecision> DecideAsync(BrowserUploadContext context, CancellationToken cancellationToken);
}
