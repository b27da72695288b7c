using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing;

/// <summary>How an <see cref="S3TestServer"/> is set up. Every property has a default that suits a test.</summary>
public sealed class S3TestServerOptions
{
    /// <summary>The folder that keeps buckets, objects and open uploads; they survive a restart over the same folder.</summary>
    /// <value>Default: null, everything stays in memory.</value>
    public string? DataDirectory { get; set; }

    /// <summary>
    /// Whether bytes are checked, hashed and then forgotten, as for a benchmark of uploads larger than memory and disk; they read back
    /// as zeros.
    /// </summary>
    /// <value>Default: false. Cannot be combined with <see cref="DataDirectory"/>.</value>
    public bool DiscardData { get; set; }

    /// <summary>Buckets that exist from the start.</summary>
    /// <value>Default: none.</value>
    public ICollection<string> BucketNames { get; } = [];

    /// <summary>Access keys beside the endpoint's own, each with its secret; one may be read-only.</summary>
    /// <value>Default: none.</value>
    public ICollection<S3Credential> Credentials { get; } = [];

    /// <summary>Whether requests without a signature are let in, as into a public bucket. Wrong signatures are still refused.</summary>
    /// <value>Default: false, they are answered with AccessDenied.</value>
    public bool AllowAnonymous { get; set; }

    /// <summary>
    /// Whether bodies may be left out of the signature over http, as stores inside of one's own network let them. The signature of the
    /// headers is checked all the same.
    /// </summary>
    /// <value>Default: false, they are answered with InvalidRequest. Over https they are always let in.</value>
    public bool AllowUnsignedPayloadOverHttp { get; set; }

    /// <summary>
    /// Whether requests and presigned URLs of Signature Version 2 are let in, as into Amazon S3's buckets that are older than June 2020:
    /// boto3 presigns so unless it is told <c>signature_version="s3v4"</c>.
    /// </summary>
    /// <value>Default: false, they are answered with InvalidRequest, as for a new bucket.</value>
    public bool AllowSignatureV2 { get; set; }

    /// <summary>
    /// The region that requests are signed for and buckets are in. As with Amazon S3, CreateBucket must name it as its location constraint,
    /// but for <c>us-east-1</c>, which has none.
    /// </summary>
    /// <value>Default: <c>us-east-1</c>.</value>
    public string Region { get; set; } = S3Account.DefaultRegion;

    /// <summary>
    /// How long it takes until an archived object (storage class GLACIER or DEEP_ARCHIVE) can be read after RestoreObject. By the
    /// endpoint's clock; Amazon S3 takes hours.
    /// </summary>
    /// <value>Default: zero, at once.</value>
    public TimeSpan RestoreDelay { get; set; }

    /// <summary>The TCP port on 127.0.0.1.</summary>
    /// <value>Default: 0, any free port.</value>
    public int Port { get; set; }

    /// <summary>
    /// Whether the endpoint speaks HTTPS, with a certificate made when it starts;
    /// <see cref="S3TestServer.CreateClient(Action{Amazon.S3.AmazonS3Config}?)"/> trusts exactly that one.
    /// </summary>
    /// <value>Default: false.</value>
    public bool Https { get; set; }

    /// <summary>The smallest size in bytes of a part before the last; Complete refuses smaller ones with EntityTooSmall.</summary>
    /// <value>Default: 5 MiB, as Amazon S3 has it. Lower it to test with little data.</value>
    public long MinimumPartSize { get; set; } = S3Limits.MinimumPartSize;

    /// <summary>How late each request comes, as if its client were far away. By the endpoint's clock.</summary>
    /// <value>Default: zero.</value>
    public TimeSpan Latency { get; set; }

    /// <summary>How many bytes of bodies pass through each connection in a second, in either direction. By the endpoint's clock.</summary>
    /// <value>Default: null, as many as the machine takes.</value>
    public long? BytesPerSecondPerConnection { get; set; }

    /// <summary>How many bytes of bodies pass through all connections together in a second. By the endpoint's clock.</summary>
    /// <value>Default: null, as many as the machine takes.</value>
    public long? BytesPerSecond { get; set; }

    /// <summary>
    /// How many requests that write or delete are taken in a second for one prefix: a bucket and its keys up to their last slash. The
    /// others are answered with 503 SlowDown.
    /// </summary>
    /// <value>Default: null, all. Amazon S3 takes at least 3,500.</value>
    public int? WritesPerSecond { get; set; }

    /// <summary>As <see cref="WritesPerSecond"/>, for GET and HEAD.</summary>
    /// <value>Default: null, all. Amazon S3 takes at least 5,500.</value>
    public int? ReadsPerSecond { get; set; }

    /// <summary>
    /// Whether requests are remembered, each for as long as the endpoint lives: turn it off where one runs for days. Then
    /// <see cref="S3TestServer.Requests"/> is empty, and every request counts as the first attempt.
    /// </summary>
    /// <value>Default: true.</value>
    public bool LogRequests { get; set; } = true;

    /// <summary>
    /// The endpoint's clock, which everything goes by but its certificate. Signatures that are more than 15 minutes off are refused with
    /// RequestTimeTooSkewed, as by Amazon S3; a client of the SDK that may retry sets its own clock right then.
    /// </summary>
    /// <value>Default: <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>The seed of the faults that have a <see cref="Fault.Probability"/>; the same seed gives the same dice.</summary>
    /// <value>Default: 0.</value>
    public int FaultSeed { get; set; }

    /// <exception cref="ArgumentException">Two options exclude each other, or one cannot be.</exception>
    internal void Check()
    {
        if (DataDirectory is not null && DiscardData)
        {
            throw new ArgumentException($"{nameof(DiscardData)} and {nameof(DataDirectory)} exclude each other: choose one.");
        }

        if (string.IsNullOrWhiteSpace(Region) || Region.Contains('/', StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{Region}' is no {nameof(Region)}: give one such as us-east-1 or eu-west-1.");
        }

        (string Name, bool IsWrong)[] numbers =
        [
            (nameof(Latency), Latency < TimeSpan.Zero),
            (nameof(RestoreDelay), RestoreDelay < TimeSpan.Zero),
            (nameof(BytesPerSecondPerConnection), BytesPerSecondPerConnection <= 0),
            (nameof(BytesPerSecond), BytesPerSecond <= 0),
            (nameof(WritesPerSecond), WritesPerSecond <= 0),
            (nameof(ReadsPerSecond), ReadsPerSecond <= 0),
        ];
        if (numbers.FirstOrDefault(number => number.IsWrong).Name is { } wrong)
        {
            throw new ArgumentException(
                $"{wrong} is too small: a time is 0 or more, a number 1 or more. Leave it out where nothing is to be slowed down.");
        }
    }
}
