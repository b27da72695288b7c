using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>What nodes ask of the store: how much at one time, and how much at all, as docs/fleet.md says.</summary>
public sealed class StoreRequestTests(Postgres postgres) : FleetScenario(postgres)
{
    private static readonly string[] Files = ["small", "some", "large"];

    /// <summary>Small files count, a request each, whichever node sends it.</summary>
    [Fact]
    public async Task A_limit_holds_for_small_files_over_all_nodes()
    {
        byte[] bytes = await WriteAsync("a", 100);
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.PutObject, Times = 2, Effect = hold });
        var latency = TimeSpan.FromMilliseconds(50);
        Server.Faults.Add(new Fault { Operation = S3Operation.PutObject, Effect = FaultEffect.Latency(latency) });
        string[] keys = [.. Enumerable.Range(10, 40).Select(number => $"{number}")];
        await Fleet.SubmitAsync(
            Upload("limited"), keys.Select(key => new FleetItem(key, FleetSource.File("data", "a"))).ToAsyncEnumerable());
        for (int node = 0; node < 3; node++)
        {
            await StartNodeAsync(options => (options.PartLimits[Bucket], options.BatchSize) = (2, 5));
        }

        await hold.WaitAsync(2); // As many as there may be are there.
        hold.Release();
        Assert.Equal(FleetState.Completed, (await EndOfAsync("limited")).State);
        Assert.Equal(keys, await KeysAsync());
        await AssertStoredAsync("10", bytes);
        IEnumerable<S3RequestRecord> all = Server.Requests.Where(request => request.Operation == S3Operation.PutObject);
        S3RequestRecord[] puts = [.. all.OrderBy(put => put.Time).Skip(2)]; // Those that were held took as long as it took to see them.
        Assert.InRange(puts.Max(put => puts.Count(other => other.Time <= put.Time && other.Time + (latency / 2) > put.Time)), 1, 2);
    }

    /// <summary>The large one has 5 parts in 3 ranges.</summary>
    [Fact]
    public async Task Objects_cost_the_requests_that_the_page_counts()
    {
        await WriteAsync("small", 100);
        await WriteAsync("some", 12 * MiB);
        await WriteAsync("large", 22 * MiB);
        await Client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = "source", ContentBody = "a" });
        FleetItem[] items =
        [
            .. Files.Select(name => new FleetItem(name, FleetSource.File("data", name))),
            new("copy", FleetSource.Object(Bucket, "source")),
        ];
        int before = Server.Requests.Count;
        await Fleet.SubmitAsync(Upload("all") with { PartSize = 5 * MiB }, items.ToAsyncEnumerable());
        await StartNodeAsync(options => (options.LargeObjectSize, options.RangeSize) = (20 * MiB, 10 * MiB));
        Assert.Equal(FleetState.Completed, (await EndOfAsync("all")).State);
        Assert.Equal(
            [
                "copy CompleteMultipartUpload 1", "copy CreateMultipartUpload 1", "copy UploadPartCopy 1",
                "large CompleteMultipartUpload 1", "large CreateMultipartUpload 1", "large ListParts 4", "large UploadPart 5",
                "small PutObject 1",
                "some CompleteMultipartUpload 1", "some CreateMultipartUpload 1", "some UploadPart 3",
                "source GetObjectTagging 1", "source HeadObject 2",
            ],
            Server.Requests.Skip(before).CountBy(request => $"{request.Key} {request.Operation}")
                .Select(count => $"{count.Key} {count.Value}").Order(StringComparer.Ordinal));
    }
}
