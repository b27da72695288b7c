using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Store;

/// <summary>The one place that calls <see cref="IAmazonS3"/> about the lifecycle configuration of a bucket.</summary>
internal sealed class LifecycleGateway(IAmazonS3 client)
{
    /// <returns>The configuration; null where the bucket has none.</returns>
    /// <exception cref="LifecycleNotSupportedException">The answer is something else.</exception>
    public async Task<GetLifecycleConfigurationResponse?> GetLifecycleAsync(
        string bucket, string? owner, CancellationToken cancellationToken)
    {
        var call = new GetLifecycleConfigurationRequest { BucketName = bucket, ExpectedBucketOwner = owner };
        try
        {
            GetLifecycleConfigurationResponse answer = UnusableAnswerException.Require(
                await client.GetLifecycleConfigurationAsync(call, cancellationToken).ConfigureAwait(false),
                "GetBucketLifecycleConfiguration");
            if (answer.Configuration?.Rules is { Count: > 0 })
            {
                return answer;
            }

            // The SDK makes an empty configuration of every 404, but also of whatever document a store without lifecycle rules sends
            // (Swift lists the bucket's objects). No store keeps a configuration without rules.
            return answer.HttpStatusCode == HttpStatusCode.NotFound ? null : throw NotSupported(
                bucket, "it answered the question for the present rules with something else", innerException: null);
        }
        catch (AmazonS3Exception none) when (none.ErrorCode == "NoSuchLifecycleConfiguration")
        {
            return null;
        }
        catch (AmazonS3Exception unknown) when (IsUnknownOperation(unknown))
        {
            throw NotSupported(bucket, $"it answered {unknown.ErrorCode}", unknown);
        }
    }

    /// <exception cref="LifecycleNotSupportedException">The store does not take such a configuration.</exception>
    public async Task PutLifecycleAsync(
        string bucket,
        string? owner,
        List<LifecycleRule> rules,
        TransitionDefaultMinimumObjectSize? minimumSize,
        CancellationToken cancellationToken)
    {
        var call = new PutLifecycleConfigurationRequest
        {
            BucketName = bucket,
            ExpectedBucketOwner = owner,
            Configuration = new LifecycleConfiguration { Rules = rules },

            // Not repeated, it would fall back to S3's default and change what the other rules do.
            TransitionDefaultMinimumObjectSize = minimumSize,
        };
        try
        {
            await client.PutLifecycleConfigurationAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception unknown) when (
            IsUnknownOperation(unknown) || (unknown.ErrorCode == "MalformedXML" && rules.Count == 1))
        {
            throw NotSupported(bucket, $"it answered {unknown.ErrorCode}", unknown);
        }
    }

    private static bool IsUnknownOperation(AmazonS3Exception error) =>
        error.StatusCode is HttpStatusCode.NotImplemented or HttpStatusCode.MethodNotAllowed || error.ErrorCode == "NotImplemented";

    private static LifecycleNotSupportedException NotSupported(string bucket, string why, Exception? innerException) => new(
        $"The store of bucket '{bucket}' takes no lifecycle rule that aborts incomplete uploads: {why}. Nothing was changed. " +
        "Run IIncompleteUploads.AbortAsync from time to time instead.",
        innerException);
}
