using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace S3MultipartUpload.Registration;

/// <summary>An uploader of the application, and where its things are found.</summary>
/// <param name="name">The name of its options, which is its key; empty for the one without a key.</param>
internal sealed class UploaderRegistration(string name)
{
    public string Name => name;

    /// <summary>The key of its services; null for none.</summary>
    public string? Key => name.Length == 0 ? null : name;

    /// <summary>Whether it has memory and a line of its own.</summary>
    public bool HasOwnLimits { get; set; }

    /// <summary>What to register where there is no client.</summary>
    public string MissingClient => Key is null
        ? "No IAmazonS3 is registered. Register one beside AddS3MultipartUpload(): services.AddAWSService<IAmazonS3>() from the package " +
            "AWSSDK.Extensions.NETCore.Setup, or services.AddSingleton<IAmazonS3>(new AmazonS3Client())."
        : $"No IAmazonS3 is registered under the key '{Key}'. Register one beside AddKeyedS3MultipartUpload(\"{Key}\"): " +
            $"services.AddKeyedSingleton<IAmazonS3>(\"{Key}\", new AmazonS3Client()).";

    public static UploaderRegistration? Find(IServiceCollection services, string name) => services
        .Select(service => service.IsKeyedService ? null : service.ImplementationInstance)
        .OfType<UploaderRegistration>()
        .FirstOrDefault(registration => registration.Name == name);

    public T Of<T>(IServiceProvider provider)
        where T : notnull =>
        Key is null ? provider.GetRequiredService<T>() : provider.GetRequiredKeyedService<T>(Key);

    public S3MultipartUploadOptions OptionsOf(IServiceProvider provider) => Key is null
        ? provider.GetRequiredService<IOptions<S3MultipartUploadOptions>>().Value
        : provider.GetRequiredService<IOptionsMonitor<S3MultipartUploadOptions>>().Get(name);

    public IAmazonS3? FindClient(IServiceProvider provider) =>
        Key is null ? provider.GetService<IAmazonS3>() : provider.GetKeyedService<IAmazonS3>(Key);

    /// <exception cref="InvalidOperationException">There is none.</exception>
    public IAmazonS3 ClientOf(IServiceProvider provider) =>
        FindClient(provider) ?? throw new InvalidOperationException(MissingClient);

    /// <summary>Whether there is a client, as far as the container tells; none is made.</summary>
    public bool MayHaveClient(IServiceProvider provider) => Key is null
        ? provider.GetService<IServiceProviderIsService>() is not { } services || services.IsService(typeof(IAmazonS3))
        : provider.GetService<IServiceProviderIsKeyedService>() is not { } keyed || keyed.IsKeyedService(typeof(IAmazonS3), Key);
}
