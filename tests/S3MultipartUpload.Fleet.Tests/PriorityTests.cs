using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>What is more urgent is done before the rest of what was begun, though it was submitted later.</summary>
public sealed class PriorityTests(Postgres postgres) : FleetScenario(postgres)
{
    private const int Pieces = 5;

    [Theory]
    [InlineData(S3Operation.PutObject)]
    [InlineData(S3Operation.UploadPart)]
    public async Task A_later_upload_of_higher_priority_comes_before_the_rest_of_a_lower_one(S3Operation operation)
    {
        byte[] file = await WriteAsync("file.bin", 5 * MiB);
        byte[] large = await WriteAsync("large.bin", Pieces * 5 * MiB);
        FleetItem[] low = operation == S3Operation.UploadPart
            ? [new("low", FleetSource.File("data", "large.bin"))]
            : [.. Enumerable.Range(0, Pieces).Select(number => new FleetItem($"low{number}", FleetSource.File("data", "file.bin")))];
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = operation, Times = 1, Effect = hold });
        await Fleet.SubmitAsync(Upload("low") with { PartSize = 5 * MiB, Priority = 4 }, low.ToAsyncEnumerable());
        await StartNodeAsync(options =>
        {
            (options.LargeObjectSize, options.RangeSize) = (10 * MiB, 5 * MiB);
            (options.MaxJobs, options.BatchSize) = (1, 1);
        });
        await hold.WaitAsync(1);
        await Fleet.SubmitAsync(
            Upload("high") with { Priority = 6 },
            Enumerable.Range(0, 3).Select(number => new FleetItem($"high{number}", FleetSource.File("data", "file.bin")))
                .ToAsyncEnumerable());
        hold.Release();
        Assert.Equal(FleetState.Completed, (await EndOfAsync("low")).State);
        Assert.Equal(FleetState.Completed, (await EndOfAsync("high")).State);

        string[] order =
        [
            .. Server.Requests.Where(request => request.Operation is S3Operation.PutObject or S3Operation.UploadPart)
                .OrderBy(request => request.Time).Select(request => request.Key![..3]),
        ];
        Assert.Equal(["low", "hig", "hig", "hig", "low", "low", "low", "low"], order);
        await AssertStoredAsync("high0", file);
        await AssertStoredAsync(low[0].Key, operation == S3Operation.UploadPart ? large : file);
    }
}
