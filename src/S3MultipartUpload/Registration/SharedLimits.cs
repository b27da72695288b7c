using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace S3MultipartUpload.Registration;

/// <summary>What the uploaders of an application share, unless one has limits of its own: those of the options without a name.</summary>
internal static class SharedLimits
{
    /// <summary>Bandwidths that options have because nobody has set another.</summary>
    private static readonly ConditionalWeakTable<BandwidthLimit, object> Lent = [];

    public static S3MultipartUploadOptions Of(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<S3MultipartUploadOptions>>().Value;

    /// <summary>Options with a name begin with the shared limits.</summary>
    public static void Set(UploaderRegistration registration, S3MultipartUploadOptions options, IServiceProvider provider)
    {
        if (!registration.HasOwnLimits)
        {
            S3MultipartUploadOptions shared = Of(provider);
            options.MaxBufferedBytes = shared.MaxBufferedBytes;
            options.Concurrency = shared.Concurrency;
            options.MaxConcurrentRequests = shared.MaxConcurrentRequests;

            // Not the shared one itself: to set its rate for one uploader would set it for all.
            options.Bandwidth = new BandwidthLimit { MaxBytesPerSecond = shared.Bandwidth?.MaxBytesPerSecond };
            Lent.Add(options.Bandwidth, Lent);
        }
    }

    /// <summary>When all is set: a bandwidth that nobody has touched is the shared one, to be changed while uploads run.</summary>
    public static void Join(UploaderRegistration registration, S3MultipartUploadOptions options, IServiceProvider provider)
    {
        BandwidthLimit? shared = registration.HasOwnLimits ? null : Of(provider).Bandwidth;
        if (shared is not null && options.Bandwidth is { } own
            && Lent.TryGetValue(own, out _) && own.MaxBytesPerSecond == shared.MaxBytesPerSecond)
        {
            options.Bandwidth = shared;
        }
    }

    /// <summary>The names of the limits that were set, and would have no effect.</summary>
    public static IEnumerable<string> Changed(S3MultipartUploadOptions options, S3MultipartUploadOptions shared)
    {
        if (options.MaxBufferedBytes != shared.MaxBufferedBytes)
        {
            yield return nameof(options.MaxBufferedBytes);
        }

        if (options.Concurrency != shared.Concurrency)
        {
            yield return nameof(options.Concurrency);
        }

        if (options.MaxConcurrentRequests != shared.MaxConcurrentRequests)
        {
            yield return nameof(options.MaxConcurrentRequests);
        }

        if (options.Bandwidth != shared.Bandwidth)
        {
            yield return nameof(options.Bandwidth);
        }
    }
}
