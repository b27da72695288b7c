using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Profiles;

namespace S3MultipartUpload.Store;

/// <summary>The one place that calls <see cref="IAmazonS3"/> about the lifecycle configuration of a bucket.</summary>
internal sealed class LifecycleGateway(IAmazonS3 client)
{
    /// <exception cref="LifecycleNotSupportedException">The answer is something else.</exception>
    public async Task<LifecycleState> GetLifecycleAsync(string bucket, string? owner, CancellationToken cancellationToken)
    {
        RequestSpan.Describe(bucket);
        var call = new GetLifecycleConfigurationRequest { BucketName = bucket, ExpectedBucketOwner = owner };
        try
        {
            return client is AmazonS3Client sdk && LifecycleRequest.CanShowDocument(sdk)
                ? Read(await LifecycleRequest.SendAsync(sdk, call, cancellationToken).ConfigureAwait(false), bucket)
                : await GuessAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (MissingMemberException)
        {
            // A later release of the SDK may have changed what is inside it.
            return await GuessAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception none) when (none.ErrorCode == "NoSuchLifecycleConfiguration")
        {
            return LifecycleState.None;
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
        RequestSpan.Describe(bucket);
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

    /// <summary>A store without lifecycle rules may send another document: Swift lists the bucket's objects.</summary>
    private static LifecycleState Read(LifecycleAnswer answer, string bucket) => answer.Document is { } document
        ? new(answer.Configuration?.Rules ?? [], document.Strange, IsCertain: true, answer.TransitionDefaultMinimumObjectSize)
        : throw SomethingElse(bucket);

    /// <summary>What a client tells that does not show the document: a mock, or one wrapped in another.</summary>
    private async Task<LifecycleState> GuessAsync(GetLifecycleConfigurationRequest call, CancellationToken cancellationToken)
    {
        GetLifecycleConfigurationResponse answer = UnusableAnswerException.Require(
            await client.GetLifecycleConfigurationAsync(call, cancellationToken).ConfigureAwait(false), "GetBucketLifecycleConfiguration");
        if (answer.Configuration?.Rules is { Count: > 0 } rules)
        {
            bool isCertain = StoreEndpoint.MayBeAmazon(client.Config);
            return new(rules, [], isCertain, answer.TransitionDefaultMinimumObjectSize);
        }

        // The SDK makes an empty configuration of every 404, but also of any other document. No store that can be told from one without
        // lifecycle rules keeps a configuration without rules.
        if (answer.HttpStatusCode != HttpStatusCode.NotFound)
        {
            throw SomethingElse(call.BucketName);
        }

        await RequireBucketAsync(call.BucketName, call.ExpectedBucketOwner, cancellationToken).ConfigureAwait(false);
        return LifecycleState.None;
    }

    /// <summary>
    /// The SDK does not tell the error of a 404, which may be that the bucket is not there. HeadBucket costs least; and who may not ask it
    /// is told so (403) of a bucket that is there only.
    /// </summary>
    private async Task RequireBucketAsync(string bucket, string? owner, CancellationToken cancellationToken)
    {
        try
        {
            await client.HeadBucketAsync(new HeadBucketRequest { BucketName = bucket, ExpectedBucketOwner = owner }, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (AmazonS3Exception refusal) when (refusal.StatusCode == HttpStatusCode.Forbidden)
        {
        }
    }

    private static bool IsUnknownOperation(AmazonS3Exception error) =>
        error.StatusCode is HttpStatusCode.NotImplemented or HttpStatusCode.MethodNotAllowed || error.ErrorCode == "NotImplemented";

    private static LifecycleNotSupportedException SomethingElse(string bucket) =>
        NotSupported(bucket, "it answered the question for the present rules with something else", innerException: null);

    private static LifecycleNotSupportedException NotSupported(string bucket, string why, Exception? innerException) => new(
        $"The store of bucket '{bucket}' takes no lifecycle rule that aborts incomplete uploads: {why}. Nothing was changed. " +
        "Run IIncompleteUploads.AbortAsync from time to time instead.",
        innerException);
}
