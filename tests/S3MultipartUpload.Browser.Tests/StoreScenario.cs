using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Browser.Tests;

/// <summary>The sample and its store, one of each for a test, and the files that are sent there by whatever browser.</summary>
public abstract class StoreScenario : IAsyncLifetime
{
    protected const int MiB = 1 << 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("browser-files-").FullName;
    private SampleApplication? _application;
    private AmazonS3Client? _client;

    /// <summary>The clients that most tests are about, one after the other.</summary>
    public static TheoryData<string> Clients => ["Uppy", "s3-multipart-upload"];

    /// <summary>Settings of the sample.</summary>
    protected virtual IEnumerable<(string Name, string Value)> Settings => [];

    protected SampleApplication Application => _application ?? throw new InvalidOperationException("Not started.");

    protected S3TestServer Store => Application.Store;

    protected IAmazonS3 Client => _client ?? throw new InvalidOperationException("Not started.");

    public virtual ValueTask InitializeAsync()
    {
        _application = new SampleApplication(Settings);
        _client = Store.CreateClient();
        return ValueTask.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await (_application?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <returns>The path of a new file of random bytes.</returns>
    protected string File(string name, long size)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using FileStream file = System.IO.File.Create(path);
        byte[] block = new byte[MiB];
        var random = new Random(name.Length);
        for (long left = size; left > 0; left -= block.Length)
        {
            random.NextBytes(block);
            file.Write(block.AsSpan(0, (int)Math.Min(left, block.Length)));
        }

        return path;
    }

    /// <summary>Ends a wait for what does not come.</summary>
    protected static CancellationToken Patience => new CancellationTokenSource(TimeSpan.FromSeconds(120)).Token;

    protected HoldEffect HoldPart(int number)
    {
        HoldEffect hold = FaultEffect.Hold();
        Store.Faults.Add(new Fault { Operation = S3Operation.UploadPart, PartNumber = number, Times = 1, Effect = hold });
        return hold;
    }

    /// <returns>The numbers of the parts that were stored, in the order in which they were.</returns>
    protected int[] StoredParts() =>
    [
        .. Store.Requests.Where(request => request is { Operation: S3Operation.UploadPart, Status: 200 })
            .Select(request => request.PartNumber ?? 0),
    ];

    /// <summary>There is one object, and its bytes are those of the file.</summary>
    protected async Task AssertStoredAsync(string path)
    {
        S3Object found = Assert.Single(await ObjectsAsync(), candidate => NameIs(candidate, path));
        using GetObjectResponse stored = await Client.GetObjectAsync("uploads", found.Key);
        Assert.Equal(await HashOf(System.IO.File.OpenRead(path)), await HashOf(stored.ResponseStream));
    }

    protected async Task UntilStoredAsync(string path)
    {
        await UntilAsync(async () => (await ObjectsAsync()).Any(stored => NameIs(stored, path)));
        await AssertStoredAsync(path);
    }

    /// <summary>However many objects there are, the bytes of each are those of the file.</summary>
    protected async Task AssertAllAreAsync(string path)
    {
        List<S3Object> objects = await ObjectsAsync();
        Assert.NotEmpty(objects);
        foreach (S3Object found in objects)
        {
            using GetObjectResponse stored = await Client.GetObjectAsync("uploads", found.Key);
            Assert.Equal(await HashOf(System.IO.File.OpenRead(path)), await HashOf(stored.ResponseStream));
        }
    }

    protected async Task<int> OpenUploadsAsync() =>
        (await Client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = "uploads" })).MultipartUploads?.Count ?? 0;

    protected static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(0.1));
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    private static bool NameIs(S3Object stored, string path) =>
        stored.Key.EndsWith($"/{Path.GetFileName(path)}", StringComparison.Ordinal);

    protected async Task<List<S3Object>> ObjectsAsync() =>
        (await Client.ListObjectsV2Async(new() { BucketName = "uploads" })).S3Objects ?? [];

    private static async Task<string> HashOf(Stream stream)
    {
        await using (stream)
        {
            return Convert.ToHexString(await SHA256.HashDataAsync(stream));
        }
    }
}
