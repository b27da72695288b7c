using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Polly;
using S3MultipartUpload.Configuration;
using S3MultipartUpload.Registration;

namespace S3MultipartUpload;

/// <summary>What can be said of an uploader that is being registered.</summary>
public static class S3MultipartUploadBuilderExtensions
{
    /// <summary>Sets options.</summary>
    /// <param name="builder">The uploader.</param>
    /// <param name="configure">Sets them.</param>
    public static IS3MultipartUploadBuilder Configure(this IS3MultipartUploadBuilder builder, Action<S3MultipartUploadOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(builder.Name, configure);
        return builder;
    }

    /// <summary>
    /// Sets options from a section of the application's configuration, when it starts. The keys are the names of the options, in whatever
    /// case. Sizes are a number of bytes or such as <c>16MiB</c>, times such as <c>00:00:30</c>, the profile a name such as <c>MinIO</c>.
    /// <c>PartSize</c> stands for a <see cref="PartSizer.Adaptive"/> of this size, <c>CheckpointDirectory</c> for a
    /// <see cref="FileCheckpointStore"/> in this folder.
    /// </summary>
    /// <remarks>
    /// A key that is not known, a value that cannot be read, and a section that is not there are problems which the validation of the
    /// options names, with the nearest known name. Needs no reflection: fit for native code.
    /// </remarks>
    /// <param name="builder">The uploader.</param>
    /// <param name="sectionPath">The section, such as <c>S3Uploads</c> or <c>Stores:Eu</c>.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static IS3MultipartUploadBuilder BindConfiguration(this IS3MultipartUploadBuilder builder, string sectionPath)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sectionPath);
        return builder.With((options, provider) =>
            ConfigurationReader.Read(provider.GetService<IConfiguration>(), sectionPath, options));
    }

    /// <summary>Keeps the state of incomplete uploads in a folder (<see cref="FileCheckpointStore"/>), to resume them.</summary>
    /// <param name="builder">The uploader.</param>
    /// <param name="directory">The folder, for uploads of this store only; it is made when it is needed.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static IS3MultipartUploadBuilder UseFileCheckpoints(this IS3MultipartUploadBuilder builder, string directory)
    {
        var store = new FileCheckpointStore(directory);
        return builder.Configure(options => options.CheckpointStore = store);
    }

    /// <summary>
    /// Keeps the state of incomplete uploads in a store of the application's. The type is registered as a singleton unless it is registered
    /// already; the uploader's key has no part in that.
    /// </summary>
    /// <typeparam name="TStore">The type of the store.</typeparam>
    /// <param name="builder">The uploader.</param>
    public static IS3MultipartUploadBuilder UseCheckpointStore<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStore>(this IS3MultipartUploadBuilder builder)
        where TStore : class, ICheckpointStore
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<TStore>();
        return builder.With((options, provider) => options.CheckpointStore = provider.GetRequiredService<TStore>());
    }

    /// <summary>
    /// Lets a part sizer of the application's choose the part sizes. The type is registered as a singleton unless it is registered already;
    /// the uploader's key has no part in that. <see cref="PartSizer"/> has some that are ready, for <see cref="Configure"/>.
    /// </summary>
    /// <typeparam name="TSizer">The type of the part sizer.</typeparam>
    /// <param name="builder">The uploader.</param>
    public static IS3MultipartUploadBuilder UsePartSizer<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSizer>(this IS3MultipartUploadBuilder builder)
        where TSizer : class, IPartSizer
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<TSizer>();
        return builder.With((options, provider) => options.PartSizer = provider.GetRequiredService<TSizer>());
    }

    /// <summary>
    /// Adds Polly strategies around each attempt of every request, inside the built-in retries, after those that were added before
    /// (<see cref="S3MultipartUploadOptions.ConfigurePipeline"/>).
    /// </summary>
    /// <param name="builder">The uploader.</param>
    /// <param name="configure">
    /// Adds them; called for each uploader and clean-up that is made. What they share, such as a circuit, comes from the application's
    /// services.
    /// </param>
    public static IS3MultipartUploadBuilder ConfigurePipeline(
        this IS3MultipartUploadBuilder builder, Action<ResiliencePipelineBuilder, UploadPipelineContext> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        string name = builder.Name;
        return builder.With((options, provider) => options.ConfigurePipeline +=
            pipeline => configure(pipeline, new UploadPipelineContext { Name = name, ServiceProvider = provider }));
    }

    /// <summary>Says which store the client is of (<see cref="S3MultipartUploadOptions.Profile"/>).</summary>
    /// <param name="builder">The uploader.</param>
    /// <param name="profile">The store.</param>
    public static IS3MultipartUploadBuilder UseStore(this IS3MultipartUploadBuilder builder, ProviderProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return builder.Configure(options => options.Profile = profile);
    }

    /// <summary>
    /// Gives an uploader with a key memory, parts in flight and a bandwidth of its own, beside those which the application's other
    /// uploaders share.
    /// </summary>
    /// <param name="builder">The uploader.</param>
    /// <exception cref="InvalidOperationException">The uploader has no key: its limits are the shared ones.</exception>
    public static IS3MultipartUploadBuilder UseOwnLimits(this IS3MultipartUploadBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var registration = UploaderRegistration.Find(builder.Services, builder.Name);
        if (registration?.Key is null)
        {
            throw new InvalidOperationException(
                "UseOwnLimits() is for an uploader with a key; the limits of the one without are those that all others share.");
        }

        registration.HasOwnLimits = true;
        return builder;
    }

    private static IS3MultipartUploadBuilder With(
        this IS3MultipartUploadBuilder builder, Action<S3MultipartUploadOptions, IServiceProvider> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<S3MultipartUploadOptions>(builder.Name).Configure(configure);
        return builder;
    }
}
