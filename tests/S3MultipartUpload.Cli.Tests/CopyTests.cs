using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Cli.Tests;

/// <summary>cp: at the store, from object to object.</summary>
public sealed class CopyTests : CommandLineScenario
{
    [Theory]
    [InlineData(11)]
    [InlineData(12 * MiB)]
    public async Task An_object_is_copied_with_its_description_but_for_what_is_given(int length)
    {
        await using S3TestServer server = await StartServerAsync();
        await StoreAsync(server, "a.html", length);
        CommandResult result = await RunAsync(
            server, "cp", $"s3://{Bucket}/a.html", $"s3://{Bucket}/b c", "--storage-class", "STANDARD_IA", "--part-size", "5M");
        Assert.Equal((length, "b c"), (result.Manifest().Size, result.Manifest().Key));
        using AmazonS3Client client = server.CreateClient();
        GetObjectMetadataResponse stored = await client.GetObjectMetadataAsync(Bucket, "b c", TestToken);
        Assert.Equal(
            (length, "text/html", S3StorageClass.StandardInfrequentAccess),
            (stored.ContentLength, stored.Headers.ContentType, stored.StorageClass));
        Assert.Contains("Copied photos/b c: ", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_objects_become_one()
    {
        await using S3TestServer server = await StartServerAsync();
        byte[] one = await StoreAsync(server, "one", 6 * MiB);
        byte[] two = await StoreAsync(server, "two", 100);
        (await RunAsync(server, "cp", $"s3://{Bucket}/one", $"s3://{Bucket}/two", $"s3://{Bucket}/both")).Manifest();
        using AmazonS3Client client = server.CreateClient();
        using GetObjectResponse both = await client.GetObjectAsync(Bucket, "both", TestToken);
        var bytes = new MemoryStream();
        await both.ResponseStream.CopyToAsync(bytes, TestToken);
        Assert.Equal([.. one, .. two], bytes.ToArray());
    }

    [Fact]
    public async Task A_source_that_is_not_there_is_named()
    {
        await using S3TestServer server = await StartServerAsync();
        CommandResult result = await RunAsync(server, "cp", $"s3://{Bucket}/missing", $"s3://{Bucket}/b");
        result.ShouldFail(1, "'missing' in bucket 'photos'");
    }

    [Fact]
    public async Task Signal_ends_a_copy_and_says_that_it_goes_on()
    {
        await using S3TestServer server = await StartServerAsync();
        await StoreAsync(server, "a", 12 * MiB);
        HoldEffect hold = FaultEffect.Hold();
        server.Faults.Add(new Fault { Operation = S3Operation.UploadPartCopy, Effect = hold });
        string[] arguments =
            ["cp", $"s3://{Bucket}/a", $"s3://{Bucket}/b", "--part-size", "5M", "--concurrency", "1", "--checkpoint-dir", InFolder("kept")];
        using RunningCommand command = Start(server, arguments);
        await hold.WaitAsync(1, TestToken);
        await command.SignalAsync("INT");
        await command.ErrorLineAsync("the parts on their way may finish");
        hold.Release();
        (await command.EndAsync()).ShouldFail(130, "Run the same command again to continue.");
        UploadManifest manifest = (await RunAsync(server, arguments)).Manifest();
        Assert.Equal((12 * MiB, true), (manifest.Size, manifest.PartsResumed > 0));
    }

    private async Task<byte[]> StoreAsync(S3TestServer server, string key, int length)
    {
        string path = FileOf(length);
        (await RunAsync(server, "--file", path, "--bucket", Bucket, "--key", key, "--content-type", "text/html")).Manifest();
        return await File.ReadAllBytesAsync(path, TestToken);
    }
}
