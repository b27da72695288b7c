using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using S3MultipartUpload.Cli.Screens;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Cli.Stores;

/// <summary>A client for the store, and the embedded endpoint it may talk to.</summary>
internal sealed class StoreConnection : IAsyncDisposable
{
    private const string FallbackRegion = "us-east-1";
    private readonly S3TestServer? _embedded;
    private readonly IScreen _screen;

    private StoreConnection(IAmazonS3 client, S3TestServer? embedded, IScreen screen) =>
        (Client, _embedded, _screen) = (client, embedded, screen);

    public IAmazonS3 Client { get; }

    /// <summary>Makes no request yet.</summary>
    /// <exception cref="RefusedInputException">The folder of the embedded endpoint cannot be used, or the profile is misspelt.</exception>
    public static async Task<StoreConnection> OpenAsync(
        StoreAddress address, IScreen screen, CancellationToken cancellationToken)
    {
        if (address.EmbeddedFolder is { } folder)
        {
            S3TestServer server = await StartAsync(folder, cancellationToken);
            var credentials = new BasicAWSCredentials(server.AccessKey, server.SecretKey);
            return new StoreConnection(
                new StoreClient(Config(server.Endpoint, server.Region), credentials, address.CreatesBucket) { Screen = screen },
                server,
                screen);
        }

        // The files of AWS's settings may be pipes, too.
        StoreClient client = await Leaving.RunAsync(
            () =>
            {
                AWSCredentials? credentials = AwsProfile.Use(address.AwsProfile);
                return address.Endpoint is { } endpoint
                    ? ClientOf(endpoint, credentials, address.CreatesBucket) : AmazonClient(credentials, address.CreatesBucket);
            },
            cancellationToken);
        client.Screen = screen;
        return new StoreConnection(client, embedded: null, screen);
    }

    /// <summary>An uploader of this store, whose log is on the screen.</summary>
    public MultipartUploader Uploader(S3MultipartUploadOptions? options = null) =>
        new(Client, options, new ScreenLog<MultipartUploader>(_screen));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await (_embedded?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private static StoreClient ClientOf(Uri endpoint, AWSCredentials? credentials, bool createsBucket)
    {
        string region = FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false)?.SystemName ?? FallbackRegion;
        return new StoreClient(Config(endpoint, region), credentials, createsBucket);
    }

    private static StoreClient AmazonClient(AWSCredentials? credentials, bool createsBucket)
    {
        try
        {
            return new StoreClient(Config(), credentials, createsBucket);
        }
        catch (AmazonClientException missing)
        {
            // Told when the client is first used: until then the request may be refused, and for a better reason.
            AmazonS3Config config = Config();
            config.RegionEndpoint = RegionEndpoint.USEast1;
            return new StoreClient(config, credentials, createsBucket)
            {
                Defect = new StoreUnavailableException(
                    AwsProfile.Problem() ?? "No AWS region is set. Set AWS_REGION, or a region in your AWS profile; or name another " +
                    "store with --endpoint.",
                    missing),
            };
        }
    }

    private static async Task<S3TestServer> StartAsync(string folder, CancellationToken cancellationToken)
    {
        if (File.Exists(folder))
        {
            throw new RefusedInputException($"--embedded: '{folder}' is a file, not a folder.");
        }

        try
        {
            return await S3TestServer.StartAsync(
                new S3TestServerOptions { DataDirectory = Path.GetFullPath(folder), AllowUnsignedPayloadOverHttp = true },
                cancellationToken);
        }
        catch (Exception unusable) when (unusable is ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new RefusedInputException($"--embedded: {FailureText.Of(unusable)}", unusable);
        }
    }

    private static AmazonS3Config Config(Uri endpoint, string region)
    {
        AmazonS3Config config = Config();
        config.ServiceURL = endpoint.ToString();
        config.ForcePathStyle = true;
        config.AuthenticationRegion = region;
        return config;
    }

    private static AmazonS3Config Config() => new AmazonS3Config().ForUploads();
}
