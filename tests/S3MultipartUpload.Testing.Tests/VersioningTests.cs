using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

public sealed class VersioningTests : EndpointScenario
{
    [Fact]
    public async Task Every_version_stays_readable_and_a_delete_only_hides_them()
    {
        await EnableAsync();
        PutObjectResponse first = await PutAsync("a", "one");
        PutObjectResponse second = await PutAsync("a", "two");
        DeleteObjectResponse deleted = await Client.DeleteObjectAsync(Bucket, "a");

        await FailsAsync(() => Client.GetObjectAsync(Bucket, "a"), 404, "NoSuchKey");
        Assert.Equal("true", deleted.DeleteMarker);
        Assert.Equal("one", await TextAsync(first.VersionId));
        Assert.Equal("two", await TextAsync(second.VersionId));
        List<S3ObjectVersion> versions = (await Client.ListVersionsAsync(Bucket)).Versions;
        Assert.Equal([deleted.VersionId, second.VersionId, first.VersionId], versions.Select(version => version.VersionId));
        Assert.Equal([true, false, false], versions.Select(version => version.IsLatest == true));

        await Client.DeleteObjectAsync(Bucket, "a", deleted.VersionId);

        Assert.Equal("two", await TextAsync(null));
    }

    [Fact]
    public async Task Completed_upload_is_a_version_of_its_own()
    {
        await EnableAsync();
        PutObjectResponse old = await PutAsync("a", "old");
        string upload = await CreateUploadAsync("a");

        CompleteMultipartUploadResponse completed =
            await CompleteAsync("a", upload, await UploadPartAsync("a", upload, 1, "new"u8.ToArray()));

        Assert.NotEqual(old.VersionId, completed.VersionId);
        Assert.Equal("new", await TextAsync(completed.VersionId));
        Assert.Equal("old", await TextAsync(old.VersionId));
    }

    [Fact]
    public async Task Bucket_that_was_never_versioned_names_no_versions()
    {
        PutObjectResponse put = await PutAsync("a", "x");

        Assert.Null(put.VersionId);
        await FailsAsync(() => TextAsync("nonsense"), 404, "NoSuchVersion");
    }

    [Fact]
    public async Task Versions_are_listed_in_pages()
    {
        await EnableAsync();
        var expected = new List<string>();
        foreach (string key in (string[])["a", "b", "b", "b", "c"])
        {
            expected.Add((await PutAsync(key, "x")).VersionId);
        }

        expected.Reverse(1, 3);
        var found = new List<string>();
        var request = new ListVersionsRequest { BucketName = Bucket, MaxKeys = 2 };
        ListVersionsResponse page;
        do
        {
            page = await Client.ListVersionsAsync(request);
            found.AddRange(page.Versions.Select(version => version.VersionId));
            (request.KeyMarker, request.VersionIdMarker) = (page.NextKeyMarker, page.NextVersionIdMarker);
        }
        while (page.IsTruncated == true);

        Assert.Equal(expected, found);
    }

    private Task<PutBucketVersioningResponse> EnableAsync() => Client.PutBucketVersioningAsync(new PutBucketVersioningRequest
    {
        BucketName = Bucket,
        VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled },
    });

    private async Task<string> TextAsync(string? versionId)
    {
        using GetObjectResponse response = await Client.GetObjectAsync(Bucket, "a", versionId);
        return await new StreamReader(response.ResponseStream).ReadToEndAsync();
    }
}
