using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Network;

/// <summary>
/// How many requests a second the endpoint takes for one prefix, which is here a bucket and its keys up to their last slash (S3 User Guide,
/// "Best practices design patterns: optimizing Amazon S3 performance"; Amazon S3 divides prefixes as it sees fit).
/// </summary>
internal sealed class RequestRate(int? writes, int? reads, TimeProvider time)
{
    private readonly object _gate = new();
    private readonly Dictionary<(string? Bucket, string Prefix, bool Reads), int> _requests = [];
    private long _second;

    /// <exception cref="S3ErrorException">SlowDown.</exception>
    public void Count(S3Exchange exchange)
    {
        bool isRead = exchange.Http.Request.Method is "GET" or "HEAD";
        if ((isRead ? reads : writes) is not { } most)
        {
            return;
        }

        string key = exchange.Target.Key ?? "";
        (string?, string, bool) prefix = (exchange.Target.Bucket, key[..(key.LastIndexOf('/') + 1)], isRead);
        lock (_gate)
        {
            long second = time.GetUtcNow().ToUnixTimeSeconds();
            if (second != _second)
            {
                _second = second;
                _requests.Clear();
            }

            int count = _requests.GetValueOrDefault(prefix) + 1;
            _requests[prefix] = count;
            if (count > most)
            {
                throw S3Errors.SlowDown();
            }
        }
    }
}
