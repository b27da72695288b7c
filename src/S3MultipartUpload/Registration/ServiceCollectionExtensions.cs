using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using S3MultipartUpload.Options;
using S3MultipartUpload.Parts;
using S3MultipartUpload.Registration;

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
    /// <param name="configure">
    /// Sets options; they are validated when the application starts, and so is whether there is an <see cref="IAmazonS3"/>.
    /// </param>
    /// <returns>What configures the uploader further.</returns>
    public static IS3MultipartUploadBuilder AddS3MultipartUpload(
        this IServiceCollection services, Action<S3MultipartUploadOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        return Add(services, Microsoft.Extensions.Options.Options.DefaultName, configure);
    }

    /// <summary>
    /// Registers an <see cref="IMultipartUploader"/> and <see cref="IIncompleteUploads"/> under a key, over the <see cref="IAmazonS3"/>
    /// that is registered under the same key. An application that has several stores has one for each, and asks for it by
    /// <see cref="FromKeyedServicesAttribute"/>. May be called more than once.
    /// </summary>
    /// <remarks>
    /// All uploaders of an application share its memory for parts, its parts in flight and its bandwidth
    /// (<see cref="S3MultipartUploadOptions.MaxBufferedBytes"/>, <see cref="S3MultipartUploadOptions.Concurrency"/>,
    /// <see cref="S3MultipartUploadOptions.Bandwidth"/>): these are the options without a name, which <c>AddS3MultipartUpload(…)</c>
    /// sets, or <c>services.Configure&lt;S3MultipartUploadOptions&gt;(…)</c>. An uploader that shall have its own says so by
    /// <see cref="S3MultipartUploadBuilderExtensions.UseOwnLimits"/>.
    /// </remarks>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key, which is also the name of the options.</param>
    /// <param name="configure">
    /// Sets options; they are validated when the application starts, and so is whether there is an <see cref="IAmazonS3"/> of this key.
    /// </param>
    /// <returns>What configures the uploader further.</returns>
    /// <exception cref="ArgumentException">The key is empty.</exception>
    public static IS3MultipartUploadBuilder AddKeyedS3MultipartUpload(
        this IServiceCollection services, string serviceKey, Action<S3MultipartUploadOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(serviceKey);
        return Add(services, serviceKey, configure);
    }

    private static S3MultipartUploadBuilder Add(IServiceCollection services, string name, Action<S3MultipartUploadOptions>? configure)
    {
        UploaderRegistration registration = UploaderRegistration.Find(services, name) ?? AddFirst(services, name);
        if (configure is not null)
        {
            services.Configure(name, configure);
        }

        return new S3MultipartUploadBuilder(services, registration);
    }

    private static UploaderRegistration AddFirst(IServiceCollection services, string name)
    {
        var registration = new UploaderRegistration(name);
        services.AddSingleton(registration);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<S3MultipartUploadOptions>, S3MultipartUploadOptionsValidator>());
        services.AddSingleton<IValidateOptions<S3MultipartUploadOptions>>(
            provider => new RegistrationValidator(registration, provider));

        // Memory and line are the application's, those of the options without a name; the uploader itself follows the lifetime of the
        // client it is given.
        services.AddOptions<S3MultipartUploadOptions>().ValidateOnStart();
        services.TryAddSingleton(provider => BudgetOf(provider, SharedLimits.Of(provider)));
        if (registration.Key is not null)
        {
            services.AddOptions<S3MultipartUploadOptions>(name)
                .Configure<IServiceProvider>((options, provider) => SharedLimits.Set(registration, options, provider))
                .PostConfigure<IServiceProvider>((options, provider) => SharedLimits.Join(registration, options, provider))
                .ValidateOnStart();
            services.AddKeyedSingleton(registration.Key, (provider, _) => registration.HasOwnLimits
                ? BudgetOf(provider, registration.OptionsOf(provider))
                : provider.GetRequiredService<PartBudget>());
        }

        services.TryAdd(new ServiceDescriptor(
            typeof(IMultipartUploader),
            registration.Key,
            (provider, _) => new MultipartUploader(
                registration.ClientOf(provider),
                registration.OptionsOf(provider),
                registration.Of<PartBudget>(provider),
                provider.GetService<ILogger<MultipartUploader>>(),
                provider.GetService<TimeProvider>()),
            ServiceLifetime.Transient));
        services.TryAdd(new ServiceDescriptor(
            typeof(IIncompleteUploads),
            registration.Key,
            (provider, _) => new IncompleteUploads(
                registration.ClientOf(provider),
                registration.OptionsOf(provider),
                registration.Of<PartBudget>(provider).Line,
                provider.GetService<ILogger<IncompleteUploads>>(),
                provider.GetService<TimeProvider>()),
            ServiceLifetime.Transient));
        return registration;
    }

    private static PartBudget BudgetOf(IServiceProvider provider, S3MultipartUploadOptions options) =>
        PartBudget.Of(options, provider.GetService<TimeProvider>() ?? TimeProvider.System);
}
