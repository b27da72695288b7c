using Amazon.S3;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>The code of docs/incomplete-uploads.md, run as it stands there.</summary>
public sealed class IncompleteExamples : ExampleScenario
{
    [Fact]
    public async Task Incomplete_uploads()
    {
        AmazonS3Client client = Client;
        string uploadId = (await client.InitiateMultipartUploadAsync("backups", "2026/left behind")).UploadId;
        var incomplete = new IncompleteUploads(client);
        AbortRule rule = await incomplete.EnsureAbortRuleAsync("backups", days: 7, prefix: "2026/");
        Assert.True(rule.WasWritten);

        var query = new IncompleteUploadQuery { BucketName = "backups", OlderThan = TimeSpan.FromDays(7) };
        await foreach (IncompleteUpload upload in incomplete.ListAsync(query with { IncludeSize = true }))
        {
            Console.WriteLine($"{upload.Key}: {upload.StoredSize} bytes, begun {upload.Initiated}");
        }

        await foreach (AbortResult result in incomplete.AbortAsync(query, dryRun: true))
        {
            Console.WriteLine($"{result.Upload.Key}: {result.Outcome}");
        }

        Assert.Equal(uploadId, (await incomplete.ListAsync(query with { OlderThan = null }).SingleAsync()).UploadId);
    }
}
