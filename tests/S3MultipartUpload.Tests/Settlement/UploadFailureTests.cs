using System.Net;
using Amazon.S3;
using S3MultipartUpload.Settlement;

namespace S3MultipartUpload.Tests;

public sealed class UploadFailureTests
{
    private static readonly AmazonS3Exception Gone = FailureSpecs.Error(HttpStatusCode.NotFound, "NoSuchUpload");
    private static readonly AmazonS3Exception Refusal = FailureSpecs.Error(HttpStatusCode.PreconditionFailed, "PreconditionFailed");
    private static readonly UploadTarget IfNone = new() { BucketName = "photos", Key = "a", IfNoneMatch = true };
    private static readonly UploadManifest Manifest = new() { BucketName = "photos", Key = "a", UploadId = "id-7", Parts = [] };

    [Fact]
    public void The_cause_is_the_first_error_wherever_it_was_wrapped()
    {
        var error = new IOException("cut");
        Assert.Same(error, UploadFailure.CauseOf(error));
        Assert.Same(error, UploadFailure.CauseOf(new PartFailedException(3, new PartFailedException(2, error))));
    }

    [Fact]
    public void An_upload_that_the_store_does_not_know_is_named_so()
    {
        foreach (Exception error in new Exception[] { Gone, new PartFailedException(3, Gone) })
        {
            Assert.Same(Gone, Assert.IsType<UploadNotFoundException>(UploadFailure.CauseOf(error)).InnerException);
        }
    }

    [Fact]
    public void A_part_that_failed_is_named()
    {
        var error = new IOException("cut");
        MultipartUploadException failure = UploadFailure.Create(
            new PartFailedException(1_234, error), FailedUploadState.Aborted, Manifest);
        Assert.Equal((1_234, FailedUploadState.Aborted), (failure.PartNumber, failure.State));
        Assert.Same(error, failure.InnerException);
        Assert.Same(Manifest, failure.Manifest);
        Assert.Contains("failed at part 1,234: cut. ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_it_was_no_part_none_is_named()
    {
        MultipartUploadException failure = UploadFailure.Create(new IOException("cut"), FailedUploadState.Aborted, Manifest);
        Assert.Null(failure.PartNumber);
        Assert.Contains("failed: cut. ", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FailedUploadState.None, "Nothing of it is stored under this key")]
    [InlineData(FailedUploadState.Aborted, "nothing of it stays")]
    [InlineData(FailedUploadState.Kept, "continue by its checkpoint")]
    [InlineData(FailedUploadState.AbortFailed, "id-7")]
    [InlineData(FailedUploadState.Unknown, "id-7")]
    [InlineData(FailedUploadState.Suspect, "upload it again")]
    [InlineData(FailedUploadState.Completed, "is stored")]
    public void A_failure_and_a_cancellation_say_what_is_left(FailedUploadState state, string expected)
    {
        var error = new IOException("cut");
        Assert.Contains(expected, UploadFailure.Create(error, state, Manifest).Message, StringComparison.Ordinal);
        var settled = SettledUpload.Failure(state, error);
        UploadCanceledException canceled = UploadFailure.Canceled("The upload", settled, Manifest, new CancellationToken(canceled: true));
        Assert.Contains(expected, canceled.Message, StringComparison.Ordinal);
        Assert.Equal(state, canceled.State);
        Assert.Same(error, canceled.InnerException);
        Assert.True(canceled.CancellationToken.IsCancellationRequested);
    }

    [Fact]
    public void One_PUT_of_which_nothing_is_known_leaves_no_parts() => Assert.DoesNotContain(
        "parts", UploadFailure.Create(new IOException("cut"), FailedUploadState.Unknown, Manifest with { UploadId = null }).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_condition_that_does_not_hold_is_the_cause() => Assert.IsType<PreconditionFailedException>(
        UploadFailure.Create(Refusal, IfNone, FailedUploadState.Aborted, Manifest).InnerException);

    [Fact]
    public void What_is_damaged_is_an_integrity_error_whatever_came_first()
    {
        MultipartUploadException failure = UploadFailure.Create(Refusal, IfNone, FailedUploadState.Suspect, Manifest);
        Assert.Same(Refusal, Assert.IsType<IntegrityException>(failure.InnerException).InnerException);
        var damage = new IntegrityException("other bytes");
        Assert.Same(damage, UploadFailure.Create(damage, IfNone, FailedUploadState.Suspect, Manifest).InnerException);
    }
}
