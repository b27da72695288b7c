using System.IO.Compression;
using System.Security.Cryptography;
using Amazon;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Moq;
using Polly;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>The README's code, run as it stands there; <see cref="ReadmeTests"/> compares the two.</summary>
public sealed class ReadmeExamples : IAsyncLifetime
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"s3mpu-{Guid.NewGuid():N}.bin");
    private readonly byte[] _bytes = RandomNumberGenerator.GetBytes(17 * 1024 * 1024);
    private S3TestServer? _server;

    private S3TestServer Server => _server ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllBytesAsync(_path, _bytes);
        _server = await S3TestServer.StartAsync(new S3TestServerOptions { BucketNames = { "backups" } });
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(_path);
        await Server.DisposeAsync();
    }

    [Fact]
    public void Registration()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IAmazonS3>(new AmazonS3Client(new AmazonS3Config
        {
            RegionEndpoint = RegionEndpoint.EUCentral1,
            MaxErrorRetry = 0,
            MaxStaleConnectionRetries = 1,
        }));
        services.AddS3MultipartUpload(options => options.Concurrency = UploadConcurrency.Fixed(8));
        Assert.Contains(services, service => service.ServiceType == typeof(IMultipartUploader));
    }

    [Fact]
    public void Configuration()
    {
        var services = new ServiceCollection();
        services.AddS3MultipartUpload()
            .BindConfiguration("S3Uploads")
            .UseFileCheckpoints("/var/lib/backup/checkpoints")
            .ConfigurePipeline((pipeline, context) => pipeline.AddTimeout(TimeSpan.FromMinutes(30)));
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddJsonStream(new MemoryStream("""
            {
                "S3Uploads": {
                  "Profile": "MinIO",
                  "PartSize": "32MiB",
                  "MaxBufferedBytes": "1GiB",
                  "Bandwidth": { "MaxBytesPerSecond": "50MiB" },
                  "StallTimeout": "00:00:30"
                }
            }
            """u8.ToArray())).Build());
        services.AddSingleton(Mock.Of<IAmazonS3>());
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.Equal(ProviderProfile.MinIO, provider.GetRequiredService<IOptions<S3MultipartUploadOptions>>().Value.Profile);
    }

    [Fact]
    public async Task Several_stores()
    {
        using AmazonS3Client europe = Server.CreateClient();
        using AmazonS3Client america = Server.CreateClient();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddJsonStream(new MemoryStream("""{ "Stores": { "Eu": { "MaxRetries": 3 } } }"""u8.ToArray())).Build());
        services.AddKeyedSingleton<IAmazonS3>("eu", europe);
        services.AddKeyedSingleton<IAmazonS3>("us", america);
        services.AddKeyedS3MultipartUpload("eu").BindConfiguration("Stores:Eu");
        services.AddKeyedS3MultipartUpload("us").UseStore(ProviderProfile.AmazonS3);
        services.Configure<S3MultipartUploadOptions>(shared => shared.Concurrency = UploadConcurrency.Fixed(20));
        await using ServiceProvider provider = services.AddTransient<Mirror>().BuildServiceProvider();
        await provider.GetRequiredService<Mirror>().StoreAsync(_path);
        await AssertStored("disk.img");
    }

    [Fact]
    public async Task Health_and_a_sweeper()
    {
        using AmazonS3Client client = Server.CreateClient();
        IServiceCollection services = new ServiceCollection().AddLogging().AddSingleton<IAmazonS3>(client);
        services.AddHealthChecks().AddS3MultipartUpload("backups");
        services.AddS3MultipartUpload().AddIncompleteUploadSweeper(sweeper =>
        {
            sweeper.MinimumAge = TimeSpan.FromDays(14);
            sweeper.Queries.Add(new IncompleteUploadQuery { BucketName = "backups", Prefix = "2026/" });
        });
        await using ServiceProvider provider = services.BuildServiceProvider();
        provider.GetRequiredService<IStartupValidator>().Validate();
        Assert.Equal(HealthStatus.Healthy, (await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Status);
    }

    [Fact]
    public async Task Resuming()
    {
        string path = _path;
        string checkpointDirectory = Directory.CreateTempSubdirectory("s3mpu-").FullName;
        using AmazonS3Client client = Server.CreateClient();
        var uploader = new MultipartUploader(client);
        Server.Faults.Add(
            new Fault { Operation = S3Operation.UploadPart, PartNumber = 2, Times = 1, Effect = FaultEffect.Status(403, "AccessDenied") });
        await Assert.ThrowsAsync<MultipartUploadException>(() => uploader.UploadAsync(new UploadRequest
        {
            BucketName = "backups",
            Key = "disk.img",
            Source = PartSource.FromFile(path),
            CheckpointStore = new FileCheckpointStore(checkpointDirectory),
        }));

        var request = new UploadRequest
        {
            BucketName = "backups",
            Key = "disk.img",
            Source = PartSource.FromFile(path),
            CheckpointStore = new FileCheckpointStore(checkpointDirectory),
        };
        UploadManifest manifest = await uploader.UploadAsync(request);
        Console.WriteLine($"{manifest.PartsResumed} of {manifest.Parts.Count} parts were there already.");

        Assert.InRange(manifest.PartsResumed, 0, 1);
        await foreach (CheckpointEntry entry in new FileCheckpointStore(checkpointDirectory).ListAsync())
        {
            Console.WriteLine($"{entry.BucketName}/{entry.Key} is incomplete.");
        }

        Assert.Equal(_bytes.Length, manifest.Size);
        Directory.Delete(checkpointDirectory, recursive: true);
    }

    [Fact]
    public async Task Writing()
    {
        string path = _path;
        using AmazonS3Client client = Server.CreateClient();
        var uploader = new MultipartUploader(client);
        await using ObjectWriter writer = await uploader.OpenWriteAsync(new UploadTarget { BucketName = "backups", Key = "2026.zip" });
        await using (var zip = new ZipArchive(writer, ZipArchiveMode.Create, leaveOpen: true))
        {
            await zip.CreateEntryFromFileAsync(path, "disk.img");
        }

        UploadManifest manifest = await writer.CompleteAsync();
        Assert.InRange(manifest.Size, _bytes.Length, 2 * _bytes.Length);
        Assert.Equal("application/zip", (await client.GetObjectMetadataAsync("backups", "2026.zip")).Headers.ContentType);
    }

    [Fact]
    public async Task Many()
    {
        using AmazonS3Client client = Server.CreateClient();
        var uploader = new MultipartUploader(client);
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        IAsyncEnumerable<UploadRequest> requests = Enumerable.Range(0, 30).Select(number => new UploadRequest
        {
            BucketName = "backups",
            Key = $"many/{number}",
            Source = PartSource.FromMemory(_bytes.AsMemory(0, number)),
        }).ToAsyncEnumerable();
        var options = new UploadManyOptions { Progress = new Progress<UploadManyProgress>(all => Console.WriteLine($"{all.Fraction:P0}")) };
        await foreach (UploadResult result in uploader.UploadManyAsync(requests, options, cancellationToken))
        {
            Console.WriteLine(result.IsStored ? $"{result.Manifest.Key} is stored." : result.Exception.Message);
        }

        Assert.Equal(30, (await client.ListObjectsV2Async(new() { BucketName = "backups", Prefix = "many/" })).KeyCount);
    }

    [Fact]
    public async Task Folder()
    {
        string photos = Directory.CreateTempSubdirectory("photos-").FullName;
        await File.WriteAllBytesAsync(Path.Combine(photos, "a.jpg"), _bytes[..10]);
        await File.WriteAllBytesAsync(Path.Combine(photos, "index.html"), _bytes[..10]);
        using AmazonS3Client client = Server.CreateClient();
        var uploader = new MultipartUploader(client);
        DirectoryUploadResult folder = await uploader.UploadDirectoryAsync(new DirectoryUpload
        {
            Path = photos,
            BucketName = "backups",
            KeyPrefix = "photos/",
            Include = ["**/*.jpg", "**/*.html"],
            RequestFor = file => new UploadRequest
            {
                BucketName = file.BucketName,
                Key = file.Key,
                Source = file.Source,
                StorageClass = file.Path.EndsWith(".jpg", StringComparison.Ordinal) ? S3StorageClass.StandardInfrequentAccess : null,
            },
        });
        folder.ThrowIfAnyFailed();
        Assert.Equal(2, folder.FilesStored);
        Assert.Equal(
            S3StorageClass.StandardInfrequentAccess,
            (await client.GetObjectMetadataAsync("backups", "photos/a.jpg")).StorageClass);
        Directory.Delete(photos, recursive: true);
    }

    [Fact]
    public async Task Copying()
    {
        using AmazonS3Client client = Server.CreateClient();
        var uploader = new MultipartUploader(client);
        foreach (string key in new[] { "2026/header.csv", "2026/rows.csv" })
        {
            await uploader.UploadAsync(
                new UploadRequest { BucketName = "backups", Key = key, Source = PartSource.FromMemory(new byte[1_000]) });
        }

        UploadManifest manifest = await uploader.CopyAsync(new CopyRequest
        {
            BucketName = "backups",
            Key = "2026.csv",
            Sources =
            [
                new CopySource { BucketName = "backups", Key = "2026/header.csv" },
                new CopySource { BucketName = "backups", Key = "2026/rows.csv", Offset = 100 },
            ],
        });
        Assert.Equal(1_900, manifest.Size);
    }

    [Fact]
    public async Task Pausing()
    {
        string path = _path;
        using AmazonS3Client client = Server.CreateClient();
        var uploader = new MultipartUploader(client);
        var pause = new UploadPause();
        Task<UploadManifest> upload = uploader.UploadAsync(new UploadRequest
        {
            BucketName = "backups",
            Key = "disk.img",
            Source = PartSource.FromFile(path),
            Pause = pause,
        });
        await pause.PauseAsync();
        pause.Continue();
        await upload;
        Assert.True((await upload).IsComplete);
    }

    [Fact]
    public async Task A_session()
    {
        string path = _path;
        byte[] lastBytes = _bytes[(8 * 1024 * 1024)..];
        using AmazonS3Client client = Server.CreateClient();
        var uploader = new MultipartUploader(client);
        IMultipartSession session = await uploader.StartAsync(new UploadTarget { BucketName = "backups", Key = "disk.img" });
        await session.UploadPartAsync(1, PartSource.FromFile(path, offset: 0, length: 8 * 1024 * 1024));

        string json = session.ToJson(); // Here or on another machine:
        IMultipartSession elsewhere = uploader.OpenSession(json);
        await elsewhere.UploadPartAsync(2, PartSource.FromMemory(lastBytes));

        UploadManifest manifest = await session.CompleteAsync();
        Assert.Equal(_bytes.Length, manifest.Size);
        using GetObjectResponse stored = await client.GetObjectAsync("backups", "disk.img");
        Assert.Equal(SHA256.HashData(_bytes), await SHA256.HashDataAsync(stored.ResponseStream));
    }

    [Fact]
    public async Task Incomplete_uploads()
    {
        using AmazonS3Client client = Server.CreateClient();
        string uploadId = (await client.InitiateMultipartUploadAsync("backups", "2026/left behind")).UploadId;
        var incomplete = new IncompleteUploads(client);
        AbortRule rule = await incomplete.EnsureAbortRuleAsync("backups", days: 7, prefix: "2026/");
        Assert.True(rule.WasWritten);

        var query = new IncompleteUploadQuery { BucketName = "backups", OlderThan = TimeSpan.FromDays(7) };
        await foreach (IncompleteUpload upload in incomplete.ListAsync(query with { IncludeSize = true }))
        {
            Console.WriteLine($"{upload.Key}: {upload.StoredSize} bytes, begun {upload.Initiated}");
        }

        await foreach (AbortResult result in incomplete.AbortAsync(query, dryRun: true))
        {
            Console.WriteLine($"{result.Upload.Key}: {result.Outcome}");
        }

        Assert.Equal(uploadId, (await incomplete.ListAsync(query with { OlderThan = null }).SingleAsync()).UploadId);
    }

    [Fact]
    public async Task Dependency_injection()
    {
        using AmazonS3Client client = Server.CreateClient();
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton<IAmazonS3>(client)
            .AddS3MultipartUpload().Services
            .AddTransient<Backup>()
            .BuildServiceProvider();
        string json = await services.GetRequiredService<Backup>().StoreAsync(_path, CancellationToken.None);
        Assert.Equal(_bytes.Length, UploadManifest.FromJson(json).Size);
        await AssertStored($"2026/{Path.GetFileName(_path)}");
    }

    [Fact]
    public async Task No_dependency_injection_and_a_stream()
    {
        using AmazonS3Client client = Server.CreateClient();
        string path = _path;
        var uploader = new MultipartUploader(client);
        await Plain(client, path);
        await AssertStored("disk.img");

        await using FileStream stream = File.OpenRead(path);
        await uploader.UploadAsync(new UploadRequest
        {
            BucketName = "backups",
            Key = "database.dump",
            Source = PartSource.FromStream(stream, leaveOpen: true),
        });
        Assert.True(stream.CanRead);
        await AssertStored("database.dump");
    }

    [Fact]
    public async Task Failures()
    {
        using AmazonS3Client client = Server.CreateClient();
        var uploader = new MultipartUploader(client);
        var logger = new Mock<ILogger>();
        logger.Setup(log => log.IsEnabled(It.IsAny<LogLevel>())).Returns(true);
        foreach (UploadRequest request in new[]
        {
            new UploadRequest { BucketName = "backups", Key = "", Source = PartSource.FromFile(_path) },
            new UploadRequest { BucketName = "nowhere", Key = "a", Source = PartSource.FromFile(_path) },
        })
        {
            await Handled(uploader, request, logger.Object, CancellationToken.None);
        }

        Assert.Equal(2, logger.Invocations.Count(call => call.Method.Name == nameof(ILogger.Log)));
    }

    [Fact]
    public async Task A_mocked_client()
    {
        var s3 = new Mock<IAmazonS3>();
        s3.Setup(client => client.InitiateMultipartUploadAsync(It.IsAny<InitiateMultipartUploadRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new InitiateMultipartUploadResponse { UploadId = "upload" });
        s3.Setup(client => client.UploadPartAsync(It.IsAny<UploadPartRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new UploadPartResponse { ETag = "\"part\"" });
        s3.Setup(client => client.CompleteMultipartUploadAsync(It.IsAny<CompleteMultipartUploadRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new CompleteMultipartUploadResponse { ETag = "\"object\"" });

        var uploader = new MultipartUploader(s3.Object);
        UploadManifest manifest = await uploader.UploadAsync(new UploadRequest
        {
            BucketName = "backups",
            Key = "disk.img",
            Source = PartSource.FromMemory(new byte[20 * 1024 * 1024]),
        });

        Assert.Equal("\"object\"", manifest.ETag);
        s3.Verify(client => client.UploadPartAsync(It.IsAny<UploadPartRequest>(), It.IsAny<CancellationToken>()), Times.Exactly(2));
    }

    [Fact]
    public async Task An_endpoint_inside_the_test()
    {
        await using S3TestServer server = await S3TestServer.StartAsync(new S3TestServerOptions { BucketNames = { "backups" } });
        server.Faults.Add(new Fault
        {
            Operation = S3Operation.UploadPart,
            PartNumber = 2,
            Times = 1,
            Effect = FaultEffect.Status(503, "SlowDown"),
        });
        using AmazonS3Client client = server.CreateClient();
        UploadManifest manifest = await new MultipartUploader(client, new S3MultipartUploadOptions { RetryDelay = TimeSpan.Zero })
            .UploadAsync(new UploadRequest { BucketName = "backups", Key = "a", Source = PartSource.FromMemory(_bytes) });
        Assert.True(manifest.IsComplete);
    }

    [Fact]
    public async Task The_endpoint_s_own_readme()
    {
        await File.WriteAllBytesAsync("cat.jpg", _bytes);
        await using S3TestServer s3 = await S3TestServer.StartAsync(new S3TestServerOptions { BucketNames = { "photos" } });
        using AmazonS3Client client = s3.CreateClient();            // an AmazonS3Client, ready to use

        await client.PutObjectAsync(new PutObjectRequest { BucketName = "photos", Key = "cat.jpg", FilePath = "cat.jpg" });

        File.Delete("cat.jpg");
        Assert.Equal(_bytes.Length, (await client.GetObjectMetadataAsync("photos", "cat.jpg")).ContentLength);
        s3.Faults.Add(new Fault
        {
            Operation = S3Operation.UploadPart,
            PartNumber = 3,
            Times = 1,
            Effect = FaultEffect.Status(503, "SlowDown", retryAfter: TimeSpan.FromSeconds(1)),
        });
    }

    private static async Task Plain(AmazonS3Client client, string path)
    {
        var uploader = new MultipartUploader(client);
        UploadManifest manifest = await uploader.UploadAsync(new UploadRequest
        {
            BucketName = "backups",
            Key = "disk.img",
            Source = PartSource.FromFile(path),
            PartSize = 64 * 1024 * 1024,
            Progress = new Progress<UploadProgress>(progress => Console.WriteLine($"{progress.Fraction:P0}")),
        });
        Assert.True(manifest.IsComplete);
    }

    private static async Task Handled(
        MultipartUploader uploader, UploadRequest request, ILogger logger, CancellationToken cancellationToken)
    {
#pragma warning disable CA1848, CA2254 // An example shows the usual way to log.
        try
        {
            await uploader.UploadAsync(request, cancellationToken);
        }
        catch (UploadRefusedException refused)
        {
            // Before the first request: the request breaks a rule. The message names it and what to change.
            logger.LogError("{Problem}", refused.Message);
        }
        catch (MultipartUploadException failure)
        {
            // The first error is the inner exception; State says whether anything stays stored.
            logger.LogError(failure, "{Stored} bytes had been stored; the upload is {State}.", failure.Manifest.Size, failure.State);
        }
#pragma warning restore CA1848, CA2254
    }

    [Fact]
    public async Task A_condition_that_does_not_hold()
    {
        using AmazonS3Client client = Server.CreateClient();
        var uploader = new MultipartUploader(client, new S3MultipartUploadOptions { Profile = ProviderProfile.AmazonS3 });
        var logger = new Mock<ILogger>();
        await Once(uploader, _path, logger.Object);
        Assert.Empty(logger.Invocations);
        await AssertStored("2026/monday.zip");
        await File.WriteAllTextAsync(_path, "tuesday");
        await Once(uploader, _path, logger.Object);
        Assert.Single(logger.Invocations);
        await AssertStored("2026/monday.zip");
    }

    [Fact]
    public async Task A_receipt_that_is_checked()
    {
        using AmazonS3Client client = Server.CreateClient();
        var uploader = new MultipartUploader(client);
        UploadManifest receipt = await uploader.UploadAsync(
            new UploadRequest { BucketName = "backups", Key = "a", Source = PartSource.FromFile(_path) });
        await Checked(uploader, receipt.ToJson(), _path);
    }

    [Fact]
    public async Task Another_store()
    {
        using AmazonS3Client client = Server.CreateClient();
        var uploader = new MultipartUploader(client, new S3MultipartUploadOptions
        {
            Profile = ProviderProfile.S3Compatible with
            {
                Name = "Scaleway",
                Limits = new ServiceLimits { MaxParts = 1_000 },
            },
        });
        await uploader.UploadAsync(new UploadRequest { BucketName = "backups", Key = "a", Source = PartSource.FromFile(_path) });
        await AssertStored("a");
    }

    private static async Task Checked(MultipartUploader uploader, string json, string path)
    {
        var manifest = UploadManifest.FromJson(json);
        VerificationReport stored = await uploader.VerifyAsync(manifest, new VerifyOptions { Deep = true });
        VerificationReport local = await manifest.VerifyFileAsync(path);
        foreach (VerificationFinding difference in stored.Differences.Concat(local.Differences))
        {
            Console.WriteLine($"{difference.Property} of part {difference.PartNumber}: {difference.Actual} instead of " +
                $"{difference.Expected}");
        }

        Assert.Equal((VerificationOutcome.Proven, VerificationOutcome.Proven), (stored.Outcome, local.Outcome));
    }

    private static async Task Once(MultipartUploader uploader, string path, ILogger logger)
    {
#pragma warning disable CA1848, CA2254 // An example shows the usual way to log.
        try
        {
            await uploader.UploadAsync(new UploadRequest
            {
                BucketName = "backups",
                Key = "2026/monday.zip",
                Source = PartSource.FromFile(path),
                IfNoneMatch = true,
                ChecksumAlgorithm = PartChecksumAlgorithm.Crc64Nvme,
            });
        }
        catch (MultipartUploadException failure) when (failure.InnerException is PreconditionFailedException)
        {
            logger.LogWarning("Monday's backup is there already.");
        }
#pragma warning restore CA1848, CA2254
    }

    private async Task AssertStored(string key)
    {
        using AmazonS3Client client = Server.CreateClient();
        using GetObjectResponse stored = await client.GetObjectAsync("backups", key);
        Assert.Equal(SHA256.HashData(_bytes), await SHA256.HashDataAsync(stored.ResponseStream));
    }

    public sealed class Mirror(
        [FromKeyedServices("eu")] IMultipartUploader europe, [FromKeyedServices("us")] IMultipartUploader america)
    {
        public Task StoreAsync(string path) => Task.WhenAll(new[] { europe, america }.Select(uploader => uploader.UploadAsync(
            new UploadRequest { BucketName = "backups", Key = "disk.img", Source = PartSource.FromFile(path) })));
    }

    public sealed class Backup(IMultipartUploader uploader)
    {
        public async Task<string> StoreAsync(string path, CancellationToken cancellationToken)
        {
            UploadManifest manifest = await uploader.UploadAsync(
                new UploadRequest
                {
                    BucketName = "backups",
                    Key = $"2026/{Path.GetFileName(path)}",
                    Source = PartSource.FromFile(path),
                    ContentType = "application/zip",
                },
                cancellationToken);
            return manifest.ToJson();
        }
    }
}
