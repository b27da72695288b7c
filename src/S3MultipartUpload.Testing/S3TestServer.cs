using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using Amazon.S3;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Hosting;
using S3MultipartUpload.Testing.Log;
using S3MultipartUpload.Testing.Operations;
using S3MultipartUpload.Testing.Protocol;
using S3MultipartUpload.Testing.Signing;
using S3MultipartUpload.Testing.Storage;

namespace S3MultipartUpload.Testing;

/// <summary>
/// An S3 endpoint inside this process: real HTTP on 127.0.0.1, Amazon S3's rules and error bodies, faults on demand.
/// Any S3 client can talk to it; <see cref="CreateClient(Action{AmazonS3Config}?)"/> makes one of the AWS SDK.
/// </summary>
public sealed class S3TestServer : IAsyncDisposable
{
    private static readonly S3Credential Owner = new("AKIAS3MULTIPARTTEST0", "s3-multipart-upload-testing-secret-key-0");

    private readonly WebApplication _host;
    private readonly IDisposable? _folder;
    private readonly S3TestServerOptions _options;
    private readonly BucketTable _buckets;
    private readonly LifecycleRun _lifecycle;
    private readonly RequestLog _log;

    private S3TestServer(
        WebApplication host, X509Certificate2? certificate, IDisposable? folder, S3TestServerOptions options, BucketTable buckets,
        LifecycleRun lifecycle, RequestLog log, FaultSchedule faults)
    {
        _host = host;
        _folder = folder;
        Certificate = certificate;
        _options = options;
        _buckets = buckets;
        _lifecycle = lifecycle;
        _log = log;
        Faults = faults;
        Endpoint = new Uri(host.Urls.Single());
    }

    /// <summary>Where the endpoint listens, such as <c>http://127.0.0.1:41234</c>.</summary>
    public Uri Endpoint { get; }

    /// <summary>The certificate the endpoint shows, for clients of other makes to trust; null over plain HTTP.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>The access key id of the endpoint's account.</summary>
    public string AccessKey { get; } = Owner.AccessKey;

    /// <summary>The secret that belongs to <see cref="AccessKey"/>.</summary>
    public string SecretKey { get; } = Owner.SecretKey;

    /// <summary>The region to sign for, as <see cref="S3TestServerOptions.Region"/> has it.</summary>
    public string Region => _options.Region;

    /// <summary>The id of the account that owns every bucket, for requests that name an expected bucket owner.</summary>
    public string AccountId { get; } = S3Account.Id;

    /// <summary>What shall go wrong; add to it at any time.</summary>
    public FaultSchedule Faults { get; }

    /// <summary>
    /// Every request that has ended so far, answered or cut, in the order in which they ended; none without
    /// <see cref="S3TestServerOptions.LogRequests"/>.
    /// </summary>
    public IReadOnlyList<S3RequestRecord> Requests => _log.Records;

    /// <summary>
    /// <see cref="Requests"/> as text, a line each, for the message of an assertion: <c>Assert.True(stored, s3.DescribeRequests())</c>.
    /// </summary>
    /// <returns>The lines; they hold no credentials and no signatures.</returns>
    public string DescribeRequests() => string.Join(Environment.NewLine, Requests);

    /// <summary>
    /// Waits until <see cref="Requests"/> has this many entries: for what is uploaded behind the test's back, by a worker for one.
    /// </summary>
    /// <param name="count">How many requests.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when they are in.</returns>
    public Task WaitForRequestsAsync(int count, CancellationToken cancellationToken = default) => _log.WaitAsync(count, cancellationToken);

    /// <summary>UploadPart requests that have arrived and have no answer yet.</summary>
    public int PartsInFlight => _log.PartsInFlight;

    /// <summary>The most <see cref="PartsInFlight"/> there ever were at one time.</summary>
    public int MaxPartsInFlight => _log.MaxPartsInFlight;

    /// <summary>Starts an endpoint; it is ready when the task completes.</summary>
    /// <param name="options">Its set-up, or null for memory, any free port and no buckets.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>The running endpoint; dispose it to stop it.</returns>
    /// <exception cref="ArgumentException">Two options exclude each other, or a bucket's name is not valid.</exception>
    /// <exception cref="IOException">The port is taken, or the data directory cannot be used or is in use by another endpoint.</exception>
    public static async Task<S3TestServer> StartAsync(S3TestServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new S3TestServerOptions();
        options.Check();
        IDisposable? folder = options.DataDirectory is { } directory ? FolderLock.Take(directory) : null;
        try
        {
            return await StartAsync(options, folder, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            folder?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// As <see cref="StartAsync(S3TestServerOptions?, CancellationToken)"/>, for places that cannot await: a constructor, or
    /// <c>WebApplicationFactory.ConfigureWebHost</c>.
    /// </summary>
    /// <param name="options">Its set-up, or null for memory, any free port and no buckets.</param>
    /// <returns>The running endpoint; dispose it to stop it.</returns>
    /// <exception cref="ArgumentException">Two options exclude each other, or a bucket's name is not valid.</exception>
    /// <exception cref="IOException">The port is taken, or the data directory cannot be used or is in use by another endpoint.</exception>
    public static S3TestServer Start(S3TestServerOptions? options = null) =>
        Task.Run(() => StartAsync(options)).GetAwaiter().GetResult(); // On no thread whose context the caller blocks.

    private static async Task<S3TestServer> StartAsync(
        S3TestServerOptions options, IDisposable? folder, CancellationToken cancellationToken)
    {
        var buckets = BucketTable.Open(options.DataDirectory, options.DiscardData, out IBlobStore? blobs);
        buckets.CreateAll(options.BucketNames, options.TimeProvider.GetUtcNow());

        var log = new RequestLog(options.LogRequests);
        var faults = new FaultSchedule(options.FaultSeed);
        var authenticator = new Authenticator(
            [Owner, .. options.Credentials],
            new SigningRules(options.Region, options.TimeProvider)
            {
                AllowAnonymous = options.AllowAnonymous,
                AllowUnsignedOverHttp = options.AllowUnsignedPayloadOverHttp,
                AllowSignatureV2 = options.AllowSignatureV2,
            });
        var lifecycle = new LifecycleRun(buckets, options.TimeProvider);
        var application = new S3Application(options, authenticator, buckets, blobs, lifecycle, faults, log);
        X509Certificate2? certificate = options.Https ? EndpointCertificate.Create() : null;
        WebApplication host = await FreshPort.StartAsync(
            () => Build(options.Port, certificate, application.HandleAsync), isGiven: options.Port != 0, cancellationToken)
            .ConfigureAwait(false);
        return new S3TestServer(host, certificate, folder, options, buckets, lifecycle, log, faults);
    }

    /// <summary>
    /// Makes an SDK client for this endpoint: path style, the endpoint's credentials and region, and no retries, so that whoever uses it
    /// meets every fault.
    /// </summary>
    /// <param name="configure">Changes the client's configuration further.</param>
    /// <returns>A client; the caller disposes it.</returns>
    public AmazonS3Client CreateClient(Action<AmazonS3Config>? configure = null) => CreateClient(Owner, configure);

    /// <summary>Makes an SDK client that signs with one of <see cref="S3TestServerOptions.Credentials"/>, or with a wrong one.</summary>
    /// <param name="credential">The access key and secret to sign with.</param>
    /// <param name="configure">Changes the client's configuration further.</param>
    /// <returns>A client; the caller disposes it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="credential"/> is null.</exception>
    public AmazonS3Client CreateClient(S3Credential credential, Action<AmazonS3Config>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(credential);
        AWSCredentials credentials = credential.SessionToken is { } token
            ? new SessionAWSCredentials(credential.AccessKey, credential.SecretKey, token)
            : new BasicAWSCredentials(credential.AccessKey, credential.SecretKey);
        return EndpointClient.Create(Endpoint, Region, Certificate, credentials, configure);
    }

    /// <summary>
    /// Does what S3 does once a day: by the lifecycle rules of the buckets and <see cref="S3TestServerOptions.TimeProvider"/>, it aborts
    /// open uploads, and expires objects and versions. S3 rounds the due time up to the next midnight UTC. It happens by itself with the
    /// first request after each midnight, so a test that advances the clock need not call this.
    /// </summary>
    /// <returns>The number of uploads aborted.</returns>
    public int ApplyLifecycle() => _lifecycle.Run();

    /// <summary>
    /// Makes the endpoint as it was at its start, for the next test: the buckets of its options, empty; no faults; no requests in the log.
    /// Requests that are under way should have ended.
    /// </summary>
    public void Reset()
    {
        _buckets.Clear();
        _buckets.CreateAll(_options.BucketNames, _options.TimeProvider.GetUtcNow());
        Faults.Clear();
        _log.Clear();
    }

    /// <summary>Stops the endpoint at once; open connections are cut.</summary>
    /// <returns>A task that completes when the port is free.</returns>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        await _host.DisposeAsync().ConfigureAwait(false);
        _folder?.Dispose();
        Certificate?.Dispose();
    }

    private static WebApplication Build(int port, X509Certificate2? certificate, RequestDelegate handle)
    {
        // The empty builder reads no environment variables and no files, and logs nowhere.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, UnattendedLifetime>();
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, ReceiveBuffers>();
        builder.WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel => EndpointSettings.Apply(kestrel, port, certificate))
            .UseKestrelHttpsConfiguration();
        WebApplication host = builder.Build();
        host.Run(handle);
        return host;
    }
}
