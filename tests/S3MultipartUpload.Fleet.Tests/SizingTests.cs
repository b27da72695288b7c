using Microsoft.Extensions.DependencyInjection;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>The nodes cut an object as their uploader would by itself.</summary>
public sealed class SizingTests(Postgres postgres) : FleetScenario(postgres)
{
    [Theory]
    [InlineData("a sizer of its own")]
    [InlineData("few parts")]
    [InlineData("small parts")]
    [InlineData("a low ceiling")]
    public async Task A_large_object_has_the_parts_that_the_uploader_would_make(string which)
    {
        byte[] bytes = await WriteAsync("large.bin", 22 * MiB);
        var options = new S3MultipartUploadOptions();
        Set(options, which);
        string path = Path.Combine(Folder, "large.bin");
        UploadManifest alone = await new MultipartUploader(Client, options).UploadAsync(
            new UploadRequest(new UploadTarget { BucketName = Bucket, Key = "alone" }, PartSource.FromFile(path)),
            TestContext.Current.CancellationToken);
        Assert.True(alone.Parts.Count > 2);

        await Fleet.SubmitAsync(Upload("large"), new FleetItem("l", FleetSource.File("data", "large.bin")));
        await StartNodeAsync(services => services.AddS3MultipartUpload(own => Set(own, which)), fleet => fleet.LargeObjectSize = 20 * MiB);
        Assert.Equal(FleetState.Completed, (await EndOfAsync("large")).State);
        await AssertStoredAsync("l", bytes);
        Assert.Equal(alone.Parts.Select(part => part.Size), (await ManifestAsync("large")).Parts.Select(part => part.Size));
    }

    /// <summary>It may have a key of its own, among others.</summary>
    [Fact]
    public async Task The_options_are_those_of_the_uploader_that_the_node_has()
    {
        await WriteAsync("large.bin", 22 * MiB);
        await Fleet.SubmitAsync(Upload("large"), new FleetItem("l", FleetSource.File("data", "large.bin")));
        await StartNodeAsync(
            services => services.AddKeyedSingleton("own", Client)
                .AddKeyedS3MultipartUpload("own", options => options.PartSizer = PartSizer.Fixed(6 * MiB)),
            fleet => (fleet.UploaderKey, fleet.LargeObjectSize) = ("own", 20 * MiB));
        FleetStatus end = await EndOfAsync("large");
        Assert.Equal((FleetState.Completed, 4), (end.State, end.PartsStored));
    }

    /// <summary>What has parts leaves some at the store where its node dies: whoever goes on has to know of them.</summary>
    [Theory]
    [InlineData("small parts", 6 * MiB, 1)]
    [InlineData("several parts always", 1 * MiB, 1)]
    [InlineData("one part always", 22 * MiB, 0)]
    public async Task What_has_parts_has_a_checkpoint(string which, int length, int checkpoints)
    {
        await WriteAsync("file.bin", length);
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Effect = hold });
        Server.Faults.Add(new Fault { Operation = S3Operation.PutObject, Effect = hold });
        await Fleet.SubmitAsync(Upload("file"), new FleetItem("f", FleetSource.File("data", "file.bin")));
        await StartNodeAsync(services => services.AddS3MultipartUpload(own => Set(own, which)));
        await hold.WaitAsync(1);
        Assert.Equal(checkpoints, await CountAsync("select count(*) from s3_fleet_checkpoint where content is not null"));
        hold.Release();
        Assert.Equal(FleetState.Completed, (await EndOfAsync("file")).State);
    }

    /// <summary>Where parts are counted, what has several is divided, and what has one is not.</summary>
    [Theory]
    [InlineData("small parts", 3)]
    [InlineData("one part always", 0)]
    public async Task What_has_parts_is_divided_where_they_are_counted(string which, int parts)
    {
        byte[] bytes = await WriteAsync("file.bin", 15 * MiB);
        await Fleet.SubmitAsync(Upload("file"), new FleetItem("f", FleetSource.File("data", "file.bin")));
        await StartNodeAsync(
            services => services.AddS3MultipartUpload(own => Set(own, which)), fleet => fleet.PartLimits[Bucket] = 2);
        FleetStatus end = await EndOfAsync("file");
        Assert.Equal((FleetState.Completed, parts), (end.State, end.PartsStored));
        await AssertStoredAsync("f", bytes);
    }

    private static void Set(S3MultipartUploadOptions options, string which)
    {
        options.PartSizer = which switch
        {
            "a sizer of its own" => PartSizer.Fixed(7 * MiB),
            "small parts" or "few parts" => PartSizer.Adaptive(5 * MiB),
            _ => options.PartSizer,
        };
        options.MaxPartSize = which == "a low ceiling" ? 6 * MiB : options.MaxPartSize;
        options.SinglePutThreshold = which switch { "several parts always" => 0, "one part always" => 30 * MiB, _ => null };
        options.Profile = which == "few parts"
            ? ProviderProfile.S3Compatible with { Limits = new ServiceLimits { MaxParts = 3 } }
            : null;
    }

    private async Task<UploadManifest> ManifestAsync(string id) => (await Fleet.GetObjectsAsync(id).SingleAsync()).Manifest;
}
