namespace S3MultipartUpload.Testing.Tests;

/// <summary>s3cmd (Debian: s3cmd).</summary>
public sealed class S3cmdTests : ForeignClientTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task S3cmd_uploads_lists_downloads_copies_and_aborts(bool https)
    {
        await StartAsync("s3cmd", https);
        await S3CmdAsync("put", "--multipart-chunk-size-mb=5", "source.bin", $"s3://{Bucket}/{Key}");
        Assert.Equal(5, Count(S3Operation.UploadPart));
        await S3CmdAsync("put", "small.txt", $"s3://{Bucket}/{SmallKey}");
        string listing = await S3CmdAsync("ls", "--recursive", $"s3://{Bucket}");
        Assert.Contains(Key, listing, StringComparison.Ordinal);
        Assert.Contains(SmallKey, listing, StringComparison.Ordinal);
        await S3CmdAsync("get", "--force", $"s3://{Bucket}/{Key}", "target.bin");
        await AssertIsSourceAsync("target.bin");

        await S3CmdAsync("cp", $"s3://{Bucket}/{SmallKey}", $"s3://{Bucket}/copy ü+");
        await S3CmdAsync("get", "--force", $"s3://{Bucket}/copy ü+", "target.txt");
        await AssertIsSmallAsync("target.txt");
        await S3CmdAsync("modify", "--add-header=x-amz-meta-colour:blue", $"s3://{Bucket}/copy ü+");
        Assert.Contains("blue", await S3CmdAsync("info", $"s3://{Bucket}/copy ü+"), StringComparison.Ordinal);

        string upload = await OpenUploadAsync("open");
        Assert.Contains(upload, await S3CmdAsync("multipart", $"s3://{Bucket}"), StringComparison.Ordinal);
        await S3CmdAsync("abortmp", $"s3://{Bucket}/open", upload);
        await S3CmdAsync("del", "--recursive", "--force", $"s3://{Bucket}");

        await AssertNothingLeftAsync();
    }

    private Task<string> S3CmdAsync(params string[] arguments) => Command.RunAsync(
        "s3cmd",
        [
            $"--access_key={Server.AccessKey}", $"--secret_key={Server.SecretKey}", $"--host={Server.Endpoint.Authority}",
            $"--host-bucket={Server.Endpoint.Authority}", $"--region={Server.Region}", "--no-progress",
            Server.Certificate is null ? "--no-ssl" : "--ssl", .. OverHttps($"--ca-certs={Command.CertificateFile}"), .. arguments,
        ]);
}
