using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using S3MultipartUpload.Registration;
using S3MultipartUpload.Sweeping;

namespace S3MultipartUpload;

/// <summary>Registers the sweeper of incomplete uploads.</summary>
public static class SweeperBuilderExtensions
{
    /// <summary>
    /// Adds a background service that aborts stale incomplete uploads from time to time, through the client of this uploader. Objects of
    /// which an uploader of the application has a checkpoint are left alone. May be called more than once: there is one service for each
    /// uploader, and every <paramref name="configure"/> is applied.
    /// </summary>
    /// <remarks>
    /// Where the store has lifecycle rules, <see cref="IIncompleteUploads.EnsureAbortRuleAsync"/> does without a running application.
    /// </remarks>
    /// <param name="builder">The uploader.</param>
    /// <param name="configure">Says where to sweep; the options are validated when the application starts.</param>
    public static IS3MultipartUploadBuilder AddIncompleteUploadSweeper(
        this IS3MultipartUploadBuilder builder, Action<IncompleteUploadSweeperOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        (IServiceCollection services, string name) = (builder.Services, builder.Name);
        services.AddOptions<IncompleteUploadSweeperOptions>(name).Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<IncompleteUploadSweeperOptions>, SweeperOptionsValidator>());
        if (!services.Any(service => service.ServiceType == typeof(IncompleteUploadSweeper) && Equals(service.ServiceKey, name)))
        {
            services.AddKeyedSingleton(name, (provider, _) => New(name, provider));
            services.AddSingleton<IHostedService>(provider => provider.GetRequiredKeyedService<IncompleteUploadSweeper>(name));
        }

        return builder;
    }

    private static IncompleteUploadSweeper New(string name, IServiceProvider provider)
    {
        IncompleteUploadSweeperOptions options =
            provider.GetRequiredService<IOptionsMonitor<IncompleteUploadSweeperOptions>>().Get(name);
        ILogger<IncompleteUploadSweeper> logger =
            provider.GetService<ILogger<IncompleteUploadSweeper>>() ?? NullLogger<IncompleteUploadSweeper>.Instance;
        UploaderRegistration[] uploaders = [.. provider.GetServices<UploaderRegistration>()];
        UploaderRegistration own = uploaders.First(uploader => uploader.Name == name);
        IEnumerable<ICheckpointStore> checkpoints = uploaders
            .Select(uploader => uploader.OptionsOf(provider).CheckpointStore)
            .OfType<ICheckpointStore>();
        var sweep = new Sweep(options, [.. checkpoints.Concat(options.CheckpointStores).Distinct()], logger);
        return new IncompleteUploadSweeper(
            options.Interval,
            async cancellationToken =>
            {
                // The client may live as long as a scope.
                AsyncServiceScope scope = provider.CreateAsyncScope();
                await using (scope.ConfigureAwait(false))
                {
                    await sweep.RunAsync(own.Of<IIncompleteUploads>(scope.ServiceProvider), cancellationToken).ConfigureAwait(false);
                }
            },
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            logger);
    }
}
