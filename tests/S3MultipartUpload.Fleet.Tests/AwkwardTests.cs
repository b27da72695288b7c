using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using S3MultipartUpload.Fleet.Work;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>
/// Names, reasons and moments that are rare: what is submitted is stored all the same, or was refused, or has failed and can be retried.
/// </summary>
public sealed class AwkwardTests(Postgres postgres) : FleetScenario(postgres)
{
    /// <summary>Files of a few parts are not divided; what is begun of them is in the checkpoint.</summary>
    [Theory]
    [InlineData(12 * MiB)]
    [InlineData(13 * MiB)]
    [InlineData(22 * MiB)]
    [InlineData(100)]
    [InlineData(0)]
    public async Task A_file_of_some_parts_is_stored_as_it_is_when_it_is_retried(int length)
    {
        await FailAsync();
        byte[] now = await WriteAsync("file.bin", length);
        Server.Faults.Clear();
        await Fleet.RetryAsync("some");
        await AssertCompletedAsync(now);
    }

    [Fact]
    public async Task A_file_of_some_parts_whose_upload_has_vanished_is_begun_anew_when_it_is_retried()
    {
        byte[] bytes = await FailAsync();
        foreach (Amazon.S3.Model.MultipartUpload open in (await Client.ListMultipartUploadsAsync(Bucket)).MultipartUploads ?? [])
        {
            await Client.AbortMultipartUploadAsync(new() { BucketName = Bucket, Key = open.Key, UploadId = open.UploadId });
        }

        Server.Faults.Clear();
        await Fleet.RetryAsync("some");
        await AssertCompletedAsync(bytes);
    }

    /// <summary>A reason is cut somewhere: not amid a character.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("a")]
    public async Task A_long_reason_fails_one_file_and_not_its_batch(string before)
    {
        byte[] bytes = await WriteAsync("good.bin", 100);
        string folder = string.Concat(Enumerable.Repeat("😀", 50));
        string path = before + string.Join('/', Enumerable.Repeat(folder, 25));
        await Fleet.SubmitAsync(Upload("reason"), new FleetItem[]
        {
            new("bad", FleetSource.File("data", path)), new("good", FleetSource.File("data", "good.bin")),
        }.ToAsyncEnumerable());
        await StartNodeAsync(options => options.MaxAttempts = 1);
        FleetStatus end = await EndOfAsync("reason");
        Assert.Equal((FleetState.Failed, 1, 1), (end.State, end.ObjectsStored, end.ObjectsFailed));
        await AssertStoredAsync("good", bytes);
        Assert.Contains("😀", Assert.Single(end.Failures).Reason, StringComparison.Ordinal);
    }

    /// <summary>Whatever the part size that the uploader has by default.</summary>
    [Fact]
    public async Task A_limit_holds_where_the_uploader_has_smaller_parts()
    {
        byte[] bytes = await WriteAsync("file.bin", 15 * MiB);
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Effect = hold });
        await Fleet.SubmitAsync(Upload("limit"), new FleetItem("l", FleetSource.File("data", "file.bin")));
        await StartNodeAsync(
            services => services.AddS3MultipartUpload(options => options.PartSizer = PartSizer.Adaptive(5 * MiB)),
            options => options.PartLimits[Bucket] = 1);
        await hold.WaitAsync(1);
        await Assert.ThrowsAnyAsync<TimeoutException>(() => hold.WaitAsync(2).WaitAsync(TimeSpan.FromSeconds(2)));
        hold.Release();
        Assert.Equal(FleetState.Completed, (await EndOfAsync("limit")).State);
        await AssertStoredAsync("l", bytes);
    }

    /// <summary>A job may be older than the division of its object.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_range_is_sent_as_the_object_is_divided_whatever_its_job_says(int last)
    {
        byte[] bytes = await WriteAsync("file.bin", 22 * MiB);
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Effect = hold });
        await Fleet.SubmitAsync(Upload("stale") with { PartSize = 5 * MiB }, new FleetItem("l", FleetSource.File("data", "file.bin")));
        IHost first = await StartNodeAsync(Divided);
        await hold.WaitAsync(1);
        await StopNodeAsync(first);
        Server.Faults.Clear();
        hold.Release();
        using IHost client = Build(fleet => fleet.UsePostgres(Connection).SubmitOnly());
        await client.Services.GetRequiredService<IWorkSchedule>().ScheduleAsync(
            Upload("stale"), [new WorkItem(WorkKind.Range, "stale", 1, 1, last)], TimeSpan.Zero, TestContext.Current.CancellationToken);
        await StartNodeAsync(Divided);
        FleetStatus end = await EndOfAsync("stale");
        Assert.Equal((FleetState.Completed, bytes.Length, 5), (end.State, end.BytesStored, end.PartsStored));
        await AssertStoredAsync("l", bytes);

        static void Divided(FleetOptions options)
        {
            (options.LargeObjectSize, options.RangeSize, options.DrainTimeout) = (10 * MiB, 10 * MiB, TimeSpan.Zero);
        }
    }

    /// <summary>An older node's transaction and the change of the tables wait for each other.</summary>
    [Fact]
    public async Task Tables_are_brought_up_to_date_beside_a_node_that_works()
    {
        await ExecuteAsync(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Older", "1.sql")));
        await using var connection = new NpgsqlConnection(Connection);
        await connection.OpenAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await RunAsync("select 1 from s3_fleet_object where upload_id = 'paused' for update");
        Task<FleetStatus?> asked = Fleet.GetAsync("paused");
        await UntilAsync(async () => await CountAsync(
            "select count(*) from pg_locks where not granted and relation = 's3_fleet_object'::regclass") == 1);
        await RunAsync("update s3_fleet_upload set bytes_stored = bytes_stored where id = 'paused'");
        await transaction.CommitAsync();
        Assert.Equal(FleetState.Paused, (await asked)!.State);

        async Task RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>A range that ends late holds the row of its object, and then wants that of the upload.</summary>
    [Fact]
    public async Task A_retry_beside_a_late_range_is_no_deadlock()
    {
        await Fleet.SubmitAsync(Upload("late"), new FleetItem("l", FleetSource.File("data", "file.bin")));
        await ExecuteAsync("update s3_fleet_upload set state = 4, objects_failed = 1; update s3_fleet_object set state = 3");
        await using var connection = new NpgsqlConnection(Connection);
        await connection.OpenAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await RunAsync("select 1 from s3_fleet_object for update");
        Task retry = Fleet.RetryAsync("late");
        await UntilAsync(async () => await CountAsync("select count(*) from pg_locks where not granted") == 1);
        await RunAsync("update s3_fleet_upload set bytes_stored = bytes_stored");
        await transaction.CommitAsync();
        await retry;
        Assert.Equal(FleetState.Running, (await Fleet.GetAsync("late"))!.State);
        Assert.Equal(1, await CountAsync("select count(*) from s3_fleet_object where state = 0 and retries = 1"));

        async Task RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task Awkward_names_are_stored_and_a_key_that_is_too_long_fails_by_itself()
    {
        string[] names = ["good\nname \\ %20?versionId=1#a", " .. /...", "a+b&c=d;e", "ä\u0308 \u202e 😀", "\u0001", "~", "a:b*c|d\"<e>"];
        foreach (string name in names)
        {
            await WriteAsync($"in/{name}", 100 + name.Length);
        }

        await WriteAsync(Long(6), 3);
        await Fleet.SubmitAsync(Upload("names"), new FleetFolder(FleetSource.File("data", "in")));
        await StartNodeAsync();
        FleetStatus end = await EndOfAsync("names");
        Assert.Equal((FleetState.Failed, names.Length, 1), (end.State, end.ObjectsStored, end.ObjectsFailed));
        foreach (string name in names)
        {
            await AssertStoredAsync(name, await File.ReadAllBytesAsync(Path.Combine(Folder, "in", name)));
        }
    }

    [Fact]
    public async Task A_path_that_cannot_be_written_down_is_named()
    {
        await WriteAsync(Long(20), 3);
        await Fleet.SubmitAsync(Upload("deep"), new FleetFolder(FleetSource.File("data", "in")));
        await StartNodeAsync(options => options.MaxAttempts = 1);
        FleetStatus end = await EndOfAsync("deep");
        Assert.Equal(FleetState.Failed, end.State);
        FleetFailure failure = Assert.Single(end.Failures);
        Assert.Contains("whose path", failure.Reason, StringComparison.Ordinal);
        Assert.InRange(failure.Reason.Length, 1_900, 2_001); // Not all of it.
    }

    private static string Long(int folders)
    {
        var random = new Random(1);
        return "in/" + string.Join('/', Enumerable.Range(0, folders).Select(_ =>
            string.Concat(Enumerable.Range(0, 190).Select(_ => (char)random.Next('a', 'z')))));
    }

    /// <summary>Quartz reads some names of groups otherwise: what it cannot read must not become an upload without work.</summary>
    [Theory]
    [InlineData("_")]
    [InlineData("*")]
    [InlineData("null")]
    [InlineData("NULL")]
    [InlineData("team{1}")]
    [InlineData("team{")]
    [InlineData("team}")]
    [InlineData(" team ")]
    [InlineData(" ")]
    [InlineData("team*")]
    [InlineData("team:1, ä😀'\";--")]
    [InlineData("default")]
    [InlineData("other")]
    public async Task A_group_of_any_name_is_refused_or_works(string group)
    {
        await WriteAsync("a", 10);
        FleetUpload upload = Upload("group") with { LimitGroup = group };
        try
        {
            await Fleet.SubmitAsync(upload, new FleetItem("a", FleetSource.File("data", "a")));
        }
        catch (UploadRefusedException)
        {
            Assert.Null(await Fleet.GetAsync("group"));
            return;
        }

        await StartNodeAsync();
        Assert.Equal(FleetState.Completed, (await EndOfAsync("group")).State);
    }

    [Theory]
    [InlineData(" x ")]
    [InlineData("a%_\\")]
    [InlineData("{1}")]
    [InlineData("*")]
    [InlineData("DEFAULT")]
    [InlineData("ä😀'\";--")]
    public async Task An_id_of_any_characters_works(string id)
    {
        await WriteAsync("a", 10);
        await Fleet.SubmitAsync(Upload(id), new FleetItem("a", FleetSource.File("data", "a")));
        await Fleet.PauseAsync(id);
        Assert.Equal(0, await CountAsync("select count(*) from qrtz_job_details"));
        await Fleet.ResumeAsync(id);
        await StartNodeAsync();
        Assert.Equal(FleetState.Completed, (await EndOfAsync(id)).State);
    }

    private async Task<byte[]> FailAsync()
    {
        byte[] bytes = await WriteAsync("file.bin", 12 * MiB);
        Server.Faults.Add(new Fault
        {
            Operation = S3Operation.UploadPart,
            PartNumber = 2,
            Effect = FaultEffect.Status(400, "InvalidRequest"),
        });
        await Fleet.SubmitAsync(Upload("some") with { PartSize = 5 * MiB }, new FleetItem("l", FleetSource.File("data", "file.bin")));
        await StartNodeAsync(options => (options.LargeObjectSize, options.RangeSize, options.MaxAttempts) = (20 * MiB, 10 * MiB, 1));
        Assert.Equal(FleetState.Failed, (await EndOfAsync("some")).State);
        Assert.Equal(1, await OpenUploadsAsync());
        return bytes;
    }

    private async Task AssertCompletedAsync(byte[] bytes)
    {
        FleetStatus end = await EndOfAsync("some");
        Assert.Equal(
            (FleetState.Completed, 1, 0, bytes.Length), (end.State, end.ObjectsStored, end.ObjectsFailed, end.BytesStored));
        await AssertStoredAsync("l", bytes);
        Assert.Equal(0, await OpenUploadsAsync());
        Assert.Equal(0, await CountAsync("select count(*) from s3_fleet_checkpoint"));
    }
}
