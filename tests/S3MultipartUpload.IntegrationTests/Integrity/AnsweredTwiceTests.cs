using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Integrity;

/// <summary>
/// The store answers twice, differently: the first answer is lost, and the second refuses, for the condition does not hold any more. It
/// ends as what it is.
/// </summary>
public sealed class AnsweredTwiceTests : IntegrityScenario
{
    private readonly byte[] _bytes = RandomBytes(25_000, seed: 1);

    public static TheoryData<string, string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, bool>();
            foreach (string profile in ProviderProfile.All.Where(profile => profile.ConditionalWrites).Select(profile => profile.Name))
            {
                foreach (string how in new[] { "in parts", "in one", "session", "opened session" })
                {
                    cases.Add(profile, how, true);
                    cases.Add(profile, how, false);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Stored_and_then_refused_because_of_ourselves_is_success(string profile, string how, bool ifNoneMatch)
    {
        UploadManifest manifest = await await Upload(profile, how, ifNoneMatch, () => Answers(how, FaultEffect.DropReply));
        Assert.Equal(_bytes, await StoredBytes());
        Assert.True(manifest.IsComplete);
        VerificationReport report = await Uploader(Find(profile)).VerifyAsync(manifest, new VerifyOptions { Deep = true });
        Assert.Equal(VerificationOutcome.Proven, report.Outcome);
    }

    /// <summary>Here the endpoint itself refuses.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Not_stored_and_then_refused_because_of_another_is_a_failure(string profile, string how, bool ifNoneMatch)
    {
        byte[] other = RandomBytes(_bytes.Length, seed: 2);
        using AmazonS3Client otherWriter = PlainClient(Server);
        int answers = 0;
        Task<UploadManifest> upload = await Upload(profile, how, ifNoneMatch, () =>
        {
            Server.Faults.Add(new Fault { Operation = Storing(how), Times = 1, Effect = FaultEffect.EmptyOk(done: false) });
            Wire.OnAnswer = async (request, _) =>
            {
                if (IsStoring(request, how) && ++answers == 1)
                {
                    await otherWriter.PutObjectAsync(
                        new PutObjectRequest { BucketName = Bucket, Key = Key, InputStream = new MemoryStream(other) });
                }
            };
        });
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => upload);
        Assert.Equal(2, answers);
        Assert.False(Assert.IsType<PreconditionFailedException>(failure.InnerException).IsConflict);
        Assert.Equal(StateOf(how), failure.State);
        Assert.Equal(other, await StoredBytes());
        await new Claim(failure.State, failure.Manifest).AssertTrueAsync(Client, _bytes, checkpoint: null);
    }

    /// <summary>As a role that may only write: nobody can know, and nothing is claimed.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Stored_and_then_refused_where_nobody_may_look_is_unknown(string profile, string how, bool ifNoneMatch)
    {
        Task<UploadManifest> upload = await Upload(profile, how, ifNoneMatch, () =>
        {
            Answers(how, FaultEffect.DropReply);
            Server.Faults.Add(new Fault { Operation = S3Operation.HeadObject, Effect = FaultEffect.Status(403, "AccessDenied") });
        });
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => upload);
        Assert.IsType<PreconditionFailedException>(failure.InnerException);
        Assert.Equal(FailedUploadState.Unknown, failure.State);
        Assert.Equal(_bytes, await StoredBytes());
        Assert.DoesNotContain("Nothing of it is stored", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("stays open", failure.Message, StringComparison.Ordinal);
    }

    private static ProviderProfile Find(string name) => ProviderProfile.Find(name) ?? throw new InvalidOperationException(name);

    private static S3Operation Storing(string how) => how == "in one" ? S3Operation.PutObject : S3Operation.CompleteMultipartUpload;

    private static bool IsStoring(HttpRequestMessage request, string how) => how == "in one"
        ? request.Method == HttpMethod.Put
        : request.Method == HttpMethod.Post && request.RequestUri?.Query.Contains("uploadId", StringComparison.Ordinal) == true;

    private static FailedUploadState StateOf(string how) => how switch
    {
        "in one" => FailedUploadState.None,
        "in parts" => FailedUploadState.Aborted,
        _ => FailedUploadState.Kept,
    };

    private void Answers(string how, FaultEffect first)
    {
        Server.Faults.Add(new Fault { Operation = Storing(how), Times = 1, Effect = first });
        Server.Faults.Add(new Fault { Operation = Storing(how), Effect = FaultEffect.Status(412, "PreconditionFailed") });
    }

    /// <returns>The upload, which has begun.</returns>
    private async Task<Task<UploadManifest>> Upload(string profile, string how, bool ifNoneMatch, Action spoil)
    {
        string? eTag = ifNoneMatch
            ? null
            : (await Client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = Key, ContentBody = "older" })).ETag;
        MultipartUploader uploader = Uploader(Find(profile), configure: options =>
        {
            options.SinglePutThreshold = how == "in one" ? 100_000 : 0;
            options.MaxRetries = 2;
        });
        if (how is "in one" or "in parts")
        {
            spoil();
            return uploader.UploadAsync(new UploadRequest
            {
                BucketName = Bucket,
                Key = Key,
                Source = PartSource.FromMemory(_bytes),
                IfNoneMatch = ifNoneMatch,
                IfMatch = eTag,
            });
        }

        IMultipartSession session = await uploader.StartAsync(
            new UploadTarget { BucketName = Bucket, Key = Key, IfNoneMatch = ifNoneMatch, IfMatch = eTag });
        await session.UploadPartAsync(1, PartSource.FromMemory(_bytes.AsMemory(0, PartSize)));
        await session.UploadPartAsync(2, PartSource.FromMemory(_bytes.AsMemory(PartSize)));
        spoil();
        return (how == "session" ? session : uploader.OpenSession(session.ToJson())).CompleteAsync();
    }
}
