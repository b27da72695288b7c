using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Copying;

/// <summary>A copy that was interrupted goes on from the parts that are copied already.</summary>
public sealed class ResumedCopyTests : CopyScenario
{
    public static TheoryData<string> Profiles =>
        new(nameof(ProviderProfile.AmazonS3), nameof(ProviderProfile.CephRgw), nameof(ProviderProfile.GoogleCloudStorage));

    [Theory]
    [MemberData(nameof(Profiles))]
    public async Task Only_what_is_missing_is_copied_again(string profile)
    {
        await InterruptAsync(profile);
        UploadManifest manifest = await CopyAsync(profile);
        Assert.Equal((2, 3), (manifest.PartsResumed, manifest.Parts.Count));
        Assert.Equal(Bytes, await ReadAsync(Key));
        Assert.Equal(
            [1, 2, 3, 3],
            Server.Requests
                .Where(request => request.Operation is S3Operation.UploadPartCopy or S3Operation.UploadPart)
                .Select(request => request.PartNumber ?? 0));
        Assert.Equal(1, Count(S3Operation.CreateMultipartUpload));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public async Task Another_source_is_not_mixed_with_the_first_one(string profile)
    {
        await InterruptAsync(profile);
        byte[] other = RandomBytes(25_000);
        await PutAsync(other);
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => CopyAsync(profile));
        Assert.IsType<SourceChangedException>(failure.InnerException);

        await CopyAsync(profile, new ResumeOptions { RestartIfSourceChanged = true });
        Assert.Equal(other, await ReadAsync(Key));
        Assert.Empty((await Client.ListMultipartUploadsAsync(Bucket)).MultipartUploads ?? []);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public async Task A_copy_that_was_completed_unnoticed_is_found(string profile)
    {
        await PutAsync(Bytes);
        Server.Faults.Add(new Fault { Operation = S3Operation.CompleteMultipartUpload, Effect = FaultEffect.DropReply });
        Server.Faults.Add(new Fault { Operation = S3Operation.HeadObject, Key = Key, Effect = FaultEffect.ConnectionReset });
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => CopyAsync(profile));
        Assert.Equal(FailedUploadState.Unknown, failure.State);
        Server.Faults.Clear();

        UploadManifest manifest = await CopyAsync(profile);
        Assert.Equal((3, 3, true), (manifest.PartsResumed, manifest.Parts.Count, manifest.IsComplete));
        Assert.Equal(1, Count(S3Operation.CreateMultipartUpload));
    }

    [Fact]
    public async Task A_copy_that_was_given_up_leaves_nothing()
    {
        await InterruptAsync(nameof(ProviderProfile.AmazonS3));
        await Uploader().AbortAsync(new UploadTarget { BucketName = Bucket, Key = Key }, Checkpoints);
        await AssertNothingIsLeftAsync();
    }

    private async Task InterruptAsync(string profile)
    {
        await PutAsync(Bytes);
        Server.Faults.Add(new Fault { PartNumber = 3, Times = 1, Effect = FaultEffect.Status(403, "AccessDenied") });
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => CopyAsync(profile));
        Assert.Equal((FailedUploadState.Kept, 3), (failure.State, failure.PartNumber));
    }

    private Task<UploadManifest> CopyAsync(string profile, ResumeOptions? resume = null) => Uploader(ProfileOf(profile)).CopyAsync(
        new CopyRequest
        {
            BucketName = Bucket,
            Key = Key,
            Sources = [Source()],
            CheckpointStore = Checkpoints,
            Resume = resume ?? new(),
        });
}
