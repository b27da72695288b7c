using Amazon.S3;
using S3MultipartUpload.IntegrationTests.Sdk;

namespace S3MultipartUpload.IntegrationTests.Incomplete;

/// <summary>A list in which one upload has a time that is none.</summary>
public sealed class MalformedListTests : IDisposable
{
    private static readonly IncompleteUploadQuery All = new() { BucketName = "photos" };

    private readonly Recorder _recorder = new();

    public void Dispose() => _recorder.Dispose();

    [Theory]
    [InlineData("<Initiated></Initiated>")]
    [InlineData("<Initiated/>")]
    [InlineData("<Initiated>yesterday</Initiated>")]
    [InlineData("<Initiated>2026-13-45T00:00:00Z</Initiated>")]
    [InlineData("<Initiated>99999999999999999999</Initiated>")]
    [InlineData("<Initiated>-1</Initiated>")]
    [InlineData("")]
    public async Task One_malformed_time_fails_no_listing_and_is_of_unknown_age(string initiated)
    {
        AnswerWith(initiated);
        using AmazonS3Client client = _recorder.Client();
        List<IncompleteUpload> uploads = await new IncompleteUploads(client).ListAsync(All).ToListAsync();
        Assert.Equal(["a", "b\r\u0001 <&> ü", "c"], uploads.Select(upload => upload.Key));
        Assert.Equal(["1", "2", "3"], uploads.Select(upload => upload.UploadId));
        Assert.Equal([2020, null, 2020], uploads.Select(upload => upload.Initiated?.Year));
        Assert.Null(uploads[1].Age);
        Assert.All(uploads, upload => Assert.Equal("STANDARD", upload.StorageClass));
    }

    [Fact]
    public async Task What_has_no_readable_time_is_never_swept()
    {
        AnswerWith("<Initiated>yesterday</Initiated>");
        using AmazonS3Client client = _recorder.Client();
        List<AbortResult> results =
            await new IncompleteUploads(client).AbortAsync(All with { OlderThan = TimeSpan.Zero }, dryRun: true).ToListAsync();
        Assert.Equal(["1", "3"], results.Select(result => result.Upload.UploadId));
    }

    [Fact]
    public async Task An_answer_with_another_malformation_still_fails()
    {
        AnswerWith("</Initiated>");
        using AmazonS3Client client = _recorder.Client();
        var uploads = new IncompleteUploads(client, new S3MultipartUploadOptions { MaxRetries = 0 });
        await Assert.ThrowsAsync<CleanupException>(async () => await uploads.ListAsync(All).ToListAsync());
    }

    private void AnswerWith(string initiated) => _recorder.Answer = _ => new HttpResponseMessage
    {
        Content = new StringContent(
            """<?xml version="1.0" encoding="UTF-8"?>""" +
            """<ListMultipartUploadsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Bucket>photos</Bucket>""" +
            Upload("a", "1", "<Initiated>2020-01-01T00:00:00.000Z</Initiated>") +
            Upload("b&#13;&#1; &lt;&amp;&gt; ü", "2", initiated) +
            Upload("c", "3", "<Initiated>2020-01-01T00:00:00.000Z</Initiated>") +
            "<IsTruncated>false</IsTruncated></ListMultipartUploadsResult>"),
    };

    private static string Upload(string key, string id, string initiated) =>
        $"<Upload><Key>{key}</Key><UploadId>{id}</UploadId><StorageClass>STANDARD</StorageClass>{initiated}</Upload>";
}
