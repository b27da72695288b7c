namespace S3MultipartUpload.Testing.Tests;

/// <summary>The AWS SDK for Python (Debian: python3-boto3).</summary>
public sealed class Boto3Tests : ForeignClientTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Boto3_runs_through_its_transfers_and_the_multipart_calls(bool https)
    {
        await StartAsync("python3", https);
        Assert.SkipUnless((await Command.TryAsync("python3", "-c", "import boto3")).ExitCode == 0, "boto3 is not installed: its " +
            "test is skipped.");
        string script = Path.Combine(AppContext.BaseDirectory, "Foreign", "boto3_client.py");

        string output = await Command.RunAsync("python3", script, Bucket, Key, SmallKey, "source.bin");

        Assert.Equal("done", output.Trim());
        Assert.True(Count(S3Operation.UploadPart) >= 4);
        await AssertNothingLeftAsync();
    }
}
