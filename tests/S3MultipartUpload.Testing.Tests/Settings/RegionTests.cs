using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests.Settings;

public sealed class RegionTests : EndpointScenario
{
    private static readonly S3Credential Session = new("SESSION", "session-secret") { SessionToken = "session-token" };

    protected override S3TestServerOptions Options =>
        new() { BucketNames = { Bucket }, Region = "eu-west-1", Credentials = { Session } };

    [Fact]
    public async Task Bucket_is_in_the_region_of_the_endpoint_and_in_no_other()
    {
        await PutBucketAsync("eu-west-1");

        Assert.Equal("eu-west-1", Server.Region);
        Assert.Equal("eu-west-1", (await Client.GetBucketLocationAsync(Bucket)).Location.Value);
        await FailsAsync(() => PutBucketAsync("eu-west-1"), 409, "BucketAlreadyOwnedByYou");
        await FailsAsync(() => PutBucketAsync("eu-central-1"), 400, "IllegalLocationConstraintException");
    }

    [Fact]
    public async Task Request_signed_for_another_region_is_refused()
    {
        using AmazonS3Client client = Server.CreateClient(config => config.AuthenticationRegion = "us-east-1");

        AmazonS3Exception error = await FailsAsync(() => client.ListBucketsAsync(), 400, "AuthorizationHeaderMalformed");

        Assert.Contains("'eu-west-1'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bucket_of_the_first_region_has_no_constraint()
    {
        await using S3TestServer server = await S3TestServer.StartAsync(new() { BucketNames = { Bucket } });
        using AmazonS3Client client = PlainClient(server);
        var request = new PutBucketRequest { BucketName = "other-photos", BucketRegionName = "us-east-1" };

        Assert.Equal(S3Region.USEast1, (await client.GetBucketLocationAsync(Bucket)).Location);
        request.PutBucketConfiguration = new() { LocationConstraint = new BucketLocationConstraint("us-east-1") };
        await FailsAsync(() => client.PutBucketAsync(request), 400, "InvalidLocationConstraint");
        request.PutBucketConfiguration = new() { LocationConstraint = BucketLocationConstraint.EuWest1 };
        await FailsAsync(() => client.PutBucketAsync(request), 400, "IllegalLocationConstraintException");
    }

    [Theory]
    [InlineData("")]
    [InlineData("eu/west")]
    public async Task Region_that_cannot_be_signed_for_is_refused_at_the_start(string region) =>
        await Assert.ThrowsAsync<ArgumentException>(() => S3TestServer.StartAsync(new() { Region = region }));

    [Fact]
    public async Task Session_is_let_in_by_its_key_and_its_token_together()
    {
        using AmazonS3Client client = Server.CreateClient(Session);
        using AmazonS3Client without = Server.CreateClient(Session with { SessionToken = null });
        using AmazonS3Client wrong = Server.CreateClient(Session with { SessionToken = "wrong" });
        using AmazonS3Client permanent = Server.CreateClient(new S3Credential(Server.AccessKey, Server.SecretKey) { SessionToken = "t" });

        await client.PutObjectAsync(new() { BucketName = Bucket, Key = "a", ContentBody = "x" });
        await FailsAsync(() => without.ListBucketsAsync(), 403, "InvalidAccessKeyId");
        await FailsAsync(() => wrong.ListBucketsAsync(), 400, "InvalidToken");
        await FailsAsync(() => permanent.ListBucketsAsync(), 400, "InvalidToken");
    }

    [Fact]
    public async Task Url_that_a_session_presigns_carries_its_token()
    {
        using AmazonS3Client client = Server.CreateClient(Session);
        await client.PutObjectAsync(new() { BucketName = Bucket, Key = "a", ContentBody = "x" });
        string url = await client.GetPreSignedURLAsync(new()
        {
            BucketName = Bucket,
            Key = "a",
            Expires = DateTime.UtcNow.AddMinutes(5),
            Protocol = Amazon.S3.Protocol.HTTP,
        });
        using var http = new HttpClient();

        Assert.Equal("x", await http.GetStringAsync(new Uri(url)));
    }

    private Task<PutBucketResponse> PutBucketAsync(string constraint) => Client.PutBucketAsync(new PutBucketRequest
    {
        BucketName = "second-photos",
        PutBucketConfiguration = new() { LocationConstraint = new BucketLocationConstraint(constraint) },
    });
}
