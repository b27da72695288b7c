using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>Headers that ask for something are answered with that, or with a refusal, and then nothing is done.</summary>
public sealed class OverlookedHeaderTests : RawScenario
{
    private const string Policy = """{"Version":"2012-10-17","Statement":[]}""";

    [Theory]
    [InlineData("", "Contents")]
    [InlineData("?list-type=2", "Contents")]
    [InlineData("?versions", "Version")]
    public async Task Listings_tell_of_restored_copies_where_they_are_asked(string query, string element)
    {
        await Client.PutObjectAsync(new PutObjectRequest
        {
            BucketName = Bucket,
            Key = "archived",
            ContentBody = "text",
            StorageClass = S3StorageClass.Glacier,
        });
        await PutAsync("plain", "text");
        await Client.RestoreObjectAsync(new RestoreObjectRequest { BucketName = Bucket, Key = "archived", Days = 1 });

        (string, string) wanted = ("x-amz-optional-object-attributes", "RestoreStatus");
        string told = (await SendAsync(Get, $"/{Bucket}{query}", null, wanted)).Body;
        string untold = (await SendAsync(Get, $"/{Bucket}{query}")).Body;

        Assert.Equal(2, told.Split($"<{element}>").Length - 1);
        Assert.Equal(1, told.Split("<RestoreStatus><IsRestoreInProgress>false</IsRestoreInProgress><RestoreExpiryDate>").Length - 1);
        Assert.DoesNotContain("RestoreStatus", untold, StringComparison.Ordinal);
        AssertRefused(
            await SendAsync(Get, $"/{Bucket}{query}", null, (wanted.Item1, "Colour")), 400, "InvalidArgument");
    }

    [Fact]
    public async Task Nobody_is_let_out_of_his_own_bucket()
    {
        AssertRefused(
            await SendAsync(Put, $"/{Bucket}?policy", Policy, ("x-amz-confirm-remove-self-bucket-access", "true")), 501, "NotImplemented");
        AssertRefused(await SendAsync(Get, $"/{Bucket}?policy"), 404, "NoSuchBucketPolicy");
    }

    [Fact]
    public async Task Destinations_are_not_asked_and_nobody_is_told_that_they_were()
    {
        const string Document = "<NotificationConfiguration><QueueConfiguration><Queue>arn:aws:sqs:us-east-1:1:q</Queue>" +
            "<Event>s3:ObjectCreated:*</Event></QueueConfiguration></NotificationConfiguration>";
        AssertRefused(
            await SendAsync(Put, $"/{Bucket}?notification", Document, ("x-amz-skip-destination-validation", "false")),
            501,
            "NotImplemented");
        Assert.DoesNotContain("sqs", (await SendAsync(Get, $"/{Bucket}?notification")).Body, StringComparison.Ordinal);
        Assert.Equal(
            200, (await SendAsync(Put, $"/{Bucket}?notification", Document, ("x-amz-skip-destination-validation", "true"))).Status);
    }

    [Fact]
    public async Task A_bucket_that_is_there_already_is_as_it_is_asked_for_or_the_request_is_refused()
    {
        (string, string) ownership = ("x-amz-object-ownership", "ObjectWriter");
        const string Tagged =
            "<CreateBucketConfiguration><Tags><Tag><Key>a</Key><Value>b</Value></Tag></Tags></CreateBucketConfiguration>";

        AssertRefused(await SendAsync(Put, $"/{Bucket}", "", ownership), 409, "BucketAlreadyOwnedByYou");
        AssertRefused(await SendAsync(Put, $"/{Bucket}", Tagged), 409, "BucketAlreadyOwnedByYou");
        Assert.Equal(200, (await SendAsync(Put, "/others", Tagged, ownership)).Status);
        Assert.Equal(200, (await SendAsync(Put, "/others", Tagged, ownership)).Status);
    }

    [Fact]
    public async Task A_checksum_that_is_announced_is_there()
    {
        AssertRefused(
            await SendAsync(Put, $"/{Bucket}/a", "text", ("x-amz-sdk-checksum-algorithm", "CRC32")), 400, "InvalidRequest");
        AssertRefused(await SendAsync(Get, $"/{Bucket}/a"), 404, "NoSuchKey");
    }

    [Fact]
    public async Task A_list_comes_by_its_name_or_as_a_document_and_not_as_both()
    {
        AssertRefused(
            await SendAsync(Put, $"/{Bucket}?acl", "<AccessControlPolicy/>", ("x-amz-acl", "public-read")), 400, "UnexpectedContent");
        Assert.DoesNotContain("AllUsers", (await SendAsync(Get, $"/{Bucket}?acl")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x-amz-checksum-crc32", "AAAAAA==")]
    [InlineData("x-amz-server-side-encryption-customer-algorithm", "AES256")]
    public async Task An_upload_is_completed_with_the_checksum_and_the_key_that_it_has(string header, string value)
    {
        string uploadId = (await Client.InitiateMultipartUploadAsync(Bucket, "a")).UploadId;
        UploadPartResponse part = await Client.UploadPartAsync(new UploadPartRequest
        {
            BucketName = Bucket,
            Key = "a",
            UploadId = uploadId,
            PartNumber = 1,
            InputStream = new MemoryStream([1, 2, 3]),
        });
        string document = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber>" +
            $"<ETag>{part.ETag}</ETag></Part></CompleteMultipartUpload>";

        AssertRefused(await SendAsync(Post, $"/{Bucket}/a?uploadId={uploadId}", document, (header, value)), 400, "InvalidRequest");
        AssertRefused(await SendAsync(Get, $"/{Bucket}/a"), 404, "NoSuchKey");
        Assert.Equal(200, (await SendAsync(Post, $"/{Bucket}/a?uploadId={uploadId}", document)).Status);
    }

    [Fact]
    public async Task Parts_are_listed_with_the_key_that_the_upload_has()
    {
        string uploadId = (await Client.InitiateMultipartUploadAsync(Bucket, "a")).UploadId;

        AssertRefused(
            await SendAsync(
                Get, $"/{Bucket}/a?uploadId={uploadId}", null, ("x-amz-server-side-encryption-customer-algorithm", "AES256")),
            400,
            "InvalidRequest");
    }
}
