namespace S3MultipartUpload.Store;

/// <summary>Nothing of an attempt has moved for too long.</summary>
internal sealed class AttemptTimeoutException(string what, Wait wait, TimeSpan limit, Exception canceled)
    : TimeoutException($"{what}: {Silence(wait, limit)}", canceled)
{
    /// <summary>What it was waiting for.</summary>
    public Wait Wait => wait;

    private static string Silence(Wait wait, TimeSpan limit) => wait switch
    {
        Wait.Body => $"nothing moved for {limit} ({Option(nameof(S3MultipartUploadOptions.StallTimeout))}).",
        Wait.Processing => $"the store did not answer within {limit} ({Option(nameof(S3MultipartUploadOptions.ProcessingTimeout))}).",
        Wait.BodyAnswer => $"the store did not answer within {limit} after the last byte " +
            $"({Option(nameof(S3MultipartUploadOptions.ResponseTimeout))}).",
        _ => $"the store did not answer within {limit} ({Option(nameof(S3MultipartUploadOptions.ResponseTimeout))}).",
    };

    private static string Option(string name) => $"{nameof(S3MultipartUploadOptions)}.{name}";
}
