using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>Who reads the log of a node finds out which job has failed, and which object; its key only where keys may be told.</summary>
public sealed class LogTests(Postgres postgres) : FleetScenario(postgres)
{
    private static readonly string[] Keys = ["good", "private\nkey"];

    private readonly FakeLogCollector _log = FakeLogCollector.Create(new());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_failure_of_a_small_file_is_said_with_its_job_and_number(bool logsKeys)
    {
        await WriteAsync("a.bin", 100);
        var refused = FaultEffect.Status(400, "InvalidRequest");
        Server.Faults.Add(new Fault { Operation = S3Operation.PutObject, Key = "private\nkey", Effect = refused });
        await Fleet.SubmitAsync(
            Upload("some"),
            Keys.Select(key => new FleetItem(key, FleetSource.File("data", "a.bin"))).ToAsyncEnumerable());
        await RunAsync("some", logsKeys);
        Assert.Equal(
            [
                "Warning ObjectFailed some: object 2 of Batch-1-0 has failed for the 1. time, and is tried again " +
                    "(Amazon.S3.Model.InvalidRequestException).",
                "Error ObjectGivenUp some: object 2 of Batch-1-0 was given up after 2 attempts (Amazon.S3.Model.InvalidRequestException).",
            ],
            Said().Select(record => $"{record.Level} {record.Id.Name} {record.Message}"));
        AssertKeys("private?key", logsKeys);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_failure_of_a_range_is_said_with_its_job(bool logsKeys)
    {
        await WriteAsync("large.bin", 12 * MiB);
        Server.Faults.Add(new Fault
        {
            Operation = S3Operation.UploadPart,
            PartNumber = 3,
            Effect = FaultEffect.Status(400, "InvalidRequest"),
        });
        await Fleet.SubmitAsync(
            Upload("large") with { PartSize = 5 * MiB }, new FleetItem("private", FleetSource.File("data", "large.bin")));
        await RunAsync("large", logsKeys);
        Assert.Equal(
            [
                "Warning WorkFailed large: Range-1-3 has failed for the 1. time, and is tried again in 00:00:00 " +
                    "(Amazon.S3.AmazonS3Exception).",
                "Error WorkGivenUp large: Range-1-3 was given up after 2 attempts (Amazon.S3.AmazonS3Exception).",
            ],
            Said().Select(record => $"{record.Level} {record.Id.Name} {record.Message}"));
        AssertKeys("private", logsKeys);
    }

    /// <summary>The exception says which, where that is told.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_source_that_is_missing_at_the_store_is_told_with_its_key_where_keys_are(bool logsKeys)
    {
        await Fleet.SubmitAsync(Upload("copy"), new FleetItem("private", FleetSource.Object(Bucket, "private/source")));
        await RunAsync("copy", logsKeys);
        AssertKeys("private", logsKeys);
        Assert.Equal(2, Said().Count(record => record.Message.Contains(nameof(CopySourceException), StringComparison.Ordinal)));
        Assert.Equal(logsKeys ? 2 : 0, Said().Count(record => record.Exception is CopySourceException));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_is_missing_is_told_with_its_path_where_keys_are(bool logsKeys)
    {
        await Fleet.SubmitAsync(Upload("some"), new FleetItem("key", FleetSource.File("data", "private.bin")));
        await RunAsync("some", logsKeys);
        Assert.NotEmpty(Said());
        Assert.Equal(logsKeys, Said().Any(record =>
            $"{record.Message} {record.Exception}".Contains("private.bin", StringComparison.Ordinal)));
    }

    private async Task RunAsync(string id, bool logsKeys)
    {
        await StartNodeAsync(
            services => services
                .AddSingleton<ILoggerProvider>(new FakeLoggerProvider(_log))
                .AddS3MultipartUpload(options => options.LogKeys = logsKeys),
            options =>
            {
                (options.LargeObjectSize, options.RangeSize) = (10 * MiB, 5 * MiB);
                (options.MaxAttempts, options.RetryDelay) = (2, TimeSpan.Zero);
            });
        Assert.Equal(FleetState.Failed, (await EndOfAsync(id)).State);
    }

    /// <summary>What the fleet has said, and not the uploader or the scheduler.</summary>
    private IEnumerable<FakeLogRecord> Said() =>
        _log.GetSnapshot().Where(record => record.Category!.StartsWith("S3MultipartUpload.Fleet.", StringComparison.Ordinal));

    /// <summary>It is in the scope, or it is nowhere.</summary>
    private void AssertKeys(string key, bool areTold) => Assert.All(Said(), record =>
    {
        Assert.Equal(
            areTold ? key : null,
            record.Scopes.OfType<IEnumerable<KeyValuePair<string, object?>>>().SelectMany(scope => scope)
                .SingleOrDefault(pair => pair.Key == "Key").Value);
        Assert.True(areTold || !$"{record.Message} {record.Exception}".Contains("private", StringComparison.Ordinal));
    });
}
