namespace S3MultipartUpload.Testing.Tests;

/// <summary>rclone (Debian: rclone). What it puts in one request it never signs, so over http the endpoint does not ask for it.</summary>
public sealed class RcloneTests : ForeignClientTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rclone_uploads_in_parts_moves_and_cleans_up(bool https)
    {
        await StartAsync("rclone", https);
        await RcloneAsync("copyto", "source.bin", $"s3:{Bucket}/{Key}", "--s3-upload-cutoff", "5M", "--s3-chunk-size", "5M");
        Assert.Equal(5, Count(S3Operation.UploadPart));
        await RcloneAsync("moveto", $"s3:{Bucket}/{Key}", $"s3:{Bucket}/moved");
        Assert.Equal("moved", (await RcloneAsync("lsf", "-R", $"s3:{Bucket}")).Trim());
        await RcloneAsync("copyto", $"s3:{Bucket}/moved", "target.bin");
        await AssertIsSourceAsync("target.bin");

        await OpenUploadAsync("open");
        Assert.Contains("open", await RcloneAsync("backend", "list-multipart-uploads", $"s3:{Bucket}"), StringComparison.Ordinal);
        await RcloneAsync("backend", "cleanup", $"s3:{Bucket}", "-o", "max-age=0s");
        await RcloneAsync("deletefile", $"s3:{Bucket}/moved");

        await AssertNothingLeftAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rclone_uploads_in_one_request_and_from_standard_input_and_checks(bool https)
    {
        await StartAsync("rclone", https, signsBodies: false);
        await RcloneAsync("copyto", "source.bin", $"s3:{Bucket}/{Key}");
        await RcloneAsync("copyto", "small.txt", $"s3:{Bucket}/{SmallKey}");
        Assert.Equal((2, 0), (Count(S3Operation.PutObject), Count(S3Operation.UploadPart)));
        await Command.RunAsync("sh", "-c", $"rclone rcat s3:{Bucket}/streamed < source.bin");
        await Command.RunAsync("sh", "-c", $"rclone rcat s3:{Bucket}/'streamed & small' < small.txt");
        Assert.Equal(
            [SmallKey, Key, "streamed", "streamed & small"],
            (await RcloneAsync("lsf", "-R", "--files-only", $"s3:{Bucket}")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(
                StringComparer.Ordinal));

        await RcloneAsync("copyto", $"s3:{Bucket}/{Key}", $"s3:{Bucket}/copy ü+");
        foreach (string key in new[] { Key, "copy ü+", "streamed" })
        {
            await RcloneAsync("copyto", $"s3:{Bucket}/{key}", "target.bin");
            await AssertIsSourceAsync("target.bin");
            File.Delete(PathOf("target.bin"));
        }

        Assert.Equal(SmallText, await RcloneAsync("cat", $"s3:{Bucket}/streamed & small"));
        Assert.Equal(SmallText, await RcloneAsync("cat", $"s3:{Bucket}/{SmallKey}"));
        Assert.Equal(
            System.Text.Encoding.UTF8.GetBytes(SmallText), await FetchAsync(await RcloneAsync("link", $"s3:{Bucket}/{SmallKey}")));

        await RcloneAsync("copy", "source.bin", $"s3:{Bucket}/checked");
        await RcloneAsync("check", "source.bin", $"s3:{Bucket}/checked");
        await RcloneAsync("check", "source.bin", $"s3:{Bucket}/checked", "--download");
        await RcloneAsync("delete", $"s3:{Bucket}");
        await AssertNothingLeftAsync();
    }

    private Task<string> RcloneAsync(params string[] arguments) => Command.RunAsync("rclone", arguments);
}
