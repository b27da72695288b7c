using Amazon.S3.Model;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>The code of docs/recipes.md about URLs, and sources that several machines read, run as it stands there.</summary>
public sealed class SourceExamples : ExampleScenario
{
    [Fact]
    public async Task A_URL()
    {
        var uploader = new MultipartUploader(Client);
        await uploader.UploadAsync(
            new UploadRequest { BucketName = "photos", Key = "disk.img", Source = PartSource.FromFile(FilePath) });
        var url = new Uri(await Client.GetPreSignedURLAsync(new GetPreSignedUrlRequest
        {
            BucketName = "photos",
            Key = "disk.img",
            Expires = DateTime.UtcNow.AddHours(1),
            Protocol = Amazon.S3.Protocol.HTTP,
        }));
        using var httpClient = new HttpClient();
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        await uploader.UploadAsync(
            new UploadRequest
            {
                BucketName = "backups",
                Key = "disk.img",
                Source = await PartSource.FromUrlAsync(httpClient, url, cancellationToken),
            },
            cancellationToken);
        await AssertStored("disk.img");
    }

    [Fact]
    public async Task The_same_source_on_another_machine()
    {
        string path = FilePath;
        var uploader = new MultipartUploader(Client);
        IMultipartSession session = await uploader.StartAsync(new UploadTarget { BucketName = "backups", Key = "disk.img" });
        string json = session.ToJson();
        string work = SourceIdentity.Of(PartSource.FromFile(path)).ToString(); // One line, beside the session in the work item.

        IMultipartSession elsewhere = uploader.OpenSession(json);
        SourceIdentity.Parse(work).ThrowIfChanged(PartSource.FromFile(path)); // Before the parts, and after them.
        await elsewhere.UploadPartAsync(1, PartSource.FromFile(path, offset: 0, length: 8 * 1024 * 1024));
        SourceIdentity.Parse(work).ThrowIfChanged(PartSource.FromFile(path));
        await elsewhere.AbortAsync();

        await File.WriteAllBytesAsync(FilePath, Bytes[..^1]);
        Assert.Throws<SourceChangedException>(() => SourceIdentity.Parse(work).ThrowIfChanged(PartSource.FromFile(path)));
    }
}
