using Microsoft.Extensions.Options;

namespace S3MultipartUpload.AspNetCore.Options;

/// <summary>The limits of the store that an uploader is for.</summary>
internal static class StoreLimits
{
    public static ServiceLimits Of(IOptionsMonitor<S3MultipartUploadOptions> uploaders, string? name) =>
        uploaders.Get(name).Profile?.Limits ?? ServiceLimits.AmazonS3;
}
