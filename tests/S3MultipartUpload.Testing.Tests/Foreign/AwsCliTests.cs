namespace S3MultipartUpload.Testing.Tests;

/// <summary>The command line of AWS (Debian: awscli).</summary>
public sealed class AwsCliTests : ForeignClientTests
{
    private string[] Settings =>
        ["--endpoint-url", Server.Endpoint.ToString(), .. OverHttps("--ca-bundle", Command.CertificateFile)];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Aws_cli_uploads_lists_downloads_copies_and_deletes(bool https)
    {
        await StartAsync("aws", https);
        await AwsAsync("s3", "cp", "source.bin", $"s3://{Bucket}/{Key}");
        Assert.True(Count(S3Operation.UploadPart) >= 2);
        await AwsAsync("s3", "cp", "small.txt", $"s3://{Bucket}/{SmallKey}");
        string listing = await AwsAsync("s3", "ls", "--recursive", $"s3://{Bucket}/");
        Assert.Contains($"{SourceLength} {Key}", listing, StringComparison.Ordinal);
        Assert.Contains($"{SmallText.Length} {SmallKey}", listing, StringComparison.Ordinal);

        await AwsAsync("s3", "cp", $"s3://{Bucket}/{Key}", $"s3://{Bucket}/copy");
        await AwsAsync("s3", "cp", $"s3://{Bucket}/copy", "target.bin");
        await AssertIsSourceAsync("target.bin");
        await AwsAsync("s3", "mv", $"s3://{Bucket}/{SmallKey}", $"s3://{Bucket}/moved ü+");
        await AwsAsync("s3", "cp", $"s3://{Bucket}/moved ü+", "target.txt");
        await AssertIsSmallAsync("target.txt");

        await AwsAsync("s3", "rm", "--recursive", $"s3://{Bucket}/");
        await AssertNothingLeftAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Aws_cli_uploads_part_by_part_aborts_and_presigns(bool https)
    {
        await StartAsync("aws", https);
        string[] at = ["--bucket", Bucket, "--key", Key];
        string upload = (await AwsAsync(["s3api", "create-multipart-upload", .. at, "--query", "UploadId", "--output", "text"])).Trim();
        await AwsAsync(["s3api", "upload-part", .. at, "--upload-id", upload, "--part-number", "2", "--body", "source.bin"]);
        Assert.Equal(
            "2", (await AwsAsync(
                ["s3api", "list-parts", .. at, "--upload-id", upload, "--query", "Parts[].PartNumber", "--output", "text"])).Trim());
        Assert.Contains(upload, await AwsAsync("s3api", "list-multipart-uploads", "--bucket", Bucket), StringComparison.Ordinal);
        await AwsAsync(["s3api", "abort-multipart-upload", .. at, "--upload-id", upload]);
        (int exitCode, string _, string? errors) = await Command
            .TryAsync("aws", [.. Settings, "s3api", "list-parts", .. at, "--upload-id", upload]);
        Assert.NotEqual(0, exitCode);
        Assert.Contains("NoSuchUpload", errors, StringComparison.Ordinal);

        await AwsAsync("s3", "cp", "small.txt", $"s3://{Bucket}/{SmallKey}");
        string url = await AwsAsync("s3", "presign", $"s3://{Bucket}/{SmallKey}");
        Assert.Equal(System.Text.Encoding.UTF8.GetBytes(SmallText), await FetchAsync(url));
    }

    private Task<string> AwsAsync(params string[] arguments) => Command.RunAsync("aws", [.. Settings, .. arguments]);
}
