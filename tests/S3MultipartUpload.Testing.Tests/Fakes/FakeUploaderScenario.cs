namespace S3MultipartUpload.Testing.Tests.Fakes;

/// <summary>What every test of the fake begins with: one for itself alone.</summary>
public abstract class FakeUploaderScenario : IDisposable
{
    protected const string Bucket = "backups";
    protected const int PartSize = 5 << 20;

    protected FakeMultipartUploader Fake { get; } = new();

    public void Dispose()
    {
        Fake.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static UploadRequest Request(string key, byte[] bytes, IProgress<UploadProgress>? progress = null) => new()
    {
        BucketName = Bucket,
        Key = key,
        Source = PartSource.FromMemory(bytes),
        PartSize = PartSize,
        Progress = progress,
    };

    protected static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    protected byte[]? Stored(string key) => Fake.Find(Bucket, key)?.Content.ToArray();
}
