using Amazon.S3.Model;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using S3MultipartUpload.Fleet.Database;
using S3MultipartUpload.Fleet.Work;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>
/// Large objects that were given up, and are begun again: with what is stored where that is still good, from the first byte else.
/// </summary>
public sealed class RetryTests(Postgres postgres) : FleetScenario(postgres)
{
    private const int Parts = 5;

    [Theory]
    [InlineData(22 * MiB)]
    [InlineData(40 * MiB)]
    [InlineData(7 * MiB)]
    [InlineData(100)]
    [InlineData(0)]
    public async Task A_source_that_was_replaced_is_stored_as_it_is_now(int length)
    {
        await FailAsync(partNumber: 4);
        byte[] now = await WriteAsync("large.bin", length);
        Server.Faults.Clear();
        await Fleet.RetryAsync("large");
        await AssertStoredOnceAsync(now);
    }

    [Fact]
    public async Task An_upload_that_has_vanished_from_the_store_is_begun_anew()
    {
        byte[] bytes = await FailAsync(partNumber: 4);
        await AbortAllAsync();
        Server.Faults.Clear();
        await Fleet.RetryAsync("large");
        await AssertStoredOnceAsync(bytes);
    }

    [Fact]
    public async Task An_upload_that_vanishes_amid_work_fails_at_once_and_is_begun_anew()
    {
        byte[] bytes = await WriteAsync("large.bin", 22 * MiB);
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, PartNumber = 3, Times = 1, Effect = hold });
        await SubmitAsync();
        await hold.WaitAsync(1);
        await AbortAllAsync();
        hold.Release();
        FleetStatus end = await EndOfAsync("large");
        Assert.Equal(FleetState.Failed, end.State);
        Assert.Contains("does not know the multipart upload", Assert.Single(end.Failures).Reason, StringComparison.Ordinal);
        await QuietAsync();
        await Fleet.RetryAsync("large");
        await AssertStoredOnceAsync(bytes);
    }

    [Fact]
    public async Task What_is_stored_of_the_same_source_is_not_sent_again()
    {
        byte[] bytes = await FailAsync(partNumber: 4);
        Server.Faults.Clear();
        await Fleet.RetryAsync("large");
        await AssertStoredOnceAsync(bytes);
        Assert.Equal(Parts, Server.Requests.Count(request => request is { Operation: S3Operation.UploadPart, Status: 200 }));
        Assert.Single(Server.Requests, request => request.Operation == S3Operation.CreateMultipartUpload);
    }

    /// <summary>A slow node hands the completion on when the object has been begun anew: the new one is not whole yet.</summary>
    [Fact]
    public async Task A_late_completion_of_an_upload_that_was_given_up_changes_nothing()
    {
        await FailAsync(partNumber: 4);
        byte[] now = await WriteAsync("large.bin", (22 * MiB) + 1);
        Server.Faults.Clear();
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, PartNumber = 4, Effect = hold });
        await Fleet.RetryAsync("large");
        await hold.WaitAsync(1);
        using IHost client = Build(fleet => fleet.UsePostgres(Connection).SubmitOnly());
        await client.Services.GetRequiredService<IWorkSchedule>().ScheduleAsync(
            Upload("large"), [new WorkItem(WorkKind.Complete, "large", 1)], TimeSpan.Zero, TestContext.Current.CancellationToken);
        await UntilAsync(async () => await CountAsync("select count(*) from qrtz_job_details where job_name = 'Complete-1-0'") == 0);
        Assert.Equal(FleetState.Running, (await Fleet.GetAsync("large"))!.State);
        hold.Release();
        await AssertStoredOnceAsync(now);
    }

    /// <summary>A node that was stopped amid a range, and goes on when the object was begun anew, changes nothing of the new one.</summary>
    [Fact]
    public async Task A_late_node_of_an_upload_that_was_given_up_changes_nothing()
    {
        await Fleet.SubmitAsync(Upload("large"), new FleetItem("l", FleetSource.File("data", "large.bin")));
        await using var source = NpgsqlDataSource.Create(Connection);
        var database = new FleetDatabase(source, TimeProvider.System, isPatient: false);
        (ObjectTable objects, RangeTable ranges) = (new ObjectTable(database), new RangeTable(database));
        CancellationToken token = TestContext.Current.CancellationToken;
        StoredPart[] parts = [new StoredPart { PartNumber = 1, Size = 10, ETag = "a" }];
        await OpenAsync("first");
        Assert.False(await ranges.SetDoneAsync("large", 1, "first", 1, parts, token));
        await objects.GiveUpAsync("large", 1, new("first", 0), new IOException(), token);
        Assert.Equal((FleetState.Failed, 10, 1), await StatusAsync());
        await Fleet.RetryAsync("large");
        Assert.True(await ranges.TryForgetAsync("large", 1, "first", _ => Task.CompletedTask, token));
        Assert.Equal((FleetState.Running, 0, 0), await StatusAsync());
        Assert.Equal(0, (await Fleet.GetAsync("large", token))!.Parts);
        await OpenAsync("second");
        await OpenAsync("second"); // The answer was lost, and it is written down once more.
        Assert.Equal(2, (await Fleet.GetAsync("large", token))!.Parts);

        Assert.False(await ranges.SetDoneAsync("large", 1, "first", 1, parts, token));
        Assert.False(await ranges.SetDoneAsync("large", 1, "first", 2, parts, token));
        Assert.False(await ForgetAsync("first"));
        Assert.False(await ForgetAsync("second")); // It is open: another node goes on with it.
        Assert.Equal((1, false), await ranges.FindAsync("large", 1, firstPart: 1, token));
        Assert.Null(await ranges.FindAsync("large", 1, firstPart: 3, token)); // As it may have been divided before.
        await ranges.ReopenAsync("large", 1, "first", token);
        await objects.GiveUpAsync("large", 1, new("first", 0), new IOException(), token);
        await objects.GiveUpAsync("large", 1, default, new IOException(), token);
        await objects.ReportAsync("large", [ObjectOutcome.Stored(1, new("first", 0), Manifest)], token);
        await objects.ReportAsync("large", [ObjectOutcome.Stored(1, new(null, 1), Manifest)], token);
        await objects.GiveUpAsync("large", 1, new("second", 0), new IOException(), token); // It has this upload, but was not retried.
        Assert.Equal((FleetState.Running, 0, 0), await StatusAsync());
        Assert.False(await objects.LivesAsync("large", 1, new("first", 1), token));
        Assert.False(await objects.LivesAsync("large", 1, new("second", 0), token));
        Assert.True(await objects.LivesAsync("large", 1, new("second", 1), token));
        await objects.ReportAsync("large", [ObjectOutcome.Stored(1, new("second", 1), Manifest)], token);
        Assert.Equal((FleetState.Completed, 0, 0), await StatusAsync());

        Task<bool> ForgetAsync(string session) => ranges.TryForgetAsync(
            "large", 1, session, _ => throw new InvalidOperationException("It was aborted."), token);

        async Task OpenAsync(string session) => Assert.True(await ranges.TryOpenAsync(
            "large",
            1,
            new OpenObject { Key = "l", Source = "file:data/large.bin", Session = session, Identity = "", PartSize = 10, Size = 20 },
            [new PartSpan { FirstPart = 1, LastPart = 1, PartSize = 10 }, new PartSpan { FirstPart = 2, LastPart = 2, PartSize = 10 }],
            token));

        async Task<(FleetState, long, long)> StatusAsync()
        {
            FleetStatus status = (await Fleet.GetAsync("large", token))!;
            return (status.State, status.BytesStored, status.PartsStored);
        }
    }

    /// <summary>As shipped: three times as long after each failure, and five minutes at the most.</summary>
    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 5)]
    [InlineData(2, 15)]
    [InlineData(3, 45)]
    [InlineData(4, 135)]
    [InlineData(5, 300)]
    [InlineData(1_000_000, 300)]
    public void The_next_attempt_is_the_later_the_more_have_failed(int failures, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), FleetWorker.DelayAfter(failures, new FleetOptions()));

    private static UploadManifest Manifest { get; } = new() { BucketName = Bucket, Key = "l", Size = 20, Parts = [] };

    private async Task<byte[]> FailAsync(int partNumber)
    {
        byte[] bytes = await WriteAsync("large.bin", 22 * MiB);
        Server.Faults.Add(new Fault
        {
            Operation = S3Operation.UploadPart,
            PartNumber = partNumber,
            Effect = FaultEffect.Status(400, "InvalidRequest"),
        });
        await SubmitAsync(options => options.MaxAttempts = 1);
        Assert.Equal(FleetState.Failed, (await EndOfAsync("large")).State);
        await QuietAsync();
        return bytes;
    }

    /// <summary>Until no range is on its way any more: one that fails after the retry gives the object up once more.</summary>
    private Task QuietAsync() => UntilAsync(async () => await CountAsync("select count(*) from qrtz_fired_triggers") == 0);

    private async Task SubmitAsync(Action<FleetOptions>? configure = null)
    {
        await Fleet.SubmitAsync(Upload("large") with { PartSize = 5 * MiB }, new FleetItem("l", FleetSource.File("data", "large.bin")));
        await StartNodeAsync(options =>
        {
            (options.LargeObjectSize, options.RangeSize, options.MaxJobs) = (10 * MiB, 5 * MiB, Parts);
            configure?.Invoke(options);
        });
    }

    private async Task AbortAllAsync()
    {
        foreach (MultipartUpload open in (await Client.ListMultipartUploadsAsync(Bucket)).MultipartUploads ?? [])
        {
            await Client.AbortMultipartUploadAsync(new() { BucketName = Bucket, Key = open.Key, UploadId = open.UploadId });
        }
    }

    private async Task AssertStoredOnceAsync(byte[] bytes)
    {
        FleetStatus end = await EndOfAsync("large");
        long parts = bytes.Length >= 10 * MiB ? (bytes.Length + (5 * MiB) - 1) / (5 * MiB) : 0;
        Assert.Equal(
            (FleetState.Completed, 1, 0, bytes.Length, parts),
            (end.State, end.ObjectsStored, end.ObjectsFailed, end.BytesStored, end.PartsStored));
        await AssertStoredAsync("l", bytes);
        Assert.Equal((long)bytes.Length, (await Fleet.GetObjectsAsync("large").SingleAsync()).Manifest.Size);
        Assert.Equal(0, await OpenUploadsAsync());
    }
}
