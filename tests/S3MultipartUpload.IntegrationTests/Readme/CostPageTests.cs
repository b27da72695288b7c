using System.Buffers;
using System.IO.Pipelines;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>The numbers of requests on docs/costs.md are those that the endpoint has logged.</summary>
public sealed class CostPageTests : EndpointScenario
{
    private const int MiB = 1 << 20;
    private const int Small = MiB;
    private const int Large = 40 * MiB;
    private const int FileCount = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public static TheoryData<string, string> Rows =>
        [.. Documents.Rows(Documents.Sections(Page)["Requests"]).Select(row => (row[0], row[1]))];

    protected override S3TestServerOptions Options => new() { BucketNames = { Bucket } };

    private static string Page => Documents.Read("docs/costs.md");

    /// <summary>Each makes its preparations, gives what is to be counted, and does it.</summary>
    private IReadOnlyDictionary<string, Func<Task>> Cases => new Dictionary<string, Func<Task>>
    {
        ["an object of 1 MiB"] = () => Uploader().UploadAsync(Request(Small)),
        ["an object of 40 MiB"] = () => Uploader().UploadAsync(Request(Large)),
        ["a stream of 40 MiB, of unknown length"] = () => Uploader().UploadAsync(new UploadRequest
        {
            BucketName = Bucket,
            Key = "a",
            Source = PartSource.FromStream(Forward(Large)),
        }),
        ["the same, written into a stream"] = () => WriteAsync(Large),
        ["1 MiB, written into a stream"] = () => WriteAsync(Small),
        ["40 MiB at a store that keeps no checksums, and whose ETags prove nothing"] =
            () => Uploader(ProviderProfile.GoogleCloudStorage).UploadAsync(Request(Large)),
        ["40 MiB at Ceph RGW, whose last answer has no ETag"] = () =>
        {
            Server.Faults.Add(new Fault { Operation = S3Operation.CompleteMultipartUpload, Effect = FaultEffect.ETag(null) });
            return Uploader(ProviderProfile.CephRgw).UploadAsync(Request(Large));
        },
        ["40 MiB, of which one part is sent twice"] = () =>
        {
            Server.Faults.Add(
                new Fault { Operation = S3Operation.UploadPart, Times = 1, Effect = FaultEffect.Status(503, "SlowDown") });
            return Uploader().UploadAsync(Request(Large));
        },
        ["40 MiB that fail at their last part"] = () => FailAsync(checkpoints: null),
        ["40 MiB, resumed when one part is missing"] = async () =>
        {
            var checkpoints = new MemoryCheckpointStore();
            UploadRequest request = await FailAsync(checkpoints);
            Forget();
            await Uploader().UploadAsync(request);
        },
        ["an upload that is given up"] = async () =>
        {
            var checkpoints = new MemoryCheckpointStore();
            await FailAsync(checkpoints);
            Forget();
            await Uploader().AbortAsync(new UploadTarget { BucketName = Bucket, Key = "a" }, checkpoints);
        },
        ["a session of 2 parts, which it names when it completes"] = () => SessionAsync([1, 2]),
        ["a session of 2 parts, which it does not name"] = () => SessionAsync(null),
        ["a folder of 10 small files"] = () => FolderAsync(SkipPolicy.None),
        ["the same, when the store has them and `Skip` is `Unchanged`"] = async () =>
        {
            await FolderAsync(SkipPolicy.None);
            Forget();
            await FolderAsync(SkipPolicy.Unchanged);
        },
        ["a copy of 1 MiB"] = () => CopyAsync(Small),
        ["a copy of 40 MiB"] = () => CopyAsync(Large),
        ["two objects of 40 MiB, one behind the other"] = () => CopyAsync(Large, Large),
        ["verifying an object"] = () => VerifyAsync(isDeep: false),
        ["verifying every byte of one of 3 parts"] = () => VerifyAsync(isDeep: true),
        ["listing up to 1,000 incomplete uploads"] = async () =>
        {
            await CreateUploadAsync("a");
            Forget();
            await Incomplete().ListAsync(new IncompleteUploadQuery { BucketName = Bucket }).ToListAsync();
        },
        ["aborting one of them"] = async () =>
        {
            await CreateUploadAsync("a");
            Forget();
            await Incomplete().AbortAsync(new IncompleteUploadQuery { BucketName = Bucket, OlderThan = TimeSpan.Zero }).ToListAsync();
        },
        ["the lifecycle rule, when it is written"] = () => Incomplete().EnsureAbortRuleAsync(Bucket, days: 7),
        ["the lifecycle rule, when it is there"] = async () =>
        {
            await Incomplete().EnsureAbortRuleAsync(Bucket, days: 7);
            Forget();
            await Incomplete().EnsureAbortRuleAsync(Bucket, days: 7);
        },
        ["a health check"] = () => CheckHealthAsync(times: 1),
        ["the next one within the hour"] = () => CheckHealthAsync(times: 2),
    };

    private int Counted { get; set; }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_feature_makes_the_requests_that_the_page_says(string what, string requests)
    {
        await Cases[what]();
        S3RequestRecord[] made = [.. Server.Requests.Skip(Counted)];
        string counted = string.Join(", ", made.GroupBy(request => request.Operation).Select(group => $"{group.Count()} `{group.Key}`"));
        Assert.True(requests == counted, $"Not {requests}, but {counted}:\n{string.Join('\n', made.AsEnumerable())}");
    }

    [Fact]
    public void The_page_has_every_case() => Assert.Equal(Cases.Keys.Order(), Rows.Select(row => row.Data.Item1).Order());

    private static UploadRequest Request(int size) =>
        new() { BucketName = Bucket, Key = "a", Source = PartSource.FromMemory(new byte[size]) };

    private static Stream Forward(int size)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        pipe.Writer.Write(new byte[size]);
        pipe.Writer.Complete();
        return pipe.Reader.AsStream();
    }

    /// <summary>
    /// One part after the other: so the parts before one that fails are stored. A machine that stands still for a minute is no failure of
    /// the store; what is repeated nevertheless, the output tells.
    /// </summary>
    private MultipartUploader Uploader(ProviderProfile? profile = null) => new(
        Client,
        new S3MultipartUploadOptions
        {
            Profile = profile ?? ProviderProfile.AmazonS3,
            RetryDelay = TimeSpan.Zero,
            Concurrency = UploadConcurrency.Fixed(1),
            StallTimeout = Patience,
            ResponseTimeout = Patience,
            ProcessingTimeout = Patience,
        },
        new OutputLogger<MultipartUploader>());

    private IncompleteUploads Incomplete() => new(Client);

    /// <summary>What was done up to now is not counted.</summary>
    private void Forget() => Counted = Server.Requests.Count;

    private async Task WriteAsync(int size)
    {
        await using ObjectWriter writer = await Uploader().OpenWriteAsync(new UploadTarget { BucketName = Bucket, Key = "a" });
        await writer.WriteAsync(new byte[size]);
        await writer.CompleteAsync();
    }

    private async Task<UploadRequest> FailAsync(ICheckpointStore? checkpoints)
    {
        UploadRequest request = new()
        {
            BucketName = Bucket,
            Key = "a",
            Source = PartSource.FromMemory(new byte[Large]),
            CheckpointStore = checkpoints,
        };
        Server.Faults.Add(new Fault
        {
            Operation = S3Operation.UploadPart,
            PartNumber = 3,
            Times = 1,
            Effect = FaultEffect.Status(403, "AccessDenied"),
        });
        await Assert.ThrowsAsync<MultipartUploadException>(() => Uploader().UploadAsync(request));
        return request;
    }

    private async Task SessionAsync(int[]? partNumbers)
    {
        IMultipartSession session = await Uploader().StartAsync(new UploadTarget { BucketName = Bucket, Key = "a" });
        await session.UploadPartAsync(1, PartSource.FromMemory(new byte[5 * MiB]));
        await session.UploadPartAsync(2, PartSource.FromMemory(new byte[MiB]));
        await session.CompleteAsync(partNumbers);
    }

    private async Task FolderAsync(SkipPolicy skip)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("s3mpu-");
        foreach (int file in Enumerable.Range(0, FileCount))
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, $"{file}"), "a");
        }

        await Uploader().UploadDirectoryAsync(new DirectoryUpload { Path = folder.FullName, BucketName = Bucket, Skip = skip });
        folder.Delete(recursive: true);
    }

    private async Task CopyAsync(params int[] sizes)
    {
        foreach ((int index, int size) in sizes.Index())
        {
            await Uploader().UploadAsync(new UploadRequest
            {
                BucketName = Bucket,
                Key = $"source {index}",
                Source = PartSource.FromMemory(new byte[size]),
            });
        }

        Forget();
        await Uploader().CopyAsync(new CopyRequest
        {
            BucketName = Bucket,
            Key = "a",
            Sources = [.. sizes.Index().Select(size => new CopySource { BucketName = Bucket, Key = $"source {size.Index}" })],
        });
    }

    private async Task VerifyAsync(bool isDeep)
    {
        UploadManifest manifest = await Uploader().UploadAsync(Request(Large));
        Forget();
        await Uploader().VerifyAsync(manifest, new VerifyOptions { Deep = isDeep });
    }

    private async Task CheckHealthAsync(int times)
    {
        IServiceCollection services = new ServiceCollection().AddLogging().AddSingleton<IAmazonS3>(Client);
        services.AddHealthChecks().AddS3MultipartUpload(Bucket);
        await using ServiceProvider provider = services.BuildServiceProvider();
        for (int time = 0; time < times; time++)
        {
            Forget();
            await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        }
    }
}
