namespace S3MultipartUpload.Testing.Tests;

/// <summary>The AWS SDK for JavaScript with its managed uploads and its presigner, and MinIO's client (npm: package.json).</summary>
public sealed class JavaScriptTests(NodePackages packages) : ForeignClientTests, IClassFixture<NodePackages>
{
    [Theory]
    [InlineData("aws_sdk_client.js", false)]
    [InlineData("aws_sdk_client.js", true)]
    [InlineData("minio_client.js", false)]
    [InlineData("minio_client.js", true)]
    public async Task Clients_in_JavaScript_upload_list_download_copy_presign_and_delete(string script, bool https)
    {
        Assert.SkipWhen(packages.Missing is not null, packages.Missing ?? "");
        await StartAsync("node", https);

        string output = await Command.RunAsync("node", Path.Combine(NodePackages.Folder, script), Bucket, Key, SmallKey, "source.bin");

        Assert.Equal("done", output.Trim());
        Assert.True(Count(S3Operation.UploadPart) >= 5);
        await AssertNothingLeftAsync();
    }
}
