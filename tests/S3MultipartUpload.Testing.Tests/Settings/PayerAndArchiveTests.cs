using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Time.Testing;

namespace S3MultipartUpload.Testing.Tests.Settings;

public sealed class PayerAndArchiveTests : EndpointScenario
{
    private static readonly TimeSpan Hours = TimeSpan.FromHours(5);
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);

    protected override S3TestServerOptions Options =>
        new() { BucketNames = { Bucket }, TimeProvider = _clock, RestoreDelay = Hours, AllowAnonymous = true };

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
        await FailsAsync(() => Client.CopyObjectAsync(Bucket, "a", Bucket, "b"), 403, "InvalidObjectState");
        Assert.Null(await RestoreStateAsync());

        await RestoreAsync(days: 2);

        Assert.Equal("ongoing-request=\"true\"", await RestoreStateAsync());
        await FailsAsync(() => ReadAsync("a"), 403, "InvalidObjectState");
        await FailsAsync(() => RestoreAsync(days: 2), 409, "RestoreAlreadyInProgress");
        _clock.Advance(Hours);
        string expires = _clock.GetUtcNow().UtcDateTime.Date.AddDays(3).ToString("R");
        Assert.Equal($"ongoing-request=\"false\", expiry-date=\"{expires}\"", await RestoreStateAsync());
        Assert.Equal("x"u8.ToArray(), await ReadAsync("a"));
        _clock.Advance(TimeSpan.FromDays(3));
        await FailsAsync(() => ReadAsync("a"), 403, "InvalidObjectState");
    }

    [Fact]
    public async Task Restored_object_is_read_at_once_unless_the_endpoint_is_told_otherwise()
    {
        await using S3TestServer server = await S3TestServer.StartAsync(new() { BucketNames = { Bucket } });
        using AmazonS3Client client = PlainClient(server);
        await client.PutObjectAsync(new() { BucketName = Bucket, Key = "a", ContentBody = "x", StorageClass = S3StorageClass.Glacier });
        await FailsAsync(() => client.GetObjectAsync(Bucket, "a"), 403, "InvalidObjectState");

        await client.RestoreObjectAsync(new RestoreObjectRequest { BucketName = Bucket, Key = "a", Days = 1 });

        using GetObjectResponse read = await client.GetObjectAsync(Bucket, "a");
        Assert.Equal("x", await new StreamReader(read.ResponseStream).ReadToEndAsync());
    }

    [Fact]
    public async Task Object_that_is_not_archived_is_not_restored()
    {
        await PutAsync("a", "x");
        await FailsAsync(() => RestoreAsync(days: 1), 403, "InvalidObjectState");

        await PutArchivedAsync("GLACIER_IR");

        Assert.Equal("x"u8.ToArray(), await ReadAsync("a"));
    }

    /// <summary>Asked for without a signature: a client learns from an error's body that its clock is wrong, and HEAD has none.</summary>
    private async Task<string?> RestoreStateAsync()
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(Server.Endpoint, $"{Bucket}/a"));
        using HttpResponseMessage response = await http.SendAsync(request);
        return response.Headers.TryGetValues("x-amz-restore", out IEnumerable<string>? values) ? values.Single() : null;
    }

    private Task<PutObjectResponse> PutArchivedAsync(string storageClass) =>
        Client.PutObjectAsync(new() { BucketName = Bucket, Key = "a", ContentBody = "x", StorageClass = new(storageClass) });

    private Task<RestoreObjectResponse> RestoreAsync(int days) =>
        Client.RestoreObjectAsync(new RestoreObjectRequest { BucketName = Bucket, Key = "a", Days = days });

    private Task<PutBucketRequestPaymentResponse> PayAsync(string payer) => Client.PutBucketRequestPaymentAsync(new()
    {
        BucketName = Bucket,
        RequestPaymentConfiguration = new() { Payer = payer },
    });
}
