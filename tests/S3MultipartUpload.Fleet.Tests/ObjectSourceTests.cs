using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>An object of the store as a source: the one that was meant, and of one version.</summary>
public sealed class ObjectSourceTests(Postgres postgres) : FleetScenario(postgres)
{
    [Theory]
    [InlineData(100)]
    [InlineData(12 * MiB)]
    public async Task An_object_that_is_not_the_one_that_was_submitted_is_not_copied(int length)
    {
        string eTag = await PutAsync("there", length);
        FleetItem item = new("copy", FleetSource.Parse(FleetSource.Object(Bucket, "there", eTag: eTag).Text));
        await Fleet.SubmitAsync(Upload("same") with { PartSize = 5 * MiB }, item);
        await StartNodeAsync();
        Assert.Equal(FleetState.Completed, (await EndOfAsync("same")).State);
        Assert.Equal(length, (await Client.GetObjectMetadataAsync(Bucket, "copy")).ContentLength);

        await PutAsync("there", length + 1);
        await Fleet.SubmitAsync(Upload("other") with { PartSize = 5 * MiB }, item with { Key = "other" });
        FleetStatus end = await EndOfAsync("other");
        FleetFailure failure = Assert.Single(end.Failures);
        Assert.Equal((FleetState.Failed, 1), (end.State, failure.Attempts)); // Another attempt would end in the same way.
        Assert.Contains("ETag", failure.Reason, StringComparison.Ordinal);
        Assert.Equal(["copy", "there"], await KeysAsync());
    }

    /// <summary>The checkpoint knows what it was when the copy began.</summary>
    [Fact]
    public async Task An_object_that_is_replaced_between_two_attempts_is_not_copied()
    {
        await PutAsync("there", 12 * MiB);
        Server.Faults.Add(new Fault
        {
            Operation = S3Operation.UploadPartCopy,
            PartNumber = 2,
            Times = 1,
            Effect = FaultEffect.Status(400, "InvalidRequest"),
        });
        await Fleet.SubmitAsync(
            Upload("changed") with { PartSize = 5 * MiB }, new FleetItem("copy", FleetSource.Object(Bucket, "there")));
        await StartNodeAsync(options => options.RetryDelay = TimeSpan.FromMinutes(5));
        await UntilAsync(async () => await CountAsync("select max(attempts)::bigint from s3_fleet_object") == 1);
        await PutAsync("there", (12 * MiB) + 1);
        await Fleet.PauseAsync("changed");
        await Fleet.ResumeAsync("changed"); // Now, and not in five minutes.
        FleetStatus end = await EndOfAsync("changed");
        Assert.Equal(FleetState.Failed, end.State);
        Assert.Contains("changed", Assert.Single(end.Failures).Reason, StringComparison.Ordinal);
        Assert.Equal(["there"], await KeysAsync());
        await Fleet.RetryAsync("changed"); // As it is now.
        Assert.Equal(FleetState.Completed, (await EndOfAsync("changed")).State);
        Assert.Equal((12 * MiB) + 1, (await Client.GetObjectMetadataAsync(Bucket, "copy")).ContentLength);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("1/=?&", null)]
    [InlineData(null, "\"a&b?etag=c\"")]
    [InlineData("v", "\"e-2\"")]
    public void A_source_is_read_as_it_was_written(string? version, string? eTag)
    {
        const string Key = "a/?versionId=b&etag=c\n";
        var source = FleetSource.Object(Bucket, Key, version, eTag);
        Assert.Equal(source, FleetSource.Parse(source.Text));
        Assert.True(source.IsObject(out CopySource? copied));
        Assert.Equal((Bucket, Key, version, eTag), (copied.BucketName, copied.Key, copied.VersionId, copied.IfMatch));
    }

    [Theory]
    [InlineData("s3://b/k", "k", null, null)]
    [InlineData("s3://b/k?versionId=v", "k", "v", null)]
    [InlineData("s3://b/k?etag=%22e%22", "k", null, "\"e\"")]
    [InlineData("s3://b/k?versionId=v&etag=%22e%22", "k", "v", "\"e\"")]
    [InlineData("s3://b/k?x", "k?x", null, null)] // As people write it.
    public void A_source_is_read_as_people_write_it(string text, string key, string? version, string? eTag)
    {
        Assert.True(FleetSource.Parse(text).IsObject(out CopySource? copied));
        Assert.Equal((key, version, eTag), (copied.Key, copied.VersionId, copied.IfMatch));
    }

    private async Task<string> PutAsync(string key, int length)
    {
        byte[] bytes = new byte[length];
        PutObjectResponse stored = await Client.PutObjectAsync(
            new PutObjectRequest { BucketName = Bucket, Key = key, InputStream = new MemoryStream(bytes) });
        return stored.ETag;
    }
}
