using S3MultipartUpload.Line;
using S3MultipartUpload.Parts;

namespace S3MultipartUpload.Tests;

internal static class Samples
{
    /// <summary>What uploads share, with so many parts at one time.</summary>
    public static PartBudget Budget(PartBufferPool buffers, int parts) =>
        new(buffers, new RequestLine(UploadConcurrency.Fixed(parts), most: 256, TimeProvider.System));

    public const long MiB = 1024 * 1024;

    /// <summary>Limits small enough for tests to cross.</summary>
    public static ServiceLimits SmallLimits { get; } =
        new() { MaxParts = 100, MinPartSize = 4, MaxPartSize = 4096, MaxSinglePutSize = 4096 };

    public static byte[] Bytes(int count, int seed = 1)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Options with small limits and no waiting.</summary>
    public static S3MultipartUploadOptions SmallOptions(Action<S3MultipartUploadOptions>? configure = null)
    {
        var options = new S3MultipartUploadOptions
        {
            Profile = ProviderProfile.AmazonS3 with { Limits = SmallLimits, ConfirmsChecksums = false },
            PartSizer = PartSizer.Fixed(10),
            MaxPartSize = 1024,
            SinglePutThreshold = 0,
            MaxBufferedBytes = 16 * MiB,
            RetryDelay = TimeSpan.Zero,
            MaxRetryDelay = TimeSpan.Zero,
        };
        configure?.Invoke(options);
        return options;
    }

    public static UploadRequest Request(IPartSource source, IProgress<UploadProgress>? progress = null, long? partSize = null) => new()
    {
        BucketName = "photos",
        Key = "2026/summer.bin",
        Source = source,
        Progress = progress,
        ProgressInterval = TimeSpan.Zero,
        PartSize = partSize,
    };
}
