using S3MultipartUpload.Store;

namespace S3MultipartUpload.Parts;

/// <summary>Told of every attempt to send a part.</summary>
internal interface IAttemptObserver
{
    void OnAttempt(PartAttempt attempt);

    /// <summary>An attempt beyond the first one begins.</summary>
    void OnRetry();
}
