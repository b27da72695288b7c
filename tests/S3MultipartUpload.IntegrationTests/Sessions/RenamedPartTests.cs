using Amazon.S3;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>
/// Another machine has sent a part again, and the store knows it by another ETag than this session: whether it has the same bytes only
/// the store can tell.
/// </summary>
public sealed class RenamedPartTests : ResumeScenario
{
    private static readonly PartSpan Whole = new() { FirstPart = 1, LastPart = 3, PartSize = PartSize };

    private int Completions => Server.Requests.Count(request => request.Operation == S3Operation.CompleteMultipartUpload);

    /// <summary>As with KMS and SSE-C, where an ETag says nothing of the bytes: the object is completed of what is listed then.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_same_bytes_by_another_ETag_are_listed_again_and_completed(bool isAsked)
    {
        IMultipartSession session = await StartAsync(ProviderProfile.AmazonS3, ServerSideEncryption.Kms());
        UploadManifest manifest = await session.CompleteAsync(isAsked ? [1, 2, 3] : null);
        Assert.Equal(Bytes, await StoredBytes());
        Assert.DoesNotContain(manifest.Parts, part => part.ETag == "\"another\"");
        Assert.Equal(isAsked ? 2 : 1, Completions); // Who does not say which parts has them listed first.
        Assert.Equal([1, 2, 3], PartsSent());
    }

    /// <summary>Between the list and the request that names it, it happens again.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task It_is_listed_as_often_as_the_store_has_other_parts_but_not_for_ever(int refusals)
    {
        IMultipartSession session = await StartAsync(ProviderProfile.AmazonS3, ServerSideEncryption.Kms());
        Server.Faults.Add(new Fault
        {
            Operation = S3Operation.CompleteMultipartUpload,
            Times = refusals,
            Effect = FaultEffect.Status(400, "InvalidPart"),
        });
        if (refusals == 3)
        {
            MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => session.CompleteAsync([1, 2, 3]));
            Assert.Equal((3, FailedUploadState.Kept), (Completions, failure.State));
            Assert.Equal("InvalidPart", Assert.IsType<AmazonS3Exception>(failure.InnerException).ErrorCode);
        }

        await session.CompleteAsync([1, 2, 3]);
        Assert.Equal(Bytes, await StoredBytes());
    }

    [Fact]
    public async Task Where_ETags_are_MD5s_another_one_is_other_bytes()
    {
        IMultipartSession session = await StartAsync(ProviderProfile.CloudflareR2, encryption: null);
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => session.CompleteAsync([1, 2, 3]));
        Assert.IsType<IntegrityException>(failure.InnerException);
        Assert.Equal(FailedUploadState.Kept, failure.State);
    }

    /// <summary>A session that has sent all parts, and has heard another ETag of the second than the store has now.</summary>
    private async Task<IMultipartSession> StartAsync(ProviderProfile profile, ServerSideEncryption? encryption)
    {
        Server.Faults.Add(new Fault
        {
            Operation = S3Operation.UploadPart,
            PartNumber = 2,
            Times = 1,
            Effect = FaultEffect.ETag("\"another\""),
        });
        MultipartUploader uploader = Uploader(
            options => options.Profile = profile with { Limits = new ServiceLimits { MinPartSize = 1 } });
        IMultipartSession session = await uploader.StartAsync(
            new UploadTarget { BucketName = Bucket, Key = Key, Encryption = encryption });
        await session.UploadRangeAsync(PartSource.FromMemory(Bytes), Whole);
        return session;
    }
}
