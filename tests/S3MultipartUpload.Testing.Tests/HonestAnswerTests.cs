using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>What was not done, or will not be, is not answered with success.</summary>
public sealed class HonestAnswerTests : RawScenario
{
    [Theory]
    [InlineData("x-amz-checksum-sha512", "Ym9ndXM=", 501, "NotImplemented")]
    [InlineData("x-amz-checksum-md5", "Ym9ndXM=", 501, "NotImplemented")]
    [InlineData("x-amz-server-side-encryption", "rot13", 400, "InvalidEncryptionAlgorithmError")]
    [InlineData("x-amz-server-side-encryption-aws-kms-key-id", "key-1", 400, "InvalidArgument")]
    public async Task Checksum_or_encryption_that_is_not_known_is_refused(string header, string value, int status, string code)
    {
        AssertRefused(await SendAsync(Put, $"/{Bucket}/a", "text", (header, value)), status, code);
        AssertRefused(await SendAsync(Post, $"/{Bucket}/a?uploads", "", (header, value)), status, code);
        AssertRefused(await SendAsync(Get, $"/{Bucket}/a"), 404, "NoSuchKey");
    }

    [Theory]
    [InlineData("PUT", Bucket)]
    [InlineData("PUT", "elsewhere")]
    [InlineData("DELETE", "empty")]
    [InlineData("PUT", $"{Bucket}/a")]
    [InlineData("PUT", $"{Bucket}/b")]
    [InlineData("DELETE", $"{Bucket}/a")]
    public async Task Parameter_that_is_not_known_is_not_overlooked(string method, string target)
    {
        await Client.PutBucketAsync("empty");
        await PutAsync("a", "text");

        AssertRefused(await SendAsync(new HttpMethod(method), $"/{target}?nonsense", "other"), 501, "NotImplemented");

        Assert.Equal(["empty", Bucket], (await Client.ListBucketsAsync()).Buckets.Select(bucket => bucket.BucketName));
        Assert.Equal(["a"], (await Client.ListObjectsV2Async(new() { BucketName = Bucket })).S3Objects.Select(found => found.Key));
        Assert.Equal("text"u8.ToArray(), await ReadAsync("a"));
    }

    [Fact]
    public async Task Versions_are_named_or_not_but_not_by_nothing()
    {
        await PutAsync("a", "text");

        AssertRefused(await SendAsync(HttpMethod.Delete, $"/{Bucket}/a?versionId="), 400, "InvalidArgument");
        AssertRefused(await SendAsync(Get, $"/{Bucket}/a?versionId="), 400, "InvalidArgument");
        AssertRefused(
            await SendAsync(Post, $"/{Bucket}?delete", "<Delete><Object><Key>a</Key><VersionId></VersionId></Object></Delete>"),
            400,
            "InvalidArgument");
        Assert.Equal(200, (await SendAsync(Get, $"/{Bucket}/a")).Status);
    }

    [Fact]
    public async Task Deletion_by_mfa_is_not_promised()
    {
        AssertRefused(
            await SendAsync(
                Put,
                $"/{Bucket}?versioning",
                "<VersioningConfiguration><Status>Enabled</Status><MfaDelete>Enabled</MfaDelete></VersioningConfiguration>"),
            501,
            "NotImplemented");
        Assert.Equal(VersionStatus.Off, (await Client.GetBucketVersioningAsync(Bucket)).VersioningConfig.Status);
    }

    [Theory]
    [InlineData("<Filter><ObjectSizeGreaterThan>large</ObjectSizeGreaterThan></Filter>", "")]
    [InlineData("<Filter><And><Prefix>a</Prefix><ObjectSizeLessThan>-1</ObjectSizeLessThan></And></Filter>", "")]
    [InlineData("<Filter><Colour>red</Colour></Filter>", "")]
    [InlineData("<Filter />", "<Expiration><Days>9</Days></Expiration>")]
    public async Task Rule_that_would_delete_more_than_it_says_is_malformed(string filter, string more)
    {
        string rule = $"<Rule>{filter}<Status>Enabled</Status><Expiration><Days>1</Days></Expiration>{more}</Rule>";

        AssertRefused(
            await SendAsync(Put, $"/{Bucket}?lifecycle", $"<LifecycleConfiguration>{rule}</LifecycleConfiguration>"), 400, "MalformedXML");
    }

    [Theory]
    [InlineData("all")]
    [InlineData("0")]
    [InlineData("4294967296")]
    public async Task Number_of_versions_to_keep_is_a_number(string number)
    {
        string rule = "<Rule><Filter /><Status>Enabled</Status><NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays>" +
            $"<NewerNoncurrentVersions>{number}</NewerNoncurrentVersions></NoncurrentVersionExpiration></Rule>";

        AssertRefused(
            await SendAsync(Put, $"/{Bucket}?lifecycle", $"<LifecycleConfiguration>{rule}</LifecycleConfiguration>"),
            400,
            "InvalidArgument");
    }

    [Fact]
    public async Task Where_a_bucket_shall_be_is_not_overlooked()
    {
        using RawConnection connection = await RawConnection.OpenAsync(Server.Endpoint);
        const string Document = "<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>";
        await connection.SendAsync("PUT /elsewhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n" +
            $"{Document.Length:x}\r\n{Document}\r\n0\r\n\r\n");

        Assert.Contains("<Code>NotImplemented</Code>", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        AssertRefused(await SendAsync(Get, "/elsewhere"), 404, "NoSuchBucket");
    }

    [Fact]
    public async Task Bucket_that_is_made_again_has_the_list_that_was_asked_for_the_last_time_and_gets_no_locks()
    {
        await SendAsync(Put, "/open-photos", "", ("x-amz-acl", "public-read"));
        Assert.Equal(200, (await SendAsync(Put, "/open-photos", "")).Status);

        Assert.DoesNotContain("AllUsers", (await SendAsync(Get, "/open-photos?acl")).Body, StringComparison.Ordinal);
        AssertRefused(
            await SendAsync(Put, "/open-photos", "", ("x-amz-bucket-object-lock-enabled", "true")), 409, "BucketAlreadyOwnedByYou");
    }

    [Fact]
    public async Task Keys_are_encoded_for_urls_or_not_at_all() =>
        AssertRefused(await SendAsync(Get, $"/{Bucket}?encoding-type=rot13"), 400, "InvalidArgument");

    [Fact]
    public async Task Pages_of_versions_go_on_where_the_last_version_of_a_page_is_gone()
    {
        await Client.PutBucketVersioningAsync(new()
        {
            BucketName = Bucket,
            VersioningConfig = new() { Status = VersionStatus.Enabled },
        });
        foreach (string key in (string[])["a", "b", "c", "d"])
        {
            await PutAsync(key, "text");
        }

        ListVersionsResponse page = await Client.ListVersionsAsync(new ListVersionsRequest { BucketName = Bucket, MaxKeys = 2 });
        await Client.DeleteObjectAsync(Bucket, "b", page.NextVersionIdMarker);
        ListVersionsResponse next = await Client.ListVersionsAsync(new ListVersionsRequest
        {
            BucketName = Bucket,
            KeyMarker = page.NextKeyMarker,
            VersionIdMarker = page.NextVersionIdMarker,
        });

        Assert.Equal(["c", "d"], next.Versions.Select(version => version.Key));
    }

    [Fact]
    public async Task Objects_tell_the_encryption_that_the_bucket_says_it_has()
    {
        PutObjectResponse put = await PutAsync("a", "text");
        GetObjectMetadataResponse head = await Client.GetObjectMetadataAsync(Bucket, "a");

        Assert.Equal(
            (ServerSideEncryptionMethod.AES256, ServerSideEncryptionMethod.AES256),
            (put.ServerSideEncryptionMethod, head.ServerSideEncryptionMethod));
    }
}
