using System.Diagnostics;
using System.Net;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Samples;

/// <summary>A file that is larger than the memory which the web sample may have.</summary>
[Collection(nameof(RunsAlone))]
public sealed class WebSampleLoadTests : EndpointScenario
{
    private const long Size = 1L << 30;
    private const long MemoryLimit = 300L << 20;

    private static CancellationToken TestToken => TestContext.Current.CancellationToken;

    protected override S3TestServerOptions Options => new() { BucketNames = { "uploads" }, DiscardData = true };

    [Theory]
    [InlineData("-T \"$1\"")]
    [InlineData("-T - <\"$1\"")] // Its length is not known.
    [InlineData("-F \"file=@$1\"")]
    public async Task A_file_of_1_GiB_takes_less_memory_than_300_MiB(string how)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && ForeignCommand.IsInstalled("curl"), "It needs Linux and curl.");
        string path = Path.GetTempFileName();
        await using (FileStream file = File.OpenWrite(path))
        {
            file.SetLength(Size); // It takes no room on the disk.
        }

        try
        {
            await using WebSample sample = await WebSample.StartAsync(Server, TestToken);
            long started = Stopwatch.GetTimestamp();

            string status = await new ForeignCommand(Server, Path.GetTempPath()).RunAsync(
                "sh", "-c", $"curl -sS -o /dev/null -w '%{{http_code}}' {how} {sample.Address}files", "sh", path);

            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s, {sample.PeakMemory >> 20} MiB at most");
            Assert.Equal($"{(int)HttpStatusCode.Created}", status);
            Assert.Equal(Size, (await Client.ListObjectsV2Async(new() { BucketName = "uploads" }, TestToken)).S3Objects[0].Size);
            Assert.InRange(sample.PeakMemory, 1, MemoryLimit);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
