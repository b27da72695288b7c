using Amazon.S3;
using Microsoft.Extensions.Logging;
using Moq;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>The code of docs/integrity.md, run as it stands there.</summary>
public sealed class IntegrityExamples : ExampleScenario
{
    [Fact]
    public async Task A_condition_that_does_not_hold()
    {
        AmazonS3Client client = Client;
        var uploader = new MultipartUploader(client, new S3MultipartUploadOptions { Profile = ProviderProfile.AmazonS3 });
        var logger = new Mock<ILogger>();
        await Once(uploader, FilePath, logger.Object);
        Assert.Empty(logger.Invocations);
        await AssertStored("2026/monday.zip");
        await File.WriteAllTextAsync(FilePath, "tuesday");
        await Once(uploader, FilePath, logger.Object);
        Assert.Single(logger.Invocations);
        await AssertStored("2026/monday.zip");
    }

    [Fact]
    public async Task A_receipt_that_is_checked()
    {
        AmazonS3Client client = Client;
        var uploader = new MultipartUploader(client);
        UploadManifest receipt = await uploader.UploadAsync(
            new UploadRequest { BucketName = "backups", Key = "a", Source = PartSource.FromFile(FilePath) });
        await Checked(uploader, receipt.ToJson(), FilePath);
    }

    private static async Task Checked(MultipartUploader uploader, string json, string path)
    {
        var manifest = UploadManifest.FromJson(json);
        VerificationReport stored = await uploader.VerifyAsync(manifest, new VerifyOptions { Deep = true });
        VerificationReport local = await manifest.VerifyFileAsync(path);
        foreach (VerificationFinding difference in stored.Differences.Concat(local.Differences))
        {
            Console.WriteLine($"{difference.Property} of part {difference.PartNumber}: {difference.Actual} instead of " +
                $"{difference.Expected}");
        }

        Assert.Equal((VerificationOutcome.Proven, VerificationOutcome.Proven), (stored.Outcome, local.Outcome));
    }

    private static async Task Once(MultipartUploader uploader, string path, ILogger logger)
    {
#pragma warning disable CA1848, CA2254 // An example shows the usual way to log.
        try
        {
            await uploader.UploadAsync(new UploadRequest
            {
                BucketName = "backups",
                Key = "2026/monday.zip",
                Source = PartSource.FromFile(path),
                IfNoneMatch = true,
                ChecksumAlgorithm = PartChecksumAlgorithm.Crc64Nvme,
            });
        }
        catch (MultipartUploadException failure) when (failure.InnerException is PreconditionFailedException)
        {
            logger.LogWarning("Monday's backup is there already.");
        }
#pragma warning restore CA1848, CA2254
    }
}
