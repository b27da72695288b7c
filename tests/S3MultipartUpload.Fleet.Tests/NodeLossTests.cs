using System.Diagnostics;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>
/// Nodes that are killed, with the settings as shipped: whatever one leaves behind, others do, and the object is whole. Sizes are small
/// unless FLEET=whole.
/// </summary>
public sealed class NodeLossTests(Postgres postgres, ITestOutputHelper output) : FleetScenario(postgres)
{
    private static readonly string[] Ranges = ["--large-object-size", $"{16 * MiB}", "--range-size", $"{20 * MiB}", "--concurrency", "2"];

    private static bool IsWhole => Environment.GetEnvironmentVariable("FLEET") == "whole";

    private static int Length => IsWhole ? 2047 * MiB : 240 * MiB;

    [Theory]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    [InlineData(3, 3)]
    public async Task Nodes_are_killed_and_the_rest_goes_on(int nodes, int killed)
    {
        byte[] bytes = await SubmitLargeAsync();
        NodeProcess[] all = [.. Enumerable.Range(0, nodes).Select(_ => StartProcess(Ranges))];
        await PartsSentAsync(6);
        await Task.WhenAll(all[..killed].Select(node => node.KillAsync()));
        var since = Stopwatch.StartNew();
        int sent = PartsSent;
        if (killed == nodes)
        {
            all = [StartProcess(Ranges)];
        }

        FleetStatus end = await EndOfAsync("large");
        output.WriteLine($"{killed} of {nodes} killed after {sent} parts; done {since.Elapsed.TotalSeconds:N1} s later.");
        await AssertLargeAsync(end, bytes);
        Assert.InRange(PartsSent - Parts, 0, killed * 4 * 2); // Each of a node's 4 jobs had 2 parts on their way.
    }

    /// <summary>It is dead to the others, which do its work; when it goes on, it finds that nothing is left to do.</summary>
    [Fact]
    public async Task A_node_hangs_and_the_others_do_its_work()
    {
        byte[] bytes = await SubmitLargeAsync();
        NodeProcess hanging = StartProcess(Ranges);
        await PartsSentAsync(4);
        await hanging.HangAsync();
        NodeProcess other = StartProcess(Ranges);
        await AssertLargeAsync(await EndOfAsync("large"), bytes);
        await hanging.ContinueAsync();
        await UntilAsync(async () => await CountAsync(
            "select count(*) from qrtz_scheduler_state where last_checkin_time > " +
            "(select max(last_checkin_time) from qrtz_scheduler_state) - 100000000") == 2);
        await UntilAsync(async () => await CountAsync("select count(*) from qrtz_job_details") == 0);
        Assert.Equal(0, await hanging.TerminateAsync());
        await AssertLargeAsync((await Fleet.GetAsync("large"))!, bytes);
        Assert.Single(await Fleet.GetObjectsAsync("large").ToListAsync());
        Assert.Equal(0, await other.TerminateAsync());
    }

    [Fact]
    public async Task A_node_dies_when_the_object_is_complete_and_nobody_has_said_so()
    {
        byte[] bytes = await SubmitLargeAsync();
        HoldEffect hold = FaultEffect.Hold(done: true);
        Server.Faults.Add(new Fault { Operation = S3Operation.CompleteMultipartUpload, Times = 1, Effect = hold });
        NodeProcess first = StartProcess(Ranges);
        await hold.WaitAsync(1);
        await first.KillAsync();
        hold.Release();
        StartProcess(Ranges);
        await AssertLargeAsync(await EndOfAsync("large"), bytes);
        Assert.Equal(Parts, PartsSent);
        UploadManifest manifest = (await Fleet.GetObjectsAsync("large").SingleAsync()).Manifest;
        Assert.Equal((Parts, (long)bytes.Length), (manifest.Parts.Count, manifest.Parts.Sum(part => part.Size)));
    }

    [Fact]
    public async Task A_node_dies_when_the_upload_is_open_and_nobody_has_said_so()
    {
        byte[] bytes = await SubmitLargeAsync();
        HoldEffect hold = FaultEffect.Hold(done: true);
        Server.Faults.Add(new Fault { Operation = S3Operation.CreateMultipartUpload, Times = 1, Effect = hold });
        NodeProcess first = StartProcess(Ranges);
        await hold.WaitAsync(1);
        await first.KillAsync();
        hold.Release();
        StartProcess(Ranges);
        FleetStatus end = await EndOfAsync("large");
        Assert.Equal(FleetState.Completed, end.State);
        await AssertStoredAsync("l", bytes);

        // The one orphan, which has no parts, is listed, and can be thrown away.
        var incomplete = new IncompleteUploads(Client);
        var query = new IncompleteUploadQuery { BucketName = Bucket, IncludeSize = true };
        Assert.Equal(
            [("l", 0)], await incomplete.ListAsync(query).Select(upload => (upload.Key, upload.PartCount)).ToListAsync());
        await incomplete.AbortAsync(query with { OlderThan = TimeSpan.Zero }).ToListAsync();
        Assert.Equal(0, await OpenUploadsAsync());
        await AssertStoredAsync("l", bytes);
    }

    /// <summary>All that there is are processes: the store, the database, a node that dies, and the one that goes on.</summary>
    [Fact]
    public async Task A_node_dies_and_the_store_is_another_process()
    {
        byte[] bytes = await SubmitLargeAsync();
        await using StoreProcess store = await StoreProcess.StartAsync(Bucket);
        string[] slow = ["--large-object-size", $"{16 * MiB}", "--range-size", $"{5 * MiB}", "--concurrency", "1", "--jobs", "1"];
        NodeProcess first = StartProcess(store.Endpoint, store.Credential, slow);
        await UntilAsync(async () => (await Fleet.GetAsync("large"))!.PartsStored >= 3);
        await first.KillAsync();
        Assert.Equal(FleetState.Running, (await Fleet.GetAsync("large"))!.State);
        StartProcess(store.Endpoint, store.Credential, Ranges);
        FleetStatus end = await EndOfAsync("large");
        Assert.Equal((FleetState.Completed, bytes.Length, Parts), (end.State, end.BytesStored, end.PartsStored));
        await AssertStoredAsync("l", bytes, store.Client);
        Assert.Empty((await store.Client.ListMultipartUploadsAsync(Bucket)).MultipartUploads ?? []);
        Assert.Empty(Server.Requests);
    }

    /// <summary>Another finds its checkpoint in the database, as soon as the lease of the dead one has ended.</summary>
    [Fact]
    public async Task A_node_dies_amid_a_file_that_is_not_divided()
    {
        byte[] bytes = await WriteAsync("medium.bin", 12 * MiB);
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, PartNumber = 3, Times = 1, Effect = hold });
        await Fleet.SubmitAsync(
            Upload("medium") with { PartSize = 5 * MiB }, new FleetItem("m", FleetSource.File("data", "medium.bin")));
        NodeProcess first = StartProcess([.. Ranges[..^1], "1"]);
        await hold.WaitAsync(1);
        await first.KillAsync();
        hold.Release();
        Assert.Equal(1, await CountAsync("select count(*) from s3_fleet_checkpoint where content is not null"));
        StartProcess(Ranges);
        Assert.Equal(FleetState.Completed, (await EndOfAsync("medium")).State);
        await AssertStoredAsync("m", bytes);
        Assert.Equal(
            [1, 2, 3],
            Server.Requests.Where(request => request is { Operation: S3Operation.UploadPart, Status: 200 })
                .Select(request => request.PartNumber ?? 0).Order());
        Assert.Single(Server.Requests, request => request.Operation == S3Operation.CreateMultipartUpload);
        UploadManifest manifest = (await Fleet.GetObjectsAsync("medium").SingleAsync()).Manifest;
        Assert.Equal((3, true), (manifest.Parts.Count, manifest.PartsResumed >= 2));
        Assert.Equal((0, 0), (await OpenUploadsAsync(), await CountAsync("select count(*) from s3_fleet_checkpoint")));
    }

    [Fact]
    public async Task A_node_that_is_stopped_hands_its_work_on_at_once()
    {
        byte[] bytes = await SubmitLargeAsync();
        NodeProcess first = StartProcess(Ranges);
        await PartsSentAsync(6);
        NodeProcess second = StartProcess(Ranges);
        Assert.Equal(0, await first.TerminateAsync());
        await AssertLargeAsync(await EndOfAsync("large"), bytes);
        Assert.Equal(Parts, PartsSent);
        Assert.Equal(0, await second.TerminateAsync());
        Assert.DoesNotContain("fail:", first.Log + second.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_are_restarted_one_after_the_other()
    {
        byte[] bytes = await SubmitLargeAsync();
        NodeProcess[] nodes = [.. Enumerable.Range(0, 3).Select(_ => StartProcess(Ranges))];
        string log = "";
        for (int node = 0; node < nodes.Length; node++)
        {
            await PartsSentAsync((node + 1) * 6);
            Assert.Equal(0, await nodes[node].TerminateAsync());
            log += nodes[node].Log;
            nodes[node] = StartProcess(Ranges);
        }

        await AssertLargeAsync(await EndOfAsync("large"), bytes);
        Assert.Equal(Parts, PartsSent);
        Assert.Single(Server.Requests, request => request.Operation == S3Operation.CreateMultipartUpload);
        Assert.DoesNotContain("fail:", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_dies_among_many_files()
    {
        int files = IsWhole ? 20_000 : 2_000;
        int large = IsWhole ? 1024 * MiB : 20 * MiB;
        for (int file = 0; file < files; file++)
        {
            await WriteAsync($"many/{file:D5}", 4_096);
        }

        for (int file = 0; file < 3; file++)
        {
            await WriteAsync($"many/large{file}", large + file);
        }

        Server.Faults.Add(new Fault { Operation = S3Operation.PutObject, Effect = FaultEffect.Latency(TimeSpan.FromMilliseconds(20)) });
        await Fleet.SubmitAsync(Upload("many"), new FleetFolder(FleetSource.File("data", "many")));
        NodeProcess[] nodes = [.. Enumerable.Range(0, 3).Select(_ => StartProcess([.. Ranges, "--batch-size", "100"]))];
        await UntilAsync(() => Task.FromResult(Server.Requests.Count(request => request.Operation == S3Operation.PutObject) > files / 10));
        HashSet<string> written = await Fleet.GetObjectsAsync("many").Select(stored => stored.Key).ToHashSetAsync();
        await nodes[0].KillAsync();
        FleetStatus end = await EndOfAsync("many");
        Assert.Equal((FleetState.Completed, files + 3, files + 3), (end.State, end.Objects, end.ObjectsStored));
        Assert.Equal((files * 4_096L) + (3L * large) + 3, end.BytesStored);
        Assert.Equal(files + 3, (await KeysAsync()).Count);
        foreach (string path in Directory.EnumerateFiles(Path.Combine(Folder, "many")))
        {
            await AssertStoredAsync(Path.GetFileName(path), await File.ReadAllBytesAsync(path));
        }

        // Nothing that was written down; and of the dead node's 4 jobs, each with a batch or a range, what was not, once more.
        ILookup<(string? Key, int? Part), S3RequestRecord> sent = Server.Requests
            .Where(request => request.Operation is S3Operation.PutObject or S3Operation.UploadPart)
            .ToLookup(request => (request.Key, request.PartNumber));
        Assert.All(sent, one => Assert.InRange(one.Count(), 1, written.Contains(one.Key.Key ?? "") ? 1 : 2));
        (int filesAgain, int partsAgain) = (Again(file => file.Part is null), Again(part => part.Part is not null));
        output.WriteLine($"{filesAgain} of {files} files and {partsAgain} parts of the large ones were sent twice.");
        Assert.Equal(files, sent.Count(file => file.Key.Part is null));
        Assert.InRange(filesAgain, 0, 4 * 100);
        Assert.InRange(partsAgain, 0, 4 * 2);
        Assert.Equal(0, await OpenUploadsAsync());
        Assert.Equal(0, await CountAsync("select count(*) from qrtz_job_details"));

        int Again(Func<(string? Key, int? Part), bool> which) => sent.Where(one => which(one.Key)).Sum(one => one.Count() - 1);
    }

    [Fact]
    public async Task A_limit_holds_over_all_nodes()
    {
        byte[] bytes = await SubmitLargeAsync("three", latency: 1);
        for (int node = 0; node < 3; node++)
        {
            // One node alone may have all three.
            StartProcess([.. Ranges[..^1], "3", "--limit", "three=3"]);
        }

        await AssertLargeAsync(await EndOfAsync("large"), bytes);
        Assert.Equal(3, Server.MaxPartsInFlight);
    }

    [Fact]
    public async Task A_store_that_is_away_is_waited_for()
    {
        byte[] bytes = await SubmitLargeAsync();
        StartProcess(Ranges);
        StartProcess(Ranges);
        await PartsSentAsync(4);
        var away = new Fault { Effect = FaultEffect.Status(503, "ServiceUnavailable") };
        Server.Faults.Add(away);
        // The nodes are processes, whose clock no test drives.
        await Task.Delay(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Server.Faults.Clear();
        await AssertLargeAsync(await EndOfAsync("large"), bytes);
    }

    private int PartsSent => Server.Requests.Count(request => request.Operation == S3Operation.UploadPart && request.Status == 200);

    private static int Parts => (int)((Length + (5L * MiB) - 1) / (5 * MiB));

    private async Task<byte[]> SubmitLargeAsync(string? group = null, double latency = 0.3)
    {
        byte[] bytes = await WriteAsync("large.bin", Length);
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Effect = FaultEffect.Latency(TimeSpan.FromSeconds(latency)) });
        await Fleet.SubmitAsync(
            Upload("large") with { PartSize = 5 * MiB, LimitGroup = group }, new FleetItem("l", FleetSource.File("data", "large.bin")));
        return bytes;
    }

    private Task PartsSentAsync(int parts) => UntilAsync(() => Task.FromResult(PartsSent >= parts));

    private async Task AssertLargeAsync(FleetStatus end, byte[] bytes)
    {
        Assert.Equal((FleetState.Completed, bytes.Length, Parts), (end.State, end.BytesStored, end.PartsStored));
        await AssertStoredAsync("l", bytes);
        Assert.Equal(0, await OpenUploadsAsync());
    }
}
