using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Playwright;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Browser.Tests;

/// <summary>The sample, its store, and a browser with a profile of its own; one of each for a test.</summary>
public abstract class PageScenario(Chromium chromium) : IAsyncLifetime
{
    protected const int MiB = 1 << 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("browser-files-").FullName;
    private readonly List<IBrowserContext> _others = [];
    private SampleApplication? _application;
    private IBrowserContext? _context;
    private AmazonS3Client? _client;

    /// <summary>The clients that most tests are about, one after the other.</summary>
    public static TheoryData<string> Clients => ["Uppy", "s3-multipart-upload"];

    /// <summary>Settings of the sample.</summary>
    protected virtual IEnumerable<(string Name, string Value)> Settings => [];

    protected SampleApplication Application => _application ?? throw new InvalidOperationException("Not started.");

    protected S3TestServer Store => Application.Store;

    protected IBrowserContext Context => _context ?? throw new InvalidOperationException("Not started.");

    protected IAmazonS3 Client => _client ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        IBrowser browser = chromium.Browser;
        _application = new SampleApplication(Settings);
        _client = Store.CreateClient();
        _context = await browser.NewContextAsync();
        _context.SetDefaultTimeout(120_000);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IBrowserContext context in _others)
        {
            await context.CloseAsync();
        }

        await (_context?.CloseAsync() ?? Task.CompletedTask);
        _client?.Dispose();
        await (_application?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>A page of the client, with a user signed in.</summary>
    protected async Task<UploadPage> OpenAsync(
        string client, string user = "ada", Uri? address = null, IBrowserContext? context = null)
    {
        var page = UploadPage.Of(client, await (context ?? Context).NewPageAsync());
        await page.OpenAsync(address ?? Application.Address, user);
        return page;
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

    /// <summary>The browser is another one, with cookies and storage of its own.</summary>
    protected async Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions? options = null)
    {
        IBrowserContext context = await chromium.Browser.NewContextAsync(options);
        context.SetDefaultTimeout(120_000);
        _others.Add(context);
        return context;
    }

    /// <summary>Keeps a picture of the page in artifacts/screenshots.</summary>
    protected static async Task PictureAsync(UploadPage page, string name) => await page.Page.ScreenshotAsync(new()
    {
        Path = Path.Combine(RepositoryFolder.FullName, "artifacts", "screenshots", $"{name}.png"),
        FullPage = true,
    });

    private static bool NameIs(S3Object stored, string path) =>
        stored.Key.EndsWith($"/{Path.GetFileName(path)}", StringComparison.Ordinal);

    private async Task<List<S3Object>> ObjectsAsync() =>
        (await Client.ListObjectsV2Async(new() { BucketName = "uploads" })).S3Objects ?? [];

    private static async Task<string> HashOf(Stream stream)
    {
        await using (stream)
        {
            return Convert.ToHexString(await SHA256.HashDataAsync(stream));
        }
    }
}
