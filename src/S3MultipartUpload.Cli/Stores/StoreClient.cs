using System.Security.Authentication;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.Runtime.Internal;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Cli.Screens;

namespace S3MultipartUpload.Cli.Stores;

/// <summary>
/// A client that prepares the store when the library, having checked its request, first turns to it: the credentials must be there,
/// the bucket is made if it was asked for, and a store that cannot be reached at that moment is a mistake in the arguments rather
/// than a passing failure, hence told at once.
/// </summary>
internal sealed class StoreClient : AmazonS3Client
{
    private readonly bool _createsBucket;
    private bool _bucketExists;
    private bool _wasReached;
    private StoreUnavailableException? _unreachable;

    public StoreClient(AmazonS3Config config, AWSCredentials? credentials, bool createsBucket)
        : base(credentials, config) => _createsBucket = createsBucket;

    /// <summary>Where every request is told, if it wants that.</summary>
    public IScreen? Screen { get; set; }

    /// <summary>Why the store cannot be used, where that is known before any request.</summary>
    public StoreUnavailableException? Defect { get; init; }

    public override Task<InitiateMultipartUploadResponse> InitiateMultipartUploadAsync(
        InitiateMultipartUploadRequest request, CancellationToken cancellationToken = default) =>
        BeginAsync(request.BucketName, () => base.InitiateMultipartUploadAsync(request, cancellationToken), cancellationToken);

    public override Task<PutObjectResponse> PutObjectAsync(PutObjectRequest request, CancellationToken cancellationToken = default) =>
        BeginAsync(request.BucketName, () => base.PutObjectAsync(request, cancellationToken), cancellationToken);

    public override Task<ListMultipartUploadsResponse> ListMultipartUploadsAsync(
        ListMultipartUploadsRequest request, CancellationToken cancellationToken = default) =>
        BeginAsync(request.BucketName, () => base.ListMultipartUploadsAsync(request, cancellationToken), cancellationToken);

    public override Task<ListPartsResponse> ListPartsAsync(ListPartsRequest request, CancellationToken cancellationToken = default) =>
        BeginAsync(request.BucketName, () => base.ListPartsAsync(request, cancellationToken), cancellationToken);

    public override Task<AbortMultipartUploadResponse> AbortMultipartUploadAsync(
        AbortMultipartUploadRequest request, CancellationToken cancellationToken = default) =>
        BeginAsync(request.BucketName, () => base.AbortMultipartUploadAsync(request, cancellationToken), cancellationToken);

    public override Task<GetObjectMetadataResponse> GetObjectMetadataAsync(
        GetObjectMetadataRequest request, CancellationToken cancellationToken = default) =>
        BeginAsync(request.BucketName, () => base.GetObjectMetadataAsync(request, cancellationToken), cancellationToken);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.AddHandler(new LifecycleHandler(this));
        pipeline.AddHandler(new RequestLog(() => Screen, TimeProvider.System));
    }

    private async Task<T> BeginAsync<T>(string bucket, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        if ((Defect ?? _unreachable) is { } defect)
        {
            throw defect;
        }

        await RequireCredentialsAsync(cancellationToken);
        try
        {
            if (_createsBucket && !_bucketExists)
            {
                await CreateBucketAsync(bucket, cancellationToken);
                _bucketExists = true;
            }

            return await call();
        }
        catch (HttpRequestException failure) when (!_wasReached && HasNoConnection(failure))
        {
            Exception reason = failure.InnerException is AuthenticationException certificate ? certificate : failure;
            throw _unreachable = new StoreUnavailableException(
                $"{Config.ServiceURL ?? "Amazon S3"} cannot be reached: {reason.Message.TrimEnd('.')}.", failure);
        }
        finally
        {
            _wasReached = true;
        }
    }

    private async Task RequireCredentialsAsync(CancellationToken cancellationToken)
    {
        if (ExplicitAWSCredentials is not null)
        {
            return;
        }

        try
        {
            using var chain = new DefaultAWSCredentialsIdentityResolver();
            await Leaving.RunAsync(() => chain.ResolveIdentityAsync(Config, cancellationToken), cancellationToken);
        }
        catch (AmazonClientException missing)
        {
            throw new StoreUnavailableException(
                "No AWS credentials were found. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or run where a " +
                "role gives them.",
                missing);
        }
    }

    private async Task CreateBucketAsync(string bucket, CancellationToken cancellationToken)
    {
        try
        {
            await PutBucketAsync(new PutBucketRequest { BucketName = bucket, UseClientRegion = true }, cancellationToken);
        }
        catch (AmazonS3Exception exists) when (exists.ErrorCode is "BucketAlreadyOwnedByYou" or "BucketAlreadyExists")
        {
            // Whether we may write to it is for the upload to find out.
        }
    }

    private static bool HasNoConnection(HttpRequestException failure) => failure.HttpRequestError
        is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    /// <summary>
    /// The library sends this request through the pipeline, for it has to see the store's document; a method that is overridden would keep
    /// it from that.
    /// </summary>
    private sealed class LifecycleHandler(StoreClient client) : PipelineHandler
    {
        public override Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            IRequestContext context = executionContext.RequestContext;
            return context.OriginalRequest is GetLifecycleConfigurationRequest request
                ? client.BeginAsync(request.BucketName, () => base.InvokeAsync<T>(executionContext), context.CancellationToken)
                : base.InvokeAsync<T>(executionContext);
        }
    }
}
