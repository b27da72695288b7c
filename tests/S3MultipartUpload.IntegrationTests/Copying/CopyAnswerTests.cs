using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Copying;

/// <summary>A lost or empty answer to a copy, or an error behind a 200: success means that it is there, failure that it is not.</summary>
public sealed class CopyAnswerTests : CopyScenario
{
    public static TheoryData<S3Operation, string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<S3Operation, string, bool>();
            foreach (S3Operation operation in new[] { S3Operation.CopyObject, S3Operation.UploadPartCopy,
                S3Operation.CompleteMultipartUpload })
            {
                foreach (string effect in new[] { "dropped", "error in 200", "empty, done", "empty, not done", "500", "reset", "cut" })
                {
                    cases.Add(operation, effect, true);
                    cases.Add(operation, effect, false);
                }
            }

            return cases;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(null)]
    public async Task Bytes_damaged_on_their_way_are_fetched_again_or_refused(int? times)
    {
        await PutAsync(Bytes[..100]);
        await PutAsync(Bytes[100..300], "other");
        Server.Faults.Add(new Fault { Operation = S3Operation.GetObject, Times = times, Effect = FaultEffect.FlipByte(50) });
        Task<UploadManifest> copy = Uploader().CopyAsync(Request(Source(), Source("other")));
        if (times is null)
        {
            await Assert.ThrowsAsync<MultipartUploadException>(() => copy);
            await AssertNothingIsLeftAsync();
            return;
        }

        await copy;
        Assert.Equal(Bytes[..300], await ReadAsync(Key));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_outcome_is_the_truth(S3Operation operation, string effect, bool always)
    {
        byte[] bytes = operation == S3Operation.CopyObject ? Bytes[..100] : Bytes;
        await PutAsync(bytes);
        await PutAsync(new byte[bytes.Length], Key);
        Server.Faults.Add(new Fault
        {
            Operation = operation,
            Times = always ? null : 1,
            Effect = effect switch
            {
                "dropped" => FaultEffect.DropReply,
                "error in 200" => FaultEffect.ErrorInOk("InternalError"),
                "empty, done" => FaultEffect.EmptyOk(done: true),
                "empty, not done" => FaultEffect.EmptyOk(done: false),
                "500" => FaultEffect.Status(500, "InternalError"),
                "cut" => FaultEffect.TruncateReply(20),
                _ => FaultEffect.ConnectionReset,
            },
        });
        UploadManifest? manifest = null;
        MultipartUploadException? failure = null;
        try
        {
            manifest = await Uploader().CopyAsync(Request(Source()));
        }
        catch (MultipartUploadException thrown)
        {
            failure = thrown;
        }

        Server.Faults.Clear();
        bool isStored = (await ReadAsync(Key)).SequenceEqual(bytes);
        Assert.Equal((isStored, !isStored), (manifest is not null, failure is not null));
        Assert.NotEqual(FailedUploadState.Unknown, failure?.State);
        bool isDone = effect is "dropped" or "empty, done" or "cut" && operation != S3Operation.UploadPartCopy;
        Assert.Equal(isDone || !always, isStored);
        Assert.Empty((await Client.ListMultipartUploadsAsync(Bucket)).MultipartUploads ?? []);
        if (manifest is not null)
        {
            Assert.Equal((await Client.GetObjectMetadataAsync(Bucket, Key)).ETag, manifest.ETag);
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(25_000)]
    public async Task A_refusal_is_told_as_it_is(int size)
    {
        await PutAsync(Bytes[..size]);
        S3Operation operation = size > PartSize ? S3Operation.UploadPartCopy : S3Operation.CopyObject;
        Server.Faults.Add(new Fault { Operation = operation, Effect = FaultEffect.Status(403, "AccessDenied") });
        MultipartUploadException failure =
            await Assert.ThrowsAsync<MultipartUploadException>(() => Uploader().CopyAsync(Request(Source())));
        Assert.Equal(0, failure.Manifest.Retries);
        Assert.Contains("AccessDenied", (failure.InnerException as Amazon.S3.AmazonS3Exception)?.ErrorCode, StringComparison.Ordinal);
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task Bytes_that_are_fetched_are_fetched_again_when_the_answer_breaks_off()
    {
        await PutAsync(Bytes);
        Server.Faults.Add(new Fault { Operation = S3Operation.GetObject, Times = 2, Effect = FaultEffect.TruncateReply(1_000) });
        UploadManifest manifest = await Uploader(ProfileOf(nameof(ProviderProfile.GoogleCloudStorage))).CopyAsync(Request(Source()));
        Server.Faults.Clear();
        Assert.Equal(Bytes, await ReadAsync(Key));
        Assert.Equal(3, manifest.Parts.Count);
    }

    [Fact]
    public async Task A_copy_has_the_checksum_of_its_source()
    {
        UploadManifest source = await Uploader().UploadAsync(
            new UploadRequest { BucketName = Bucket, Key = "source", Source = PartSource.FromMemory(Bytes) });
        UploadManifest copy = await Uploader(configure: options => options.ChecksumAlgorithm = PartChecksumAlgorithm.Sha256)
            .CopyAsync(Request(Source()));
        Assert.Equal((source.Checksum, PartChecksumAlgorithm.Crc32), (copy.Checksum, copy.ChecksumAlgorithm));
        Assert.All(copy.Parts, part => Assert.NotNull(part.Checksum));
    }

    [Fact]
    public async Task Parts_with_another_checksum_than_their_source_are_not_completed()
    {
        // The source is replaced and put back, too fast for its date to tell: a store that does not heed the ETag mixes the two.
        await PutAsync(Bytes);
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPartCopy, PartNumber = 2, Times = 1, Effect = hold });
        HoldEffect next = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPartCopy, PartNumber = 3, Times = 1, Effect = next });
        Task<UploadManifest> copy = Uploader(ProfileOf(nameof(ProviderProfile.S3Compatible))).CopyAsync(Request(Source()));
        await hold.WaitAsync(1);
        await PutAsync(RandomBytes(25_000));
        hold.Release();
        await next.WaitAsync(1);
        await PutAsync(Bytes);
        next.Release();
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => copy);
        Assert.IsType<IntegrityException>(failure.InnerException);
        await AssertNothingIsLeftAsync();
    }
}
