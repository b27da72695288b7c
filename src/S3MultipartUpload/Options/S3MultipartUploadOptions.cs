using Amazon.Runtime;
using Microsoft.Extensions.Options;
using Polly;
using S3MultipartUpload.Options;
using S3MultipartUpload.Planning;
using S3MultipartUpload.Profiles;

namespace S3MultipartUpload;

/// <summary>How uploads are done. Validated when the application starts, or when an uploader is made without DI.</summary>
public sealed class S3MultipartUploadOptions
{
    /// <summary>Chooses the part size of uploads whose request names none.</summary>
    /// <value>Default: <see cref="PartSizer.Adaptive"/>, 16 MiB and more for objects above 156 GiB.</value>
    public IPartSizer PartSizer { get; set; } = S3MultipartUpload.PartSizer.Adaptive();

    /// <summary>
    /// The ceiling of the part size in bytes. Only an object that would not fit into the allowed number of such parts gets larger ones.
    /// </summary>
    /// <value>Default: 100 MiB. May be raised to the store's 5 GiB.</value>
    public long MaxPartSize { get; set; } = 100 * ServiceLimits.MiB;

    /// <summary>
    /// Sources of at most this many bytes go up by one PutObject request instead of a multipart upload. A source of unknown length
    /// does if it ends within its first part.
    /// </summary>
    /// <value>Default: null, which means one part size. 0: only empty sources.</value>
    public long? SinglePutThreshold { get; set; }

    /// <summary>
    /// How many parts, and small objects that are sent whole, are sent at one time: over all uploads and sessions of the uploader, and of
    /// all uploaders that an application registers without limits of their own. Whose upload has the fewest on their way comes next.
    /// </summary>
    /// <value>Default: <see cref="UploadConcurrency.Adaptive"/>, from 10 on as many as the line takes.</value>
    public UploadConcurrency Concurrency { get; set; } = UploadConcurrency.Adaptive();

    /// <summary>
    /// The most requests at one time, shared as <see cref="Concurrency"/> is, and so the most connections. Fifteen sixteenths of them may
    /// be parts.
    /// </summary>
    /// <value>Default: 256. From 2 to 10,000.</value>
    public int MaxConcurrentRequests { get; set; } = 256;

    /// <summary>
    /// The most bytes per second that are sent, shared as <see cref="Concurrency"/> is. The same limit given to other uploaders
    /// holds for all of them together.
    /// </summary>
    /// <value>Default: one without a limit; set its <see cref="BandwidthLimit.MaxBytesPerSecond"/>, now or while uploads run.</value>
    public BandwidthLimit Bandwidth { get; set; } = new();

    /// <summary>
    /// The most memory, in bytes, that parts read from forward-only sources may hold at one time, shared as
    /// <see cref="Concurrency"/> is. Files and memory blocks are sent in place and need none of it.
    /// </summary>
    /// <remarks>
    /// A part takes memory as its bytes arrive: at most twice what has arrived, and at most 1 MiB more than that (but 4 KiB at least). It
    /// waits when the rest of it would not find room beside the other parts that are being read, so parts never wait for one another
    /// without end, as long as their sources go on. A source that stalls keeps the memory of what it has given, and no more; the others
    /// go on in what is left. A sixteenth is kept back for the first 16 KiB of each part, so that small objects find room even when
    /// stalled sources hold all the rest. A part that needs more than fifteen sixteenths has no such company: it waits until it is
    /// alone. Streams that are fed in turn by one producer need room for a part each, or they wait for one another.
    /// </remarks>
    /// <value>Default: 256 MiB. At least one part must fit.</value>
    public long MaxBufferedBytes { get; set; } = 256 * ServiceLimits.MiB;

    /// <summary>
    /// How often a request that failed in a transient way is sent again. Where credentials have expired or the clock is wrong, it is sent
    /// once more, at once: by then a client that can help has done so. Where the store asks for slower requests (SlowDown, 429), it is not
    /// counted: such requests are sent again up to four times as often.
    /// </summary>
    /// <value>Default: 8. From 0 to 100.</value>
    public int MaxRetries { get; set; } = 8;

    /// <summary>
    /// The delay before the first retry; it doubles with every further one, with jitter. A Retry-After of the store comes first.
    /// </summary>
    /// <value>Default: 0.5 seconds.</value>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest delay before a retry, also where the store asks for more.</summary>
    /// <value>Default: 30 seconds.</value>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long nothing of a part may move while it is being read or sent. As long as bytes move, an attempt may take as long as it
    /// likes. The SDK itself sets no bound.
    /// </summary>
    /// <value>Default: 1 minute.</value>
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long the store may take to accept a connection, and how long to answer. An answer to a part may come later by
    /// <see cref="StallTimeout"/>: when the SDK has read the last bytes of the part, they are still on their way.
    /// </summary>
    /// <value>Default: 1 minute.</value>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long the store may take to answer where it has to work first: to complete an object, or to copy bytes. When this time is over,
    /// it is asked once more.
    /// </summary>
    /// <remarks>
    /// Source: Amazon S3 API Reference, "CompleteMultipartUpload": it can take several minutes. Spaces keep the connection alive
    /// meanwhile, but the SDK does not tell of them.
    /// </remarks>
    /// <value>Default: 10 minutes.</value>
    public TimeSpan ProcessingTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// A part that is on its way for more than so many times as long as the median of its upload's last parts, and for a second at the
    /// least, is sent a second time beside that, on another connection. The first of the two that the store confirms counts; the other is
    /// called back.
    /// </summary>
    /// <remarks>
    /// For lines of which one connection in a hundred is slow: the end of an upload does not wait for it. It is compared with its siblings,
    /// for how long a part takes depends on its size, the line and the number of connections. The second one takes a connection of those
    /// that <see cref="Concurrency"/> allows, and only one that nobody waits for; it reads the source once more, and its bytes count for
    /// <see cref="Bandwidth"/>. Progress and retries do not count it. Objects that are sent whole, copies and parts of sessions
    /// are sent once; so are parts of which the store keeps no checksum, unless its ETags are MD5s: it keeps the request that came last,
    /// and nothing would tell that its ETag is another.
    /// </remarks>
    /// <value>Default: null, every part is sent once. From 1.5 to 100; 3 is a good one.</value>
    public double? SlowPartFactor { get; set; }

    /// <summary>
    /// How long the clean-up after a failed or cancelled upload may take, all of it together; the caller's token, cancelled by then, has no
    /// say in it. Also how long the checkpoint store may take for one call.
    /// </summary>
    /// <value>Default: 15 seconds.</value>
    public TimeSpan AbortTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long the parts on their way may go on when the upload is cancelled, or fails, and is kept to be resumed: what has crossed the
    /// line is then not lost. No new part begins. <see cref="TransferRequest.DrainCancellationToken"/> ends it at once.
    /// </summary>
    /// <value>
    /// Default: 10 s, which with <see cref="AbortTimeout"/> fits the 30 s that a host gives its services to stop. Zero calls the parts
    /// back at once.
    /// </value>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether the log and the spans have the keys of objects: as <c>Key</c> in the scope of an upload, and as <c>aws.s3.key</c>.
    /// </summary>
    /// <value>Default: false, because keys may be private.</value>
    public bool LogKeys { get; set; }

    /// <summary>
    /// Adds strategies around each attempt of every request, inside the built-in retries: a circuit breaker, a rate limiter, or, with
    /// <see cref="MaxRetries"/> = 0, retries of your own. Each attempt gets a new request and a body from its first byte, and is bounded
    /// by the timeouts above; <see cref="TransientS3Errors.IsTransient"/> says what is worth another. What cleans up after a failure
    /// does not pass here.
    /// </summary>
    /// <value>Default: null, the built-in retries alone.</value>
    public Action<ResiliencePipelineBuilder>? ConfigurePipeline { get; set; }

    /// <summary>
    /// Where the state of incomplete uploads is kept, so that they can be resumed; a request may name another
    /// (<see cref="TransferRequest.CheckpointStore"/>).
    /// </summary>
    /// <value>Default: null, nowhere; an upload that fails is aborted.</value>
    public ICheckpointStore? CheckpointStore { get; set; }

    /// <summary>
    /// The checksum that goes with every part; a request may name another (<see cref="ObjectSettings.ChecksumAlgorithm"/>).
    /// </summary>
    /// <value>
    /// Default: <see cref="PartChecksumAlgorithm.Crc32"/>. A store that does not keep it gets a Content-MD5 with each part besides.
    /// </value>
    public PartChecksumAlgorithm ChecksumAlgorithm { get; set; }

    /// <summary>
    /// Whether the bytes of objects and parts are left out of the signature over http, too; over https they are where they have a
    /// checksum. For a store inside of one's own network: signing costs 0.5 to 0.8 s of CPU time per GiB. The checksum still goes with the
    /// bytes, in a header that is signed, and what the store answers is compared with it.
    /// </summary>
    /// <remarks>
    /// What is given up: whoever sits on the line can put other bytes with the same CRC in their place, and nothing notices. A CRC finds
    /// accidents, no intent. (That he reads all that is sent, and can change what is answered, is so over http in any case.)
    /// Bytes that go without a checksum, by <see cref="PartChecksumAlgorithm.None"/>, are signed all the same. A client that has no
    /// configuration, and a profile whose <see cref="ProviderProfile.UnsignedPayload"/> is false, are refused when an uploader is made; a
    /// client that is none of the SDK's and does not raise the SDK's events about requests, when it reads the first bytes.
    /// Source: Amazon S3 API Reference, "Authenticating Requests: Using the Authorization Header".
    /// </remarks>
    /// <value>Default: false.</value>
    public bool UnsignedPayloadOverHttp { get; set; }

    /// <summary>What the store can do, and its limits.</summary>
    /// <value>
    /// Default: null, which is <see cref="ProviderProfile.AmazonS3"/> for a client of Amazon, and
    /// <see cref="ProviderProfile.S3Compatible"/> for one whose ServiceURL names another store.
    /// </value>
    public ProviderProfile? Profile { get; set; }

    /// <summary>What could not be read of the application's configuration.</summary>
    internal List<string> ConfigurationProblems { get; } = [];

    /// <summary>The store of resolved options; where none is chosen yet, one with Amazon's limits.</summary>
    internal ProviderProfile Store => Profile ?? ProviderProfile.AmazonS3;

    /// <summary>What an uploader works by: a copy that no later change reaches, with the profile of the client's store.</summary>
    /// <exception cref="OptionsValidationException">The options contradict themselves or a limit; the message says how.</exception>
    internal S3MultipartUploadOptions ResolvedFor(IClientConfig? client)
    {
        var copy = (S3MultipartUploadOptions)MemberwiseClone();
        copy.Profile ??= StoreEndpoint.DefaultProfile(client);
        ValidateOptionsResult result = new S3MultipartUploadOptionsValidator().Validate(name: null, copy);
        if (result.Succeeded && copy.UnsignedPayloadOverHttp && client is null)
        {
            result = ValidateOptionsResult.Fail(
                $"{nameof(UnsignedPayloadOverHttp)} is set, and the client has no configuration: it is none of the AWS SDK, so how it " +
                "signs cannot be told to it.");
        }

        return result.Failed
            ? throw new OptionsValidationException(nameof(S3MultipartUploadOptions), typeof(S3MultipartUploadOptions), result.Failures)
            : copy;
    }

    internal PlanningRules ToPlanningRules() => new(Store, PartSizer, MaxPartSize, SinglePutThreshold, MaxBufferedBytes);
}
