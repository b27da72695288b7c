using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Time.Testing;

namespace S3MultipartUpload.Testing.Tests.Settings;

public sealed class PayerAndArchiveTests : EndpointScenario
{
    private static readonly TimeSpan Hours = TimeSpan.FromHours(5);
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);

    protected override S3TestServerOptions Options =>
        new() { BucketNames = { Bucket }, TimeProvider = _clock, RestoreDelay = Hours };

    // A client that retries follows the endpoint's clock.
    protected override AmazonS3Client CreateClient(S3TestServer server) => server.CreateClient(config => config.MaxErrorRetry = 1);

    [Fact]
    public async Task Bucket_whose_requesters_pay_answers_who_says_that_he_will()
    {
        await PutAsync("a", "x");
        await PayAsync("Requester");

        await FailsAsync(() => ReadAsync("a"), 403, "AccessDenied");
        await FailsAsync(() => PutAsync("b", "x"), 403, "AccessDenied");
        await FailsAsync(() => Client.ListObjectsV2Async(new() { BucketName = Bucket }), 403, "AccessDenied");
        using GetObjectResponse paid =
            await Client.GetObjectAsync(new GetObjectRequest { BucketName = Bucket, Key = "a", RequestPayer = RequestPayer.Requester });
        Assert.Equal(RequestCharged.Requester, paid.RequestCharged);
        await PayAsync("BucketOwner");

        Assert.Equal("x"u8.ToArray(), await ReadAsync("a"));
    }

    [Theory]
    [InlineData("GLACIER")]
    [InlineData("DEEP_ARCHIVE")]
    public async Task Archived_object_is_read_once_it_is_restored_and_until_its_copy_expires(string storageClass)
    {
        await PutArchivedAsync(storageClass);
        await FailsAsync(() => ReadAsync("a"), 403, "InvalidObjectState");
        await FailsAsync(() => Client.CopyObjectAsync(Bucket, "a", Bucket, "b"), 403, "ObjectNotInActiveTierError");
        Assert.Null((await Client.GetObjectMetadataAsync(Bucket, "a")).RestoreExpiration);

        await RestoreAsync(days: 2);

        Assert.True((await Client.GetObjectMetadataAsync(Bucket, "a")).RestoreInProgress);
        await FailsAsync(() => ReadAsync("a"), 403, "InvalidObjectState");
        await FailsAsync(() => RestoreAsync(days: 2), 409, "RestoreAlreadyInProgress");
        await AdvanceAsync(Hours);
        GetObjectMetadataResponse head = await Client.GetObjectMetadataAsync(Bucket, "a");
        Assert.False(head.RestoreInProgress);
        Assert.Equal(_clock.GetUtcNow().UtcDateTime.Date.AddDays(3), head.RestoreExpiration?.ToUniversalTime());
        Assert.Equal("x"u8.ToArray(), await ReadAsync("a"));
        await AdvanceAsync(TimeSpan.FromDays(3));
        await FailsAsync(() => ReadAsync("a"), 403, "InvalidObjectState");
    }

    [Fact]
    public async Task Object_that_is_not_archived_is_not_restored()
    {
        await PutAsync("a", "x");
        await FailsAsync(() => RestoreAsync(days: 1), 403, "InvalidObjectState");

        await PutArchivedAsync("GLACIER_IR");

        Assert.Equal("x"u8.ToArray(), await ReadAsync("a"));
    }

    /// <summary>The client learns the new time from a refusal that has a body, which HEAD has not.</summary>
    private async Task AdvanceAsync(TimeSpan time)
    {
        _clock.Advance(time);
        await Client.ListBucketsAsync();
    }

    private Task PutArchivedAsync(string storageClass) =>
        Client.PutObjectAsync(new() { BucketName = Bucket, Key = "a", ContentBody = "x", StorageClass = new(storageClass) });

    private Task RestoreAsync(int days) =>
        Client.RestoreObjectAsync(new RestoreObjectRequest { BucketName = Bucket, Key = "a", Days = days });

    private Task PayAsync(string payer) => Client.PutBucketRequestPaymentAsync(new()
    {
        BucketName = Bucket,
        RequestPaymentConfiguration = new() { Payer = payer },
    });
}
