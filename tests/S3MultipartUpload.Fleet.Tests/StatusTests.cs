using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>How far an upload is: one alone, and all of them.</summary>
public sealed class StatusTests(Postgres postgres) : FleetScenario(postgres)
{
    /// <summary>One object of many parts is one of one only at its end.</summary>
    [Fact]
    public async Task The_progress_of_a_large_object_is_that_of_its_parts()
    {
        await WriteAsync("large.bin", 20 * MiB);
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, PartNumber = 3, Effect = hold });
        FleetStatus submitted = await Fleet.SubmitAsync(
            Upload("large") with { PartSize = 5 * MiB }, new FleetItem("l", FleetSource.File("data", "large.bin")));
        Assert.Equal((0, 0), (submitted.Parts, submitted.Progress));
        await StartNodeAsync(options => (options.LargeObjectSize, options.RangeSize) = (10 * MiB, 5 * MiB));
        await hold.WaitAsync(1);
        await UntilAsync(async () => (await Fleet.GetAsync("large"))!.PartsStored == 3);
        FleetStatus amid = (await Fleet.GetAsync("large"))!;
        Assert.Equal((4, 0, 3.0 / 5), (amid.Parts, amid.ObjectsStored, amid.Progress));
        hold.Release();
        FleetStatus end = await EndOfAsync("large");
        Assert.Equal((FleetState.Completed, 4, 4, 1), (end.State, end.Parts, end.PartsStored, end.Progress));
    }

    [Fact]
    public async Task Nothing_is_done_as_soon_as_it_is_submitted() =>
        Assert.Equal(1, (await Fleet.SubmitAsync(Upload("nothing"), AsyncEnumerable.Empty<FleetItem>())).Progress);

    /// <summary>Each with the first of its own, in their order, as one that is asked for alone.</summary>
    [Fact]
    public async Task A_list_tells_why_objects_have_failed()
    {
        await SubmitAsync("some", 30);
        await SubmitAsync("other", 1);
        await SubmitAsync("none", 1);
        await Fleet.SubmitAsync(Upload("folder"), new FleetFolder(FleetSource.File("data", "in")));
        await ExecuteAsync("""
            update s3_fleet_object set state = 3, attempts = 2, failure = upload_id || ' "' || number || E'"\n😀'
              where upload_id in ('some', 'other') and number > 5 or upload_id = 'other';
            update s3_fleet_upload u set state = 4,
              objects_failed = (select count(*) from s3_fleet_object where upload_id = u.id and state = 3) where id in ('some', 'other');
            update s3_fleet_upload set state = 4, failure = 'no folder' where id = 'folder'
            """);
        Dictionary<string, FleetStatus> all = await Fleet.ListAsync().ToDictionaryAsync(status => status.Id);
        Assert.Equal(["folder", "none", "other", "some"], all.Keys.Order());
        Assert.Equal(
            Enumerable.Range(6, 20).Select(number => new FleetFailure($"{number} \"k\"", $"some \"{number}\"\n😀", Attempts: 2)),
            all["some"].Failures);
        Assert.Equal("other \"1\"\n😀", Assert.Single(all["other"].Failures).Reason);
        Assert.Equal("no folder", Assert.Single(all["folder"].Failures).Reason);
        Assert.Empty(all["none"].Failures);
        foreach (string id in all.Keys)
        {
            Assert.Equal(all[id].Failures, (await Fleet.GetAsync(id))!.Failures);
        }
    }

    /// <summary>Versions before did not count them.</summary>
    [Fact]
    public async Task The_parts_of_what_an_older_version_has_divided_are_known()
    {
        await ExecuteAsync(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Older", "1.sql")));
        await ExecuteAsync("""
            insert into s3_fleet_range (upload_id, number, first_part, last_part) select 'paused', number, first, last
            from s3_fleet_object, (values (1, 10), (11, 15)) as range (first, last) where upload_id = 'paused'
            """);
        FleetStatus paused = (await Fleet.GetAsync("paused"))!;
        Assert.Equal((2, 30), (paused.Objects, paused.Parts));
        Assert.Equal(0, (await Fleet.GetAsync("failed"))!.Parts);
    }

    private Task<FleetStatus> SubmitAsync(string id, int count) => Fleet.SubmitAsync(
        Upload(id),
        Enumerable.Range(1, count).Select(number => new FleetItem($"{number} \"k\"", FleetSource.File("data", "a.bin")))
            .ToAsyncEnumerable());
}
