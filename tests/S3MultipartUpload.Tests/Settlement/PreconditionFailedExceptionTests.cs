using System.Net;
using Amazon.S3;

namespace S3MultipartUpload.Tests;

public sealed class PreconditionFailedExceptionTests
{
    private static readonly UploadTarget IfNone = new() { BucketName = "photos", Key = "a", IfNoneMatch = true };
    private static readonly UploadTarget IfMatch = new() { BucketName = "photos", Key = "a", IfMatch = "\"etag\"" };

    [Theory]
    [InlineData(409, "ConditionalRequestConflict", true, "same time", "same time")]
    [InlineData(412, "PreconditionFailed", false, "IfNoneMatch", "IfMatch")]
    [InlineData(404, "NoSuchKey", false, null, "IfMatch")]
    [InlineData(404, "NoSuchUpload", false, null, null)]
    [InlineData(409, "OperationAborted", false, null, null)]
    [InlineData(409, "PreconditionFailed", false, null, null)]
    [InlineData(412, "ConditionalRequestConflict", false, null, null)]
    [InlineData(412, "NoSuchKey", false, null, null)]
    [InlineData(500, "InternalError", false, null, null)]
    public void The_store_s_refusal_tells_which_condition_does_not_hold(
        int status, string code, bool isConflict, string? ifNone, string? ifMatch)
    {
        AmazonS3Exception refusal = FailureSpecs.Error((HttpStatusCode)status, code);
        AssertTranslated(IfNone, ifNone);
        AssertTranslated(IfMatch, ifMatch);
        AssertTranslated(new UploadTarget { BucketName = "photos", Key = "a" }, expected: null);

        void AssertTranslated(UploadTarget target, string? expected)
        {
            Exception translated = PreconditionFailedException.Translate(refusal, target);
            if (expected is null)
            {
                Assert.Same(refusal, translated);
                return;
            }

            PreconditionFailedException failed = Assert.IsType<PreconditionFailedException>(translated);
            Assert.Contains(expected, failed.Message, StringComparison.Ordinal);
            Assert.Equal(isConflict, failed.IsConflict);
            Assert.Same(refusal, failed.InnerException);
        }
    }

    [Fact]
    public void Any_other_error_stays_what_it_is()
    {
        var error = new IOException("cut");
        Assert.Same(error, PreconditionFailedException.Translate(error, IfNone));
    }
}
