using Amazon.S3;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using S3MultipartUpload.AspNetCore.Bucket;
using S3MultipartUpload.AspNetCore.Diagnostics;
using S3MultipartUpload.AspNetCore.Options;
using S3MultipartUpload.AspNetCore.Policy;
using S3MultipartUpload.AspNetCore.Tickets;
using S3MultipartUpload.AspNetCore.Uploads;

namespace S3MultipartUpload.AspNetCore;

/// <summary>Registers browsers' uploads.</summary>
public static class BrowserUploadBuilderExtensions
{
    /// <summary>
    /// Lets browsers upload by this uploader, straight to the store. Map the routes by
    /// <see cref="BrowserUploadEndpointExtensions.MapS3MultipartUploads"/>. An <see cref="IBrowserUploadPolicy"/> and an
    /// <see cref="IBrowserUploadEvents"/> among the services, of any lifetime, are used; under the uploader's key, if it has one, they
    /// count for it alone. Several instances of the application need the same data protection keys.
    /// </summary>
    /// <param name="builder">The uploader.</param>
    /// <param name="configure">Says at least the bucket; the options are validated when the application starts.</param>
    public static IS3MultipartUploadBuilder AddBrowserUploads(
        this IS3MultipartUploadBuilder builder, Action<BrowserUploadOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        (IServiceCollection services, string name) = (builder.Services, builder.Name);
        services.AddOptions<BrowserUploadOptions>(name).Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BrowserUploadOptions>, BrowserUploadOptionsValidator>());
        if (services.Any(service => service.ImplementationInstance is BrowserUploadRegistration known && known.Name == name))
        {
            return builder;
        }

        services.AddDataProtection();
        services.AddSingleton(new BrowserUploadRegistration(name));
        services.AddKeyedScoped(name, (provider, _) => NewUploads(provider, name));
        services.AddKeyedScoped(name, (provider, _) => new SingleUploads(
            OptionsOf(provider, name),
            LimitsOf(provider, name),
            NewGate(provider, name),
            new PostForm(Of<IAmazonS3>(provider, name)!, TimeOf(provider))));
        services.Add(new ServiceDescriptor(
            typeof(IBrowserUploadBucket),
            name.Length == 0 ? null : name,
            (provider, _) => new BrowserUploadBucket(Of<IAmazonS3>(provider, name)!, OptionsOf(provider, name).BucketName),
            ServiceLifetime.Scoped));
        services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<CorsAdvice>(provider, name));
        return builder;
    }

    private static BrowserUploads NewUploads(IServiceProvider provider, string name)
    {
        BrowserUploadOptions options = OptionsOf(provider, name);
        return new BrowserUploads(
            options,
            LimitsOf(provider, name),
            NewGate(provider, name),
            Of<IMultipartUploader>(provider, name)!,
            new OpenUploadQuota(Of<IIncompleteUploads>(provider, name)!, options),
            new TicketProtector(provider.GetRequiredService<IDataProtectionProvider>(), name, TimeOf(provider)),
            Of<IBrowserUploadEvents>(provider, name) ?? provider.GetService<IBrowserUploadEvents>(),
            TimeOf(provider),
            provider.GetRequiredService<ILoggerFactory>().CreateLogger(BrowserUploadLog.Category));
    }

    private static UploadGate NewGate(IServiceProvider provider, string name)
    {
        BrowserUploadOptions options = OptionsOf(provider, name);
        return new UploadGate(
            options,
            Of<IBrowserUploadPolicy>(provider, name) ?? provider.GetService<IBrowserUploadPolicy>() ?? new DefaultUploadPolicy(options));
    }

    private static BrowserUploadOptions OptionsOf(IServiceProvider provider, string name) =>
        provider.GetRequiredService<IOptionsMonitor<BrowserUploadOptions>>().Get(name);

    private static ServiceLimits LimitsOf(IServiceProvider provider, string name) =>
        StoreLimits.Of(provider.GetRequiredService<IOptionsMonitor<S3MultipartUploadOptions>>(), name);

    private static TimeProvider TimeOf(IServiceProvider provider) => provider.GetService<TimeProvider>() ?? TimeProvider.System;

    private static T? Of<T>(IServiceProvider provider, string name)
        where T : class => name.Length == 0 ? provider.GetService<T>() : provider.GetKeyedService<T>(name);
}
