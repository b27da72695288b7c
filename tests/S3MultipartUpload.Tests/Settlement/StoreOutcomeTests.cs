using S3MultipartUpload.Integrity;
using S3MultipartUpload.Settlement;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Tests;

public sealed class StoreOutcomeTests
{
    private static readonly StoredObject Object = new("\"etag\"", VersionId: null, Location: null);
    private static readonly ObjectProof Proof = new("token", 5, PartChecksumAlgorithm.None, Checksum: null);
    private static readonly UploadedPart[] Parts = [new() { PartNumber = 1, Offset = 0, Size = 5, ETag = "\"etag\"" }];

    [Theory]
    [InlineData(true)]
    [InlineData(null)]
    public void An_object_that_nothing_is_said_against_is_stored(bool? agrees)
    {
        StoredObject stored = Object with { ChecksumAgrees = agrees };
        var outcome = StoreOutcome.Of(stored, Parts);
        Assert.Equal(new StoreOutcome.Stored(stored, Parts), outcome);
        Assert.Null(outcome.Error);
    }

    [Fact]
    public void An_object_with_another_checksum_is_damaged() => Assert.IsType<IntegrityException>(
        Assert.IsType<StoreOutcome.Damaged>(StoreOutcome.Of(Object with { ChecksumAgrees = false }, Parts)).Error);

    [Fact]
    public void What_may_be_stored_may_be_so_still_when_a_later_step_fails()
    {
        Exception first = new TimeoutException(), second = new IOException();
        Assert.Equal(
            new StoreOutcome.Unclear(second, Proof, Parts), new StoreOutcome.Unclear(first, Proof, Parts).FailedWith(second));
        Assert.Equal(new StoreOutcome.NotStored(second), new StoreOutcome.NotStored(first).FailedWith(second));
    }

    [Fact]
    public void Whatever_went_wrong_is_told()
    {
        var error = new IOException();
        Assert.All(
            new StoreOutcome[]
            {
                new StoreOutcome.Damaged(error), new StoreOutcome.NotStored(error), new StoreOutcome.Unclear(error, Proof, Parts),
            },
            outcome => Assert.Same(error, outcome.Error));
    }

    [Fact]
    public void What_has_become_of_an_upload_says_who_has_stored_the_object()
    {
        var error = new IOException();
        Assert.Equal(new SettledUpload(Object, Parts, FailedUploadState.None, Error: null), SettledUpload.Success(Object, Parts));
        Assert.Equal(new SettledUpload(Object, [], FailedUploadState.Completed, error), SettledUpload.CompletedElsewhere(Object, error));
        Assert.Equal(new SettledUpload(null, [], FailedUploadState.Kept, error), SettledUpload.Failure(FailedUploadState.Kept, error));
    }
}
