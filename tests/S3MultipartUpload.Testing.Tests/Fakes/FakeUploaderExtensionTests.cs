using System.IO.Compression;

namespace S3MultipartUpload.Testing.Tests.Fakes;

/// <summary>Extension methods work over the fake as they do over the real uploader.</summary>
public sealed class FakeUploaderExtensionTests : FakeUploaderScenario
{
    [Fact]
    public async Task Many_objects_are_stored_and_one_fails()
    {
        Fake.Fail(UploaderFailure.Failed(FailedUploadState.Aborted), call => call.Key == "3");
        IAsyncEnumerable<UploadRequest> requests =
            Enumerable.Range(0, 10).Select(number => Request($"{number}", [(byte)number])).ToAsyncEnumerable();

        List<UploadResult> results = await Fake.UploadManyAsync(requests).ToListAsync();

        Assert.Equal("3", Assert.Single(results, result => !result.IsStored).Request.Key);
        Assert.Equal(9, Fake.Objects.Count);
    }

    [Fact]
    public async Task Writer_stores_what_is_written()
    {
        await using (ObjectWriter writer =
            await Fake.OpenWriteAsync(new UploadTarget { BucketName = Bucket, Key = "a.zip" }, partSize: PartSize))
        {
            await using (var zip = new ZipArchive(writer, ZipArchiveMode.Create, leaveOpen: true))
            {
                await using Stream entry = await zip.CreateEntry("bytes", CompressionLevel.NoCompression).OpenAsync();
                await entry.WriteAsync(Bytes((2 * PartSize) + 7));
            }

            await writer.CompleteAsync();
        }

        FakeObject stored = Assert.Single(Fake.Objects);
        Assert.Equal("application/zip", stored.ContentType);
        using var read = new ZipArchive(new MemoryStream(stored.Content.ToArray()));
        Assert.Equal((2 * PartSize) + 7, Assert.Single(read.Entries).Length);
    }

    [Fact]
    public async Task Folder_is_stored_and_what_is_unchanged_is_skipped()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "a.txt"), "a");
            await File.WriteAllTextAsync(Path.Combine(folder, "b.txt"), "b");
            var upload = new DirectoryUpload { Path = folder, BucketName = Bucket, KeyPrefix = "f/", Skip = SkipPolicy.Unchanged };
            Assert.Equal(2, (await Fake.UploadDirectoryAsync(upload)).FilesStored);
            await File.WriteAllTextAsync(Path.Combine(folder, "b.txt"), "c");

            DirectoryUploadResult again = await Fake.UploadDirectoryAsync(upload);

            Assert.Equal((1, 1), (again.FilesStored, again.FilesUnchanged));
            Assert.Equal(["f/a.txt", "f/b.txt", "f/b.txt"], Fake.Calls.Select(call => call.Key).Order());
            Assert.Equal("c"u8.ToArray(), Stored("f/b.txt"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
