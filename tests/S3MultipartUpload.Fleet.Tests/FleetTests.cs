using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using S3MultipartUpload.Fleet.Work;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>What is submitted is stored: objects, folders, lists; and what is asked for meanwhile.</summary>
public sealed class FleetTests(Postgres postgres) : FleetScenario(postgres)
{
    [Fact]
    public async Task A_folder_is_stored_with_all_that_is_below_it()
    {
        byte[] one = await WriteAsync("photos/one.bin", 10);
        byte[] empty = await WriteAsync("photos/2026/empty.bin", 0);
        byte[] large = await WriteAsync("photos/2026/large.bin", 20 * MiB);
        await WriteAsync("other/not.bin", 10);
        File.CreateSymbolicLink(Path.Combine(Folder, "photos/link.bin"), Path.Combine(Folder, "other/not.bin"));
        FleetStatus submitted = await Fleet.SubmitAsync(Upload("folder"), new FleetFolder(FleetSource.File("data", "photos"), "in/"));
        Assert.Equal(FleetState.Listing, submitted.State);
        await StartNodeAsync();
        FleetStatus end = await EndOfAsync("folder");
        Assert.Equal(
            (FleetState.Completed, 3, 3, 0, (20L * MiB) + 10),
            (end.State, end.Objects, end.ObjectsStored, end.ObjectsFailed, end.BytesStored));
        Assert.Equal(["in/2026/empty.bin", "in/2026/large.bin", "in/one.bin"], await KeysAsync());
        await AssertStoredAsync("in/one.bin", one);
        await AssertStoredAsync("in/2026/empty.bin", empty);
        await AssertStoredAsync("in/2026/large.bin", large);
        Assert.Equal(3, await Fleet.GetObjectsAsync("folder").CountAsync());
    }

    [Fact]
    public async Task A_large_object_is_divided_and_has_one_manifest()
    {
        byte[] bytes = await WriteAsync("large.bin", (42 * MiB) + 1);
        await Fleet.SubmitAsync(Upload("large") with { PartSize = 5 * MiB }, new FleetItem("l", FleetSource.File("data", "large.bin")));
        for (int node = 0; node < 2; node++)
        {
            await StartNodeAsync(options => (options.LargeObjectSize, options.RangeSize) = (10 * MiB, 10 * MiB));
        }

        FleetStatus end = await EndOfAsync("large");
        Assert.Equal((FleetState.Completed, bytes.Length, 9L), (end.State, end.BytesStored, end.PartsStored));
        await AssertStoredAsync("l", bytes);
        UploadManifest manifest = (await Fleet.GetObjectsAsync("large").SingleAsync()).Manifest;
        Assert.Equal((9, true, (long)bytes.Length), (manifest.Parts.Count, manifest.IsComplete, manifest.Size));
        Assert.Equal(9, Server.Requests.Count(request => request.Operation == S3Operation.UploadPart));
        Assert.Single(Server.Requests, request => request.Operation == S3Operation.CompleteMultipartUpload);
        Assert.Equal(0, await OpenUploadsAsync());
        Assert.Equal(0, await CountAsync("select count(*) from qrtz_job_details"));
    }

    /// <summary>By two clients at once, some times each: all of them are told of the one.</summary>
    [Fact]
    public async Task The_same_id_is_submitted_once()
    {
        byte[] bytes = await WriteAsync("a.bin", 100);
        FleetItem[] items = [.. Enumerable.Range(0, 8).Select(number => new FleetItem($"{number}", FleetSource.File("data", "a.bin")))];
        IUploadFleet other = Build(fleet => fleet.UsePostgres(Connection).SubmitOnly()).Services.GetRequiredService<IUploadFleet>();
        FleetStatus[] all = await Task.WhenAll(
            items.Select((item, number) => (number % 2 == 0 ? Fleet : other).SubmitAsync(Upload("same"), item)));
        Assert.All(all, status => Assert.Equal(1, status.Objects));
        await StartNodeAsync();
        await EndOfAsync("same");
        await AssertStoredAsync(Assert.Single(await KeysAsync()), bytes);
        Assert.Equal(FleetState.Completed, (await other.SubmitAsync(Upload("same"), items[3])).State);
        Assert.Single(await KeysAsync());
    }

    [Fact]
    public async Task A_poisoned_file_does_not_stop_the_rest_and_can_be_retried()
    {
        await WriteAsync("a.bin", 100);
        await Fleet.SubmitAsync(
            Upload("poison"),
            Enumerable.Range(0, 50).Select(number => new FleetItem($"{number}", FleetSource.File("data", number == 7 ? "no.bin" : "a.bin")))
                .ToAsyncEnumerable());
        await StartNodeAsync(options => options.MaxAttempts = 2);
        FleetStatus end = await EndOfAsync("poison");
        Assert.Equal((FleetState.Failed, 49, 1), (end.State, end.ObjectsStored, end.ObjectsFailed));
        FleetFailure failure = Assert.Single(end.Failures);
        Assert.Equal(("7", 2), (failure.Key, failure.Attempts));
        Assert.Contains("no.bin", failure.Reason, StringComparison.Ordinal);

        byte[] bytes = await WriteAsync("no.bin", 20);
        await Fleet.RetryAsync("poison");
        end = await EndOfAsync("poison");
        Assert.Equal((FleetState.Completed, 50, 0), (end.State, end.ObjectsStored, end.ObjectsFailed));
        await AssertStoredAsync("7", bytes);
        Assert.Equal(50, Server.Requests.Count(request => request.Operation == S3Operation.PutObject));
    }

    /// <summary>Two nodes would read two versions: no range is read from the second, or it would be a mixed object.</summary>
    /// <param name="isUrl">Whether its content has another ETag; or it is another file, of the same length and time.</param>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_source_that_is_replaced_between_two_ranges_is_no_object(bool isUrl)
    {
        await using S3TestServer web = await S3TestServer.StartAsync(new() { BucketNames = { Bucket }, AllowAnonymous = true });
        string path = Path.Combine(Folder, "large.bin");
        await ReplaceAsync(await WriteAsync("large.bin", 20 * MiB));
        DateTime written = File.GetLastWriteTimeUtc(path);
        HoldEffect hold = FaultEffect.Hold(done: true);
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Times = 1, Effect = hold });
        await Fleet.SubmitAsync(
            Upload("changed") with { PartSize = 5 * MiB },
            new FleetItem("l", isUrl ? FleetSource.Url(new Uri(web.Endpoint, $"{Bucket}/page")) : FleetSource.File("data", "large.bin")));
        IHost first = await StartAsync();
        await hold.WaitAsync(1);
        await Fleet.PauseAsync("changed");
        hold.Release();
        await UntilAsync(async () => (await Fleet.GetAsync("changed"))!.PartsStored == 1);
        await StopNodeAsync(first);
        await ReplaceAsync(new byte[20 * MiB]);
        File.SetLastWriteTimeUtc(path, written);
        await StartAsync();
        await Fleet.ResumeAsync("changed");
        FleetStatus end = await EndOfAsync("changed");
        Assert.Equal(FleetState.Failed, end.State);
        Assert.Contains("is not what it was", Assert.Single(end.Failures).Reason, StringComparison.Ordinal);
        Assert.Empty(await KeysAsync());
        Assert.Equal(1, Server.Requests.Count(request => request.Operation == S3Operation.UploadPart));

        Task<IHost> StartAsync() => StartNodeAsync(
            options => (options.LargeObjectSize, options.RangeSize, options.MaxJobs) = (10 * MiB, 5 * MiB, 1));

        async Task ReplaceAsync(byte[] bytes)
        {
            using AmazonS3Client client = web.CreateClient();
            await client.PutObjectAsync(new() { BucketName = Bucket, Key = "page", InputStream = new MemoryStream(bytes) });
            await File.WriteAllBytesAsync(path, bytes);
        }
    }

    [Fact]
    public async Task A_cancelled_upload_leaves_nothing_at_the_store()
    {
        await WriteAsync("large.bin", 20 * MiB);
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, PartNumber = 2, Effect = hold });
        await Fleet.SubmitAsync(Upload("cancel") with { PartSize = 5 * MiB }, new FleetItem("l", FleetSource.File("data", "large.bin")));
        await StartNodeAsync(options => (options.LargeObjectSize, options.RangeSize) = (10 * MiB, 10 * MiB));
        await hold.WaitAsync(1);
        await Fleet.CancelAsync("cancel");
        Assert.Equal(FleetState.Canceled, (await EndOfAsync("cancel")).State);
        await UntilAsync(async () => await OpenUploadsAsync() == 0);
        hold.Release();
        Assert.Empty(await KeysAsync());
        await Assert.ThrowsAsync<FleetException>(() => Fleet.CancelAsync("cancel"));
    }

    /// <summary>The row says so already, and the client dies before it has asked a node to clear up.</summary>
    [Fact]
    public async Task What_a_client_has_cancelled_that_died_is_cleared_all_the_same()
    {
        await WriteAsync("large.bin", 20 * MiB);
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, PartNumber = 2, Effect = hold });
        await Fleet.SubmitAsync(Upload("cancel") with { PartSize = 5 * MiB }, new FleetItem("l", FleetSource.File("data", "large.bin")));
        IHost first = await StartNodeAsync(options => (options.LargeObjectSize, options.RangeSize) = (10 * MiB, 10 * MiB));
        await hold.WaitAsync(1);
        await ExecuteAsync("update s3_fleet_upload set state = 5, ended_at = now() where id = 'cancel'");
        await UntilAsync(async () => await CountAsync("select count(*) from qrtz_job_details") == 0);
        await StopNodeAsync(first);
        hold.Release();
        Assert.Equal(1, await OpenUploadsAsync());
        await StartNodeAsync(options => options.LostAfter = TimeSpan.FromSeconds(2));
        await UntilAsync(async () => await OpenUploadsAsync() == 0);
        Assert.Equal(1, await CountAsync("select count(*) from s3_fleet_upload where cleared_at is null"));
        // When every node must have heard of the end, the last look is taken.
        await ExecuteAsync("update s3_fleet_upload set ended_at = now() - interval '5 minutes'");
        using IHost client = Build(fleet => fleet.UsePostgres(Connection).SubmitOnly());
        await client.Services.GetRequiredService<IWorkSchedule>().ClearAsync("cancel", TestContext.Current.CancellationToken);
        await UntilAsync(async () => await CountAsync("select count(*) from s3_fleet_upload where cleared_at is null") == 0);
        await UntilAsync(async () => await CountAsync("select count(*) from qrtz_job_details") == 0);
    }

    [Fact]
    public async Task A_paused_upload_waits_until_it_is_resumed()
    {
        byte[] bytes = await WriteAsync("a.bin", 100);
        await Fleet.SubmitAsync(Upload("pause"), new FleetItem("a", FleetSource.File("data", "a.bin")));
        await Fleet.PauseAsync("pause");
        await Fleet.SubmitAsync(Upload("other"), new FleetItem("b", FleetSource.File("data", "a.bin")));
        await StartNodeAsync();
        Assert.Equal(FleetState.Completed, (await EndOfAsync("other")).State);
        Assert.Equal(FleetState.Paused, (await Fleet.GetAsync("pause"))!.State);
        Assert.Equal(["b"], await KeysAsync());
        await Fleet.ResumeAsync("pause");
        Assert.Equal(FleetState.Completed, (await EndOfAsync("pause")).State);
        await AssertStoredAsync("a", bytes);
    }

    [Fact]
    public async Task Objects_of_the_store_and_of_the_web_are_sources_too()
    {
        byte[] bytes = await WriteAsync("a.bin", 6 * MiB);
        await Client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = "there", InputStream = new MemoryStream(bytes) });
        await using S3TestServer web = await S3TestServer.StartAsync(new() { BucketNames = { Bucket }, AllowAnonymous = true });
        using AmazonS3Client client = web.CreateClient();
        await client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = "page", InputStream = new MemoryStream(bytes) });
        FleetItem[] items =
        [
            new("copied", FleetSource.Object(Bucket, "there")),
            new("fetched", FleetSource.Url(new Uri(web.Endpoint, $"{Bucket}/page"))),
        ];
        await Fleet.SubmitAsync(Upload("sources") with { PartSize = 5 * MiB }, items.ToAsyncEnumerable());
        await StartNodeAsync(options => options.LargeObjectSize = MiB);
        Assert.Equal(FleetState.Completed, (await EndOfAsync("sources")).State);
        await AssertStoredAsync("copied", bytes);
        await AssertStoredAsync("fetched", bytes);
    }

    /// <summary>Each is whole; the key has the bytes of one of them, and nothing is left of the other.</summary>
    [Fact]
    public async Task Two_uploads_have_the_same_key()
    {
        byte[][] bytes = [await WriteAsync("one.bin", 12 * MiB), await WriteAsync("second.bin", 22 * MiB)];
        await Fleet.SubmitAsync(Upload("one") with { PartSize = 5 * MiB }, new FleetItem("k", FleetSource.File("data", "one.bin")));
        await Fleet.SubmitAsync(Upload("two") with { PartSize = 5 * MiB }, new FleetItem("k", FleetSource.File("data", "second.bin")));
        for (int node = 0; node < 2; node++)
        {
            await StartNodeAsync(options => (options.LargeObjectSize, options.RangeSize) = (20 * MiB, 10 * MiB));
        }

        Assert.Equal(
            (FleetState.Completed, FleetState.Completed), ((await EndOfAsync("one")).State, (await EndOfAsync("two")).State));
        GetObjectMetadataResponse stored = await Client.GetObjectMetadataAsync(Bucket, "k");
        await AssertStoredAsync("k", bytes.Single(one => one.Length == stored.ContentLength));
        Assert.Equal((0, 0), (await OpenUploadsAsync(), await CountAsync("select count(*) from s3_fleet_checkpoint")));
    }

    /// <summary>A copy by the store counts as what is sent does.</summary>
    [Theory]
    [InlineData("two", "two")]
    [InlineData(null, Bucket)] // An upload without a group is in that of its bucket.
    public async Task A_limit_holds_for_copies_too(string? group, string limited)
    {
        byte[] bytes = await WriteAsync("a.bin", 32 * MiB);
        await Client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = "there", InputStream = new MemoryStream(bytes) });
        Server.Faults.Add(new Fault
        {
            Operation = S3Operation.UploadPartCopy,
            Effect = FaultEffect.Latency(TimeSpan.FromMilliseconds(200)),
        });
        await Fleet.SubmitAsync(
            Upload("copy") with { PartSize = 5 * MiB, LimitGroup = group },
            Enumerable.Range(1, 3).Select(copy => new FleetItem($"{copy}", FleetSource.Object(Bucket, "there"))).ToAsyncEnumerable());
        for (int node = 0; node < 2; node++)
        {
            await StartNodeAsync(options => (options.PartLimits[limited], options.BatchSize) = (2, 1));
        }

        Assert.Equal(FleetState.Completed, (await EndOfAsync("copy")).State);
        S3RequestRecord[] copies = [.. Server.Requests.Where(request => request.Operation == S3Operation.UploadPartCopy)];
        Assert.Equal(21, copies.Length);
        Assert.Equal(2, copies.Max(copy => copies.Count(other => other.Time <= copy.Time && other.Time + other.Duration > copy.Time)));
    }

    [Fact]
    public async Task What_breaks_a_rule_is_refused_and_nothing_is_submitted()
    {
        FleetItem good = new("a", FleetSource.File("data", "a.bin"));
        await Assert.ThrowsAsync<UploadRefusedException>(() => Fleet.SubmitAsync(Upload(""), good));
        await Assert.ThrowsAsync<UploadRefusedException>(() => Fleet.SubmitAsync(Upload(" "), good));
        await Assert.ThrowsAsync<UploadRefusedException>(() => Fleet.SubmitAsync(Upload(new string('x', 101)), good));
        await Assert.ThrowsAsync<UploadRefusedException>(() => Fleet.SubmitAsync(Upload("a"), good with { Key = "/a" }));
        await Assert.ThrowsAsync<UploadRefusedException>(
            () => Fleet.SubmitAsync(Upload("twice"), new[] { good, good }.ToAsyncEnumerable()));
        foreach (string prefix in new[] { "/a", "/", "a\0b", new string('x', 1_024) })
        {
            await Assert.ThrowsAsync<UploadRefusedException>(
                () => Fleet.SubmitAsync(Upload("folder"), new FleetFolder(FleetSource.File("data", "in"), prefix)));
        }

        await Assert.ThrowsAsync<FleetException>(() => Fleet.RetryAsync("nobody"));
        Assert.Null(await Fleet.GetAsync("twice"));
        Assert.Empty(await Fleet.ListAsync().ToListAsync());
        Assert.Throws<FormatException>(() => FleetSource.File("data", "../etc/passwd"));
        Assert.Throws<FormatException>(() => FleetSource.Url(new Uri("https://127.0.0.1/a?X-Amz-Signature=secret")));
    }

    /// <summary>UTF-8 cannot carry a lone surrogate: neither the database nor the store would have what was asked for.</summary>
    [Fact]
    public async Task A_lone_surrogate_is_refused_and_nothing_is_submitted()
    {
        const string Lone = "a\ud800b";
        FleetItem good = new("a", FleetSource.File("data", "a.bin"));
        var settings = new FleetSettings { Metadata = new Dictionary<string, string> { ["a"] = Lone } };
        FleetUpload[] uploads =
        [
            Upload(Lone),
            Upload("a") with { BucketName = Lone },
            Upload("a") with { LimitGroup = Lone },
            Upload("a") with { Settings = settings },
        ];
        foreach (FleetUpload upload in uploads)
        {
            Assert.Contains(
                "lone surrogate",
                (await Assert.ThrowsAsync<UploadRefusedException>(() => Fleet.SubmitAsync(upload, good))).Message,
                StringComparison.Ordinal);
        }

        await Assert.ThrowsAsync<UploadRefusedException>(() => Fleet.SubmitAsync(Upload("a"), good with { Key = Lone }));
        await Assert.ThrowsAsync<UploadRefusedException>(
            () => Fleet.SubmitAsync(Upload("a"), new FleetFolder(FleetSource.File("data", "a"), Lone)));
        Assert.Throws<FormatException>(() => FleetSource.File("data", Lone));
        Assert.Throws<FormatException>(() => FleetSource.Parse($"file:data/{Lone}"));
        Assert.Throws<FormatException>(() => FleetSource.Object(Bucket, Lone));
        Assert.Throws<FormatException>(() => FleetSource.Object(Bucket, "a", Lone));
        Assert.Throws<FormatException>(() => FleetSource.Url(new Uri($"https://127.0.0.1/{Lone}")));
        Assert.Empty(await Fleet.ListAsync().ToListAsync());
        await Assert.ThrowsAsync<ArgumentException>(() => Fleet.GetAsync(Lone));
        await Assert.ThrowsAsync<ArgumentException>(() => Fleet.RetryAsync(Lone));
        await Assert.ThrowsAsync<ArgumentException>(() => Fleet.CancelAsync(Lone));
    }

    [Fact]
    public async Task A_folder_that_is_being_listed_is_not_paused()
    {
        await Fleet.SubmitAsync(Upload("folder"), new FleetFolder(FleetSource.File("data", "photos")));
        await Assert.ThrowsAsync<FleetException>(() => Fleet.PauseAsync("folder"));
        Assert.Equal(FleetState.Listing, (await Fleet.GetAsync("folder"))!.State);
    }

    /// <summary>An empty folder, or list, is stored at once.</summary>
    [Fact]
    public async Task Nothing_is_completed_at_once()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "empty"));
        Assert.Equal(
            FleetState.Completed, (await Fleet.SubmitAsync(Upload("list"), AsyncEnumerable.Empty<FleetItem>())).State);
        await Fleet.SubmitAsync(Upload("folder"), new FleetFolder(FleetSource.File("data", "empty")));
        await StartNodeAsync();
        Assert.Equal(FleetState.Completed, (await EndOfAsync("folder")).State);
    }
}
