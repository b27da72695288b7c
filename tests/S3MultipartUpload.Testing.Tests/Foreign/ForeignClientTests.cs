using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>
/// Clients nobody here wrote, where they are installed. Each works over http and over https, where it trusts the endpoint's certificate and
/// no authority; each moves the same two objects, whose keys need escaping; and no request may meet an error that is the endpoint's own.
/// </summary>
public abstract class ForeignClientTests : IAsyncLifetime
{
    protected const string Bucket = "photos";
    protected const string Key = "folder/a b+ü.bin";
    protected const string SmallKey = "folder/50% of ü & +.txt";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("foreign-");
    private readonly byte[] _bytes = RandomNumberGenerator.GetBytes((20 << 20) + 1);
    private S3TestServer? _server;

    protected const string SmallText = "a small text";

    protected S3TestServer Server => _server ?? throw new InvalidOperationException("The server is not started.");

    private protected ForeignCommand Command => new(Server, _folder.FullName);

    /// <summary>Holds <c>source.bin</c>, some parts long, and <c>small.txt</c>.</summary>
    protected string Folder => _folder.FullName;

    protected int SourceLength => _bytes.Length;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllBytesAsync(PathOf("source.bin"), _bytes);
        await File.WriteAllTextAsync(PathOf("small.txt"), SmallText);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts the endpoint for a client, or skips the test where the client is missing.</summary>
    /// <param name="command">The client.</param>
    /// <param name="https">Whether over https.</param>
    /// <param name="signsBodies">Whether it signs bodies over http; of one that does not, the endpoint asks for no signature there.</param>
    protected async Task StartAsync(string command, bool https, bool signsBodies = true)
    {
        Assert.SkipUnless(ForeignCommand.IsInstalled(command), $"{command} is not installed: its tests are skipped.");
        _server = await S3TestServer.StartAsync(new S3TestServerOptions
        {
            BucketNames = { Bucket },
            Https = https,
            AllowUnsignedPayloadOverHttp = !signsBodies,
            AllowSignatureV2 = true,
        });
    }

    /// <summary>Arguments that a client is given over https alone.</summary>
    protected string[] OverHttps(params string[] arguments) => Server.Certificate is null ? [] : arguments;

    protected string PathOf(string file) => Path.Combine(_folder.FullName, file);

    protected int Count(S3Operation operation) => Server.Requests.Count(request => request.Operation == operation && request.Status == 200);

    protected async Task AssertIsSourceAsync(string file) =>
        Assert.Equal(SHA256.HashData(_bytes), SHA256.HashData(await File.ReadAllBytesAsync(PathOf(file))));

    protected async Task AssertIsSmallAsync(string file) => Assert.Equal(SmallText, await File.ReadAllTextAsync(PathOf(file)));

    /// <summary>Fetches what a client has presigned, by HTTP alone.</summary>
    protected async Task<byte[]> FetchAsync(string url)
    {
        using var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown?.Equals(Server.Certificate) == true,
        };
        using var http = new HttpClient(handler);
        return await http.GetByteArrayAsync(new Uri(url.Trim()));
    }

    protected async Task<string> OpenUploadAsync(string key)
    {
        using AmazonS3Client client = Server.CreateClient();
        return (await client.InitiateMultipartUploadAsync(Bucket, key)).UploadId;
    }

    /// <summary>The client has left no object and no open upload, and met no error but refusals.</summary>
    protected async Task AssertNothingLeftAsync()
    {
        using AmazonS3Client client = Server.CreateClient();
        Assert.Empty(
            (await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Bucket })).MultipartUploads ?? []);
        Assert.Empty((await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket })).S3Objects ?? []);
        AssertNoneFailed();
    }

    /// <summary>501 is an answer: the client asked for what the endpoint does not do.</summary>
    protected void AssertNoneFailed() => Assert.DoesNotContain(Server.Requests, request => request.Status is >= 500 and not 501);
}
