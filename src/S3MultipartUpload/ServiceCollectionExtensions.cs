using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using S3MultipartUpload.Options;
using S3MultipartUpload.Parts;

namespace S3MultipartUpload;

/// <summary>Registers the uploader with an application's services.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="IMultipartUploader"/> and <see cref="IIncompleteUploads"/>. The application registers
    /// <see cref="IAmazonS3"/>, with the lifetime it likes; a registered <see cref="TimeProvider"/> is used. May be called more than
    /// once: what is registered already stays, and every <paramref name="configure"/> is applied.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets options; they are validated when the application starts.</param>
    public static IServiceCollection AddS3MultipartUpload(
        this IServiceCollection services, Action<S3MultipartUploadOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        OptionsBuilder<S3MultipartUploadOptions> options = services.AddOptions<S3MultipartUploadOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<S3MultipartUploadOptions>, S3MultipartUploadOptionsValidator>());

        // Memory and line are the application's; the uploader itself follows the lifetime of the client it is given.
        services.TryAddSingleton(
            provider => PartBudget.Of(provider.GetRequiredService<IOptions<S3MultipartUploadOptions>>().Value));
        services.TryAddTransient<IMultipartUploader>(provider => new MultipartUploader(
            ClientOf(provider),
            provider.GetRequiredService<IOptions<S3MultipartUploadOptions>>().Value,
            provider.GetRequiredService<PartBudget>(),
            provider.GetService<ILogger<MultipartUploader>>(),
            provider.GetService<TimeProvider>()));
        services.TryAddTransient<IIncompleteUploads>(provider => new IncompleteUploads(
            ClientOf(provider),
            provider.GetRequiredService<IOptions<S3MultipartUploadOptions>>().Value,
            provider.GetService<ILogger<IncompleteUploads>>(),
            provider.GetService<TimeProvider>()));
        return services;
    }

    private static IAmazonS3 ClientOf(IServiceProvider provider) =>
        provider.GetService<IAmazonS3>() ?? throw new InvalidOperationException(
            "No IAmazonS3 is registered. Register one beside AddS3MultipartUpload(): services.AddAWSService<IAmazonS3>() from the " +
            "package AWSSDK.Extensions.NETCore.Setup, or services.AddSingleton<IAmazonS3>(new AmazonS3Client()).");
}
