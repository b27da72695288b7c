using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>The object may have been stored, and nothing that can be seen says so: then nobody says that it was not.</summary>
public sealed class UnclearEndTests : ResumeScenario
{
    public static TheoryData<bool, string> Failures
    {
        get
        {
            var failures = new TheoryData<bool, string>();
            foreach (string name in new[] { "client", "service", "disposed", "many", "format" })
            {
                failures.Add(true, name);
                failures.Add(false, name);
            }

            return failures;
        }
    }

    /// <summary>A client that was disposed meanwhile, or one that is wrapped and fails when the answer is in.</summary>
    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failure_that_is_no_answer_of_the_stores_is_looked_into(bool inParts, string failure)
    {
        Func<Exception> late = failure switch
        {
            "client" => () => new AmazonClientException("Something."),
            "service" => () => new AmazonServiceException("Something."),
            "disposed" => () => new ObjectDisposedException("HttpClient"),
            "many" => () => new AggregateException(new IOException("Something.")),
            _ => () => new FormatException("Something."),
        };
        using var client = new LateClient(Client.Config.ServiceURL, late);
        var uploader = new MultipartUploader(client, new S3MultipartUploadOptions
        {
            Profile = ProviderProfile.S3Compatible with { Limits = new ServiceLimits { MinPartSize = 1 } },
            PartSizer = PartSizer.Fixed(PartSize),
            SinglePutThreshold = inParts ? 0 : Bytes.Length,
            MaxRetries = 0,
        });
        Assert.True((await uploader.UploadAsync(Request(PartSource.FromMemory(Bytes)))).IsComplete);
        Assert.Equal(Bytes, await StoredBytes());
    }

    /// <summary>The answer is lost, and somebody writes to the same key before the object is looked at.</summary>
    [Theory]
    [InlineData(FailureAction.Abort)]
    [InlineData(FailureAction.KeepForResume)]
    public async Task An_object_that_was_replaced_at_once_is_not_called_nothing(FailureAction action)
    {
        HoldEffect hold = FaultEffect.Hold(done: true);
        Server.Faults.Add(new Fault { Operation = S3Operation.CompleteMultipartUpload, Times = 1, Effect = hold });
        Server.Faults.Add(
            new Fault { Operation = S3Operation.CompleteMultipartUpload, Effect = FaultEffect.Status(404, "NoSuchUpload") });
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        Task<UploadManifest> upload = Uploader(
            options =>
            {
                options.MaxRetries = 1;
                (options.RetryDelay, options.MaxRetryDelay) = (TimeSpan.Zero, TimeSpan.Zero);
            },
            time).UploadAsync(Request(PartSource.FromMemory(Bytes), failureAction: action));
        await hold.WaitAsync(1);
        await Client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = Key, ContentBody = "other" });
        time.Advance(TimeSpan.FromMinutes(10));
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => upload);
        hold.Release();
        Assert.Equal(FailedUploadState.Unknown, failure.State);
    }

    /// <summary>Fails when the store has stored the object.</summary>
    private sealed class LateClient(string url, Func<Exception> late) : AmazonS3Client(
        new AnonymousAWSCredentials(), new AmazonS3Config { ServiceURL = url, ForcePathStyle = true, MaxErrorRetry = 0 })
    {
        public override async Task<CompleteMultipartUploadResponse> CompleteMultipartUploadAsync(
            CompleteMultipartUploadRequest request, CancellationToken cancellationToken = default)
        {
            await base.CompleteMultipartUploadAsync(request, cancellationToken);
            throw late();
        }

        public override async Task<PutObjectResponse> PutObjectAsync(
            PutObjectRequest request, CancellationToken cancellationToken = default)
        {
            await base.PutObjectAsync(request, cancellationToken);
            throw late();
        }
    }
}
