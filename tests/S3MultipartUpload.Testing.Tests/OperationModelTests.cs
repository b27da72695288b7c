using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>
/// Every operation that the AWS SDK can ask for is done, or answered with 501 NotImplemented, or refused; never is another one done in its
/// place.
/// </summary>
public sealed class OperationModelTests : IClassFixture<OperationModelTests.Endpoint>
{
    private const string Bucket = SdkModel.Bucket;
    private const string Key = SdkModel.Key;

    private readonly Endpoint _endpoint;

    public OperationModelTests(Endpoint endpoint) => _endpoint = endpoint;

    public static TheoryData<string> Operations => [.. SdkModel.Operations];

    [Fact]
    public void The_model_is_the_sdk_s_whole_one() => Assert.True(Operations.Count > 90, $"Only {Operations.Count} operations were found.");

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_operation_is_done_or_refused_and_nothing_else_is_done(string operation)
    {
        S3TestServer server = _endpoint.Server;
        server.Reset();
        using AmazonS3Client client = server.CreateClient();
        await client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = Key, ContentBody = "content" });
        string uploadId = (await client.InitiateMultipartUploadAsync(Bucket, Key)).UploadId;
        string before = await DescribeAsync(client);
        int requests = server.Requests.Count;

        string outcome = await SdkModel.RunAsync(client, operation, SdkModel.Create(operation, uploadId));

        S3RequestRecord[] made = [.. server.Requests.Skip(requests)];
        TestContext.Current.TestOutputHelper?.WriteLine($"{outcome}; {string.Join("; ", made.Select(record => record.ToString()))}");
        Assert.NotEmpty(made);
        foreach (S3RequestRecord record in made)
        {
            if (record.Status is >= 200 and < 300)
            {
                Assert.Equal(SdkModel.ApiNameOf(operation), record.Operation.ToString());
            }
            else
            {
                Assert.True(
                    record.Operation != S3Operation.Unknown || record.Status == 501, $"An unknown operation was answered: {record}");
            }
        }

        if (made.All(record => record.Status >= 400))
        {
            Assert.Equal(before, await DescribeAsync(client));
        }
    }

    /// <summary>All that the endpoint holds.</summary>
    private static async Task<string> DescribeAsync(AmazonS3Client client)
    {
        IEnumerable<string> buckets = (await client.ListBucketsAsync()).Buckets.Select(bucket => bucket.BucketName);
        IEnumerable<string> objects = ((await client.ListVersionsAsync(Bucket)).Versions ?? [])
            .Select(version => $"{version.Key} {version.VersionId} {version.ETag} {version.LastModified:O}");
        IEnumerable<string> uploads = ((await client.ListMultipartUploadsAsync(Bucket)).MultipartUploads ?? [])
            .Select(upload => $"{upload.Key} {upload.UploadId}");
        return string.Join('\n', buckets.Concat(objects).Concat(uploads));
    }

    public sealed class Endpoint() : S3TestFixture(new S3TestServerOptions { BucketNames = { Bucket } });
}
