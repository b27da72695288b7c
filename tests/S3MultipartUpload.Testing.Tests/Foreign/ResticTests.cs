namespace S3MultipartUpload.Testing.Tests;

/// <summary>restic, which keeps backups in a bucket (Debian: restic).</summary>
public sealed class ResticTests : ForeignClientTests
{
    private const string Password = "only for this test";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restic_backs_up_checks_restores_and_forgets(bool https)
    {
        await StartAsync("restic", https);
        Directory.CreateDirectory(PathOf("home/ü + 50%"));
        File.Move(PathOf("source.bin"), PathOf("home/ü + 50%/source.bin"));
        File.Move(PathOf("small.txt"), PathOf("home/small.txt"));
        await ResticAsync("init");
        await ResticAsync("backup", "home");
        await File.WriteAllTextAsync(PathOf("home/later.txt"), "later");
        await ResticAsync("backup", "home");

        await ResticAsync("check", "--read-data");
        await ResticAsync("restore", "latest", "--target", "restored");
        await AssertIsSourceAsync("restored/home/ü + 50%/source.bin");
        await AssertIsSmallAsync("restored/home/small.txt");
        Assert.Equal("later", await File.ReadAllTextAsync(PathOf("restored/home/later.txt")));

        await ResticAsync("forget", "--keep-last", "1", "--prune");
        await ResticAsync("check", "--read-data");
        AssertNoneFailed();
    }

    private async Task<string> ResticAsync(params string[] arguments)
    {
        await File.WriteAllTextAsync(PathOf("password"), Password);
        return await Command.RunAsync(
            "restic",
            [
                "--repo", $"s3:{Server.Endpoint}{Bucket}/backups", "--password-file", "password", "--option", "s3.bucket-lookup=path",
                .. OverHttps("--cacert", Command.CertificateFile), .. arguments,
            ]);
    }
}
