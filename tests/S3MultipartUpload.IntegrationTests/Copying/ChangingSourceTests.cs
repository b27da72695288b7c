using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Copying;

/// <summary>A source that changes while it is copied is an error, never a mixture.</summary>
public sealed class ChangingSourceTests : CopyScenario
{
    /// <summary>What becomes of the source when the second part is about to be copied, at stores that differ.</summary>
    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (string profile in new[] { nameof(ProviderProfile.AmazonS3), nameof(ProviderProfile.CephRgw),
                nameof(ProviderProfile.GoogleCloudStorage), nameof(ProviderProfile.S3Compatible) })
            {
                foreach (string change in new[] { "replaced", "deleted", "replaced and put back" })
                {
                    cases.Add(profile, change);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_source_that_changes_meanwhile_is_never_mixed(string profile, string change)
    {
        await PutAsync(Bytes);
        bool isFetched = profile == nameof(ProviderProfile.GoogleCloudStorage);
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault
        {
            Operation = isFetched ? S3Operation.UploadPart : S3Operation.UploadPartCopy,
            PartNumber = 2,
            Times = 1,
            Effect = hold,
        });
        Task<UploadManifest> copy = Uploader(ProfileOf(profile)).CopyAsync(Request(Source()));
        await hold.WaitAsync(1);
        await (change == "deleted" ? Client.DeleteObjectAsync(Bucket, "source") : (Task)PutAsync(RandomBytes(25_000)));
        Clock.Advance(TimeSpan.FromSeconds(1));
        if (change == "replaced and put back")
        {
            await PutAsync(Bytes);
        }

        hold.Release();
        if (change == "replaced and put back" && profile == nameof(ProviderProfile.AmazonS3))
        {
            // It has the ETag again, hence the bytes.
            await copy;
            Assert.Equal(Bytes, await ReadAsync(Key));
            return;
        }

        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => copy);
        Assert.IsType<SourceChangedException>(failure.InnerException);
        Assert.Equal(FailedUploadState.Aborted, failure.State);
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task A_small_source_that_changes_meanwhile_is_not_copied()
    {
        await PutAsync(Bytes[..100]);
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.CopyObject, Times = 1, Effect = hold });
        Task<UploadManifest> copy = Uploader().CopyAsync(Request(Source()));
        await hold.WaitAsync(1);
        await PutAsync(Bytes[1..101]);
        hold.Release();
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => copy);
        Assert.IsType<SourceChangedException>(failure.InnerException);
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task A_session_says_that_the_source_of_its_part_has_changed()
    {
        await PutAsync(Bytes);
        IMultipartSession session = await Uploader(ProfileOf(nameof(ProviderProfile.CephRgw)))
            .StartAsync(new UploadTarget { BucketName = Bucket, Key = Key });
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPartCopy, Times = 1, Effect = hold });
        Task<StoredPart> copy = session.CopyPartAsync(1, Source());
        await hold.WaitAsync(1);
        await PutAsync(RandomBytes(25_000));
        hold.Release();
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => copy);
        Assert.IsType<SourceChangedException>(failure.InnerException);
        Assert.Equal((1, FailedUploadState.Kept), (failure.PartNumber, failure.State));
    }
}
