using Amazon.S3;

namespace S3MultipartUpload;

/// <summary>
/// Finds and removes multipart uploads that were begun and neither completed nor aborted. Their parts do not show in the bucket's list
/// of objects, but are stored, and paid for.
/// </summary>
/// <remarks>
/// A store tells when an upload was begun, not when its last part came: an old upload may be one that is still being written, or that
/// is kept to be resumed. Choose an age above that of the longest upload.
/// </remarks>
public interface IIncompleteUploads
{
    /// <summary>Lists the incomplete uploads of a bucket, page by page as they are enumerated.</summary>
    /// <param name="query">Which uploads.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The uploads, in the store's order. They may be aborted while they are enumerated.</returns>
    /// <exception cref="ArgumentException">The query breaks a rule; nothing was sent.</exception>
    /// <exception cref="CleanupException">While enumerating: the uploads could not be listed, or not all of them.</exception>
    IAsyncEnumerable<IncompleteUpload> ListAsync(IncompleteUploadQuery query, CancellationToken cancellationToken = default);

    /// <summary>
    /// Aborts the incomplete uploads of a bucket that are old enough; as they are enumerated, and a few of them at a time
    /// (<see cref="S3MultipartUploadOptions.Concurrency"/>). One that cannot be aborted does not keep the others from it.
    /// </summary>
    /// <remarks>
    /// A part that is on its way while its upload is aborted can keep the upload alive; so each is aborted until the store no longer
    /// knows it. Source: Amazon S3 API Reference, "AbortMultipartUpload".
    /// </remarks>
    /// <param name="query">Which uploads; <see cref="IncompleteUploadQuery.OlderThan"/> has to be set.</param>
    /// <param name="dryRun">Whether to abort nothing, and tell what would be aborted.</param>
    /// <param name="cancellationToken">Ends the enumeration; what was not aborted by then stays.</param>
    /// <returns>What has become of each upload.</returns>
    /// <exception cref="ArgumentException">The query names no age, or breaks a rule; nothing was sent.</exception>
    /// <exception cref="CleanupException">While enumerating: the uploads could not be listed, or not all of them.</exception>
    IAsyncEnumerable<AbortResult> AbortAsync(
        IncompleteUploadQuery query, bool dryRun = false, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sees to it that the store itself aborts incomplete uploads some days after they were begun, by a rule in the bucket's lifecycle
    /// configuration. May be called again and again: nothing is written where a rule is in force already that covers the prefix and has
    /// as many days or fewer. Only the rule that an earlier call wrote for the same prefix is brought to the days asked for in any case.
    /// </summary>
    /// <remarks>
    /// <para>
    /// S3 knows only whole configurations: the present one is read, written back with this rule in it, and read again. If any of that
    /// fails, all of it is tried again, so that no list is written that was read before the pause; a client that repeats requests by
    /// itself (<c>MaxErrorRetry</c>) does not know that. The other rules stay as they are; where the SDK would leave out an element of
    /// one (an extension of another store), nothing is written.
    /// </para>
    /// <para>
    /// To see such elements, the store's own document is looked at, which needs an <see cref="AmazonS3Client"/>. Of one that is mocked
    /// or wrapped, the rules of others are neither written back nor believed where the store is not Amazon's.
    /// </para>
    /// <para>
    /// S3 has no condition for this write: what another writes in the moment between the read and the write is lost, and nobody can know
    /// of it. An overwritten rule of this library is seen and written again.
    /// </para>
    /// </remarks>
    /// <param name="bucketName">The bucket.</param>
    /// <param name="days">How many days after it was begun an upload is aborted; at least 1. S3 rounds up to the next midnight UTC.</param>
    /// <param name="prefix">What the keys of the uploads begin with. Default: every upload of the bucket.</param>
    /// <param name="expectedBucketOwner">The account that has to own the bucket. Default: any.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// The rule in force: of those that cover the prefix, the one with the fewest days. It may be another's, with fewer days or a shorter
    /// prefix than was asked for.
    /// </returns>
    /// <exception cref="ArgumentException">An argument breaks a rule; nothing was sent.</exception>
    /// <exception cref="LifecycleNotSupportedException">The store has no such rules; nothing was changed.</exception>
    /// <exception cref="CleanupException">
    /// The configuration could not be read or written; the inner exception is the store's (<see cref="AmazonS3Exception"/>) or the
    /// network's. Or another rule stands in the way; the message names it. Or the store took the rule, but does not show it; then call
    /// again later.
    /// </exception>
    Task<AbortRule> EnsureAbortRuleAsync(
        string bucketName,
        int days,
        string? prefix = null,
        string? expectedBucketOwner = null,
        CancellationToken cancellationToken = default);
}
