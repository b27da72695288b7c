namespace S3MultipartUpload.AspNetCore;

/// <summary>
/// Whether the bucket lets pages in: a browser sends parts only where the bucket's CORS rules allow it, and an uploader needs the ETag of
/// each answer. Registered with <c>AddBrowserUploads</c>, under the key of the uploader where it has one.
/// </summary>
public interface IBrowserUploadBucket
{
    /// <summary>Looks at the bucket's CORS rules; needs the permission s3:GetBucketCORS.</summary>
    /// <param name="origins">The origins of the pages, such as <c>https://www.example.com</c>.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>What is missing, a sentence for each origin; empty where pages can upload.</returns>
    /// <exception cref="Amazon.S3.AmazonS3Exception">The rules could not be read.</exception>
    Task<IReadOnlyList<string>> CheckCorsAsync(IEnumerable<string> origins, CancellationToken cancellationToken = default);

    /// <summary>
    /// Adds a rule for these origins, named <c>s3-multipart-upload</c>, or changes the one that it has added before; other rules stay.
    /// Needs the permissions s3:GetBucketCORS and s3:PutBucketCORS. The rules are read and then written: whoever changes them at the
    /// same moment may undo it.
    /// </summary>
    /// <param name="origins">The origins of the pages; those that the rule has already stay.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <exception cref="ArgumentException">There is none, or one is no origin.</exception>
    /// <exception cref="Amazon.S3.AmazonS3Exception">The rules could not be read or written.</exception>
    Task ConfigureCorsAsync(IEnumerable<string> origins, CancellationToken cancellationToken = default);
}
