namespace S3MultipartUpload;

/// <summary>
/// An upload failed. <see cref="Exception.InnerException"/> is the first error, of the store (<c>AmazonS3Exception</c>), of the source
/// (<see cref="SourceChangedException"/>, <see cref="PartLimitExceededException"/>) or of the network.
/// </summary>
public sealed class MultipartUploadException : S3UploadException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What failed, why, and what to do.</param>
    /// <param name="manifest">What the store had confirmed.</param>
    /// <param name="state">What has become of the multipart upload.</param>
    /// <param name="partNumber">The part that failed, where it was a part.</param>
    /// <param name="innerException">The first error.</param>
    public MultipartUploadException(
        string message, UploadManifest manifest, FailedUploadState state, int? partNumber, Exception innerException)
        : base(message, innerException)
    {
        Manifest = manifest;
        State = state;
        PartNumber = partNumber;
    }

    /// <summary>What the store had confirmed when the upload failed, with the bucket, the key and the upload id.</summary>
    public UploadManifest Manifest { get; }

    /// <summary>What has become of the multipart upload.</summary>
    public FailedUploadState State { get; }

    /// <summary>The part that failed; null where it was something else.</summary>
    public int? PartNumber { get; }
}
