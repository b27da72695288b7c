namespace S3MultipartUpload.Tests;

public sealed class FilePartSourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("s3mpu-").FullName;

    private string FilePath => Path.Combine(_folder, "data.bin");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_file_arrives_byte_for_byte()
    {
        byte[] bytes = Samples.Bytes(1_000_000);
        await File.WriteAllBytesAsync(FilePath, bytes);
        var s3 = new MockS3();
        var options = new S3MultipartUploadOptions
        {
            Profile = ProviderProfile.AmazonS3 with { Limits = new ServiceLimits { MinPartSize = 1, MaxPartSize = 300_001 } },
            PartSizer = PartSizer.Fixed(300_001),
            MaxPartSize = 300_001,
        };
        UploadManifest manifest =
            await new MultipartUploader(s3.Client, options).UploadAsync(Samples.Request(PartSource.FromFile(FilePath)));
        Assert.Equal(bytes, s3.Stored);
        Assert.Equal(4, manifest.Parts.Count);
    }

    [Fact]
    public async Task A_source_can_be_used_again()
    {
        await File.WriteAllBytesAsync(FilePath, Samples.Bytes(100));
        IPartSource source = PartSource.FromFile(FilePath);
        for (int use = 0; use < 2; use++)
        {
            var s3 = new MockS3();
            await UploadSpecs.Uploader(s3).UploadAsync(Samples.Request(source));
            Assert.Equal(Samples.Bytes(100), s3.Stored);
        }
    }

    public static TheoryData<string> Changes => ["grows", "shrinks", "is rewritten", "is replaced", "disappears"];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_file_that_changes_while_it_is_read_never_becomes_an_object(string change)
    {
        await File.WriteAllBytesAsync(FilePath, Samples.Bytes(100));
        File.SetLastWriteTimeUtc(FilePath, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var s3 = new MockS3();
        s3.OnPart = (number, _, _) =>
        {
            if (number == 4)
            {
                Change(change);
            }

            return Task.CompletedTask;
        };
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => UploadSpecs
            .Uploader(s3, options => options.Concurrency = UploadConcurrency.Fixed(1))
            .UploadAsync(Samples.Request(PartSource.FromFile(FilePath))));
        Assert.IsType<SourceChangedException>(failure.InnerException);
        Assert.Equal(FailedUploadState.Aborted, failure.State);
        Assert.DoesNotContain("Complete", s3.Calls);
    }

    [Fact]
    public async Task A_file_of_the_same_size_and_time_put_in_its_place_is_not_mixed_in()
    {
        DateTime time = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        await File.WriteAllBytesAsync(FilePath, Samples.Bytes(100));
        await File.WriteAllBytesAsync(FilePath + ".new", Samples.Bytes(100, seed: 2));
        File.SetLastWriteTimeUtc(FilePath, time);
        File.SetLastWriteTimeUtc(FilePath + ".new", time);
        var s3 = new MockS3();
        s3.OnPart = (number, _, _) =>
        {
            if (number == 4)
            {
                File.Move(FilePath + ".new", FilePath, overwrite: true);
            }

            return Task.CompletedTask;
        };
        await UploadSpecs.Uploader(s3, options => options.Concurrency = UploadConcurrency.Fixed(1))
            .UploadAsync(Samples.Request(PartSource.FromFile(FilePath)));
        Assert.Equal(Samples.Bytes(100), s3.Stored);
    }

    [Fact]
    public async Task A_link_to_a_file_is_that_file()
    {
        await File.WriteAllBytesAsync(FilePath, Samples.Bytes(100));
        File.CreateSymbolicLink(FilePath + ".link", FilePath);
        var s3 = new MockS3();
        await UploadSpecs.Uploader(s3).UploadAsync(Samples.Request(PartSource.FromFile(FilePath + ".link")));
        Assert.Equal(Samples.Bytes(100), s3.Stored);
    }

    [Fact]
    public void What_is_no_readable_file_is_refused_at_once()
    {
        Assert.Throws<FileNotFoundException>(() => PartSource.FromFile(FilePath));
        Assert.Throws<DirectoryNotFoundException>(() => PartSource.FromFile(Path.Combine(_folder, "none", "data.bin")));
        Assert.Throws<ArgumentException>(() => PartSource.FromFile(_folder));
        Assert.Throws<ArgumentException>(() => PartSource.FromFile(""));
    }

    [Fact]
    public void A_device_that_is_refused_is_closed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs Linux's devices and list of open files.");
        Assert.Throws<ArgumentException>(() => PartSource.FromFile("/dev/full", 0, 1));
        Assert.DoesNotContain("/dev/full", Directory.GetFiles("/proc/self/fd").Select(file => new FileInfo(file).LinkTarget));
    }

    [Fact]
    public void A_device_that_claims_to_be_empty_is_read_front_to_back()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "Needs /dev/zero.");
        IPartSource source = PartSource.FromFile("/dev/zero");
        Assert.Null(source.Length);
        Assert.False(source.IsRandomAccess);
    }

    [Fact]
    public void An_empty_file_has_length_zero()
    {
        File.WriteAllBytes(FilePath, []);
        Assert.Equal(0, PartSource.FromFile(FilePath).Length);
    }

    private void Change(string change)
    {
        switch (change)
        {
            case "grows":
                File.AppendAllText(FilePath, "more");
                break;
            case "shrinks":
                using (FileStream file = new(FilePath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                {
                    file.SetLength(50);
                }

                break;
            case "is rewritten":
                using (FileStream file = new(FilePath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                {
                    file.Write(Samples.Bytes(100, seed: 2));
                }

                break;
            case "is replaced":
                File.WriteAllBytes(FilePath + ".new", Samples.Bytes(100, seed: 2));
                File.Move(FilePath + ".new", FilePath, overwrite: true);
                break;
            case "disappears":
                File.Delete(FilePath);
                break;
        }
    }
}
