using Amazon.S3;

namespace S3MultipartUpload.Testing;

/// <summary>
/// An endpoint with one bucket and a client for it, for a test class to share: <c>IClassFixture&lt;S3TestFixture&gt;</c> in xunit; other
/// frameworks create one and dispose it. Derive from it for other options.
/// </summary>
public class S3TestFixture : IDisposable, IAsyncDisposable
{
    /// <summary>Starts an endpoint with the bucket <c>test-bucket</c>.</summary>
    public S3TestFixture()
        : this(new S3TestServerOptions { BucketNames = { "test-bucket" } })
    {
    }

    /// <summary>Starts an endpoint.</summary>
    /// <param name="options">Its set-up; it names at least one bucket.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentException">No bucket is named, two options exclude each other, or a bucket's name is not valid.</exception>
    protected S3TestFixture(S3TestServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        BucketName = options.BucketNames.FirstOrDefault() ?? throw new ArgumentException("Name a bucket.", nameof(options));
        Server = S3TestServer.Start(options);
        Client = Server.CreateClient();
    }

    /// <summary>The endpoint.</summary>
    public S3TestServer Server { get; }

    /// <summary>A client for it.</summary>
    public IAmazonS3 Client { get; }

    /// <summary>The first bucket of its options.</summary>
    public string BucketName { get; }

    /// <summary>Stops the endpoint.</summary>
    public void Dispose()
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops the endpoint.</summary>
    /// <returns>A task that completes when the port is free.</returns>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }
}
