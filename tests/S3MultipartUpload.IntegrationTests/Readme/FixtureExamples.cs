using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Readme;

public sealed class ReportTests(S3TestFixture s3) : IClassFixture<S3TestFixture>
{
    [Fact]
    public async Task A_report_is_stored()
    {
        s3.Server.Reset();                                  // empty, no faults, no log: as it began
        await new ReportStore(s3.Client, s3.BucketName).StoreAsync("2026-11", "all well");
        Assert.True(s3.Server.Requests.Single().Status == 200, s3.Server.DescribeRequests());
    }
}

/// <summary>What the tests of the example test.</summary>
internal sealed class ReportStore(IAmazonS3 client, string bucketName)
{
    public Task StoreAsync(string key, string text) =>
        client.PutObjectAsync(new PutObjectRequest { BucketName = bucketName, Key = key, ContentBody = text });
}
