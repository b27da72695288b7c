using Microsoft.Extensions.DependencyInjection;

namespace S3MultipartUpload;

/// <summary>
/// Configures an uploader that is being registered; <see cref="S3MultipartUploadBuilderExtensions"/> says how. The settings are applied in
/// the order of the calls; the last one counts.
/// </summary>
public interface IS3MultipartUploadBuilder
{
    /// <summary>The name of the uploader's options, which is the key of its services; empty for the uploader without a key.</summary>
    string Name { get; }

    /// <summary>The application's services.</summary>
    IServiceCollection Services { get; }
}
