using Amazon.Runtime;
using Amazon.S3;
using S3MultipartUpload.Store;

namespace S3MultipartUpload;

/// <summary>Sets a client up for uploads.</summary>
public static class AmazonS3ConfigExtensions
{
    private const int BufferSize = 256 * 1024;

    /// <summary>Below that, what a piece costs shows beside what its bytes cost.</summary>
    private const int LeastBufferSize = 64 * 1024;

    /// <summary>
    /// Sets what an uploader needs of its client, and leaves all else (the endpoint, the region, proxies, certificates) as it is:
    /// <c>new AmazonS3Client(new AmazonS3Config { RegionEndpoint = … }.ForUploads())</c>.
    /// </summary>
    /// <remarks>
    /// <list type="bullet">
    /// <item><c>MaxErrorRetry = 0</c>: the uploader repeats what fails, part by part; the SDK would do so once more inside of each.</item>
    /// <item><c>MaxStaleConnectionRetries = 1</c>: a request that meets a connection which was closed meanwhile is sent on a new one, once
    /// instead of ten times.</item>
    /// <item><c>BufferSize = 256 KiB</c> instead of 8 KiB: bodies are read and sent in pieces of this size; it is what a connection costs
    /// in memory.</item>
    /// <item><c>ConnectTimeout</c> = 15 s where none is set: a host that is gone is told from one that is slow.</item>
    /// <item><c>HttpClientFactory</c> where none is set: one that asks for leave (<c>Expect: 100-continue</c>) before bodies of at least
    /// 1 MiB alone. For smaller ones, asking takes longer than sending.</item>
    /// </list>
    /// The number of connections stays unlimited, for <see cref="S3MultipartUploadOptions.MaxConcurrentRequests"/> limits the requests.
    /// </remarks>
    /// <param name="config">What the client is made of.</param>
    /// <returns>The same.</returns>
    public static AmazonS3Config ForUploads(this AmazonS3Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.MaxErrorRetry = 0;
        config.MaxStaleConnectionRetries = 1;
        config.BufferSize = BufferSize;
        config.ConnectTimeout ??= TimeSpan.FromSeconds(15);
        config.HttpClientFactory ??= new UploadHttpClientFactory();
        return config;
    }

    /// <summary>What it costs that a client was not set up for uploads; null where it was, or its settings are not known.</summary>
    /// <param name="config">The settings.</param>
    /// <param name="requests">The most requests that the uploader makes at one time.</param>
    internal static string? CostsOf(IClientConfig? config, int requests)
    {
        if (config is null)
        {
            return null;
        }

        List<string> costs = [];
        if (config.MaxErrorRetry > 0)
        {
            costs.Add($"it repeats requests by itself (MaxErrorRetry is {config.MaxErrorRetry}), inside of each attempt of the uploader");
        }

        if (config.BufferSize is > 0 and < LeastBufferSize)
        {
            costs.Add($"it sends bodies in pieces of {config.BufferSize:N0} bytes (BufferSize), which costs CPU time");
        }

        if (config.MaxConnectionsPerServer is { } connections && connections < requests)
        {
            costs.Add(
                $"it opens at most {connections:N0} connections (MaxConnectionsPerServer), and up to {requests:N0} requests " +
                "(MaxConcurrentRequests) wait for them");
        }

        return costs.Count > 0 ? string.Join("; ", costs) : null;
    }
}
