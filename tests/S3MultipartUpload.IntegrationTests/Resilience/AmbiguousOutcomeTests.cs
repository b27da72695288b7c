using System.Text.RegularExpressions;
using Amazon.S3.Model;
using S3MultipartUpload.IntegrationTests.Integrity;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>
/// The answer to the request that stores the object is lost, cut, empty or wrong. Success means that our object is there; failure
/// means that it is not, whatever else is under the key.
/// </summary>
public sealed partial class AmbiguousOutcomeTests : IntegrityScenario, IAsyncLifetime
{
    private static readonly string[] Effects =
    [
        "dropped", "cut", "error in 200", "empty, done", "empty, not done", "500", "reset before", "another ETag", "no ETag",
        "another checksum", "made up", "412", "NoSuchUpload",
    ];

    private static readonly string[] Done = ["dropped", "cut", "empty, done", "another ETag", "no ETag", "another checksum"];

    private readonly byte[] _bytes = [.. Enumerable.Range(0, 25_000).Select(value => (byte)(value * 31))];

    public static TheoryData<string, bool, bool, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool, bool, string>();
            foreach (string profile in new[] { nameof(ProviderProfile.AmazonS3), nameof(ProviderProfile.S3Compatible),
                nameof(ProviderProfile.CephRgw) })
            {
                foreach (string effect in Effects)
                {
                    foreach (bool inParts in new[] { true, false })
                    {
                        cases.Add(effect, inParts, true, profile);
                        cases.Add(effect, inParts, false, profile);
                    }
                }
            }

            return cases;
        }
    }

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();

        // An older object of the same size is under the key.
        await Client.PutObjectAsync(
            new PutObjectRequest { BucketName = Bucket, Key = Key, InputStream = new MemoryStream(new byte[_bytes.Length]) });
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_outcome_is_the_truth(string effect, bool inParts, bool always, string profile)
    {
        Spoil(effect, inParts, always);
        UploadManifest? manifest = null;
        MultipartUploadException? failure = null;
        try
        {
            manifest = await Upload(inParts, profile);
        }
        catch (MultipartUploadException thrown)
        {
            failure = thrown;
        }

        Server.Faults.Clear();
        (Wire.OnAnswer, Wire.Instead) = ((_, _) => Task.CompletedTask, _ => null);
        bool isStored = (await StoredBytes()).SequenceEqual(_bytes);
        Assert.Equal(isStored, manifest is not null);
        Assert.Equal(!isStored, failure is not null);
        Assert.NotEqual(FailedUploadState.Unknown, failure?.State);
        Assert.Empty((await Client.ListMultipartUploadsAsync(Bucket)).MultipartUploads ?? []);
        bool isRepeated = effect is not ("412" or "NoSuchUpload");
        Assert.Equal(Done.Contains(effect) || (!always && isRepeated), isStored);

        if (manifest is not null)
        {
            Assert.Equal((_bytes.Length, true), (manifest.Size, manifest.IsComplete));

            // The checksum in Amazon's answer to PutObject proves the bytes; there no MD5 is computed to compare the ETag with.
            bool isETagKnown = (effect, inParts, profile) != ("another ETag", false, nameof(ProviderProfile.AmazonS3));
            Assert.Equal(isETagKnown, (await Client.GetObjectMetadataAsync(Bucket, Key)).ETag == manifest.ETag);
        }
    }

    [Fact]
    public async Task An_upload_completed_by_an_earlier_try_is_a_success_though_the_store_has_forgotten_it()
    {
        Server.Faults.Add(new Fault { Operation = S3Operation.CompleteMultipartUpload, Times = 1, Effect = FaultEffect.DropReply });
        Server.Faults.Add(
            new Fault { Operation = S3Operation.CompleteMultipartUpload, Skip = 1, Effect = FaultEffect.Status(404, "NoSuchUpload") });
        UploadManifest manifest = await Upload(inParts: true);
        Assert.True(manifest.IsComplete);
        Assert.Equal(_bytes, await StoredBytes());
    }

    [Fact]
    public async Task An_upload_that_vanished_before_Complete_is_a_failure_though_some_object_is_there()
    {
        Server.Faults.Add(new Fault { Operation = S3Operation.CompleteMultipartUpload, Effect = FaultEffect.UploadVanished });
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => Upload(inParts: true));
        Assert.IsType<UploadNotFoundException>(failure.InnerException);
        Assert.NotEqual(_bytes, await StoredBytes());
    }

    /// <summary>As a role that may only write: S3 answers HEAD with 403.</summary>
    [Theory]
    [InlineData("dropped", true)]
    [InlineData("empty, done", true)]
    [InlineData("empty, not done", false)]
    [InlineData("reset before", false)]
    public async Task When_the_object_cannot_be_looked_at_the_error_says_so_and_nothing_stays_open(string effect, bool isStored)
    {
        Spoil(effect, inParts: true, always: true);
        Server.Faults.Add(new Fault { Operation = S3Operation.HeadObject, Effect = FaultEffect.Status(403, "AccessDenied") });
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => Upload(inParts: true));
        Assert.Equal(FailedUploadState.Unknown, failure.State);
        Assert.Contains(Server.Requests, request => request.Operation == S3Operation.AbortMultipartUpload);
        Server.Faults.Clear();
        Assert.Empty((await Client.ListMultipartUploadsAsync(Bucket)).MultipartUploads ?? []);
        Assert.Equal(isStored, (await StoredBytes()).SequenceEqual(_bytes));
    }

    /// <summary>The store says by a code of its own that it did nothing: there is nothing to look at, and nothing unknown.</summary>
    [Theory]
    [InlineData(503, "SlowDown")]
    [InlineData(503, "ServiceUnavailable")]
    [InlineData(400, "ExpiredToken")]
    [InlineData(400, "BadDigest")]
    [InlineData(403, "AccessDenied")]
    [InlineData(403, "RequestTimeTooSkewed")]
    public async Task A_refusal_is_not_ambiguous(int status, string code)
    {
        foreach (bool inParts in new[] { true, false })
        {
            Server.Faults.Clear();
            S3Operation operation = inParts ? S3Operation.CompleteMultipartUpload : S3Operation.PutObject;
            Server.Faults.Add(new Fault { Operation = operation, Effect = FaultEffect.Status(status, code) });
            int before = Server.Requests.Count;
            MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => Upload(inParts));
            Assert.Equal(inParts ? FailedUploadState.Aborted : FailedUploadState.None, failure.State);
            Assert.DoesNotContain(Server.Requests.Skip(before), request => request.Operation == S3Operation.HeadObject);
        }
    }

    /// <summary>A proxy's 503 says nothing of what the store behind it has done.</summary>
    [Fact]
    public async Task A_503_that_is_not_the_stores_is_ambiguous()
    {
        Wire.OnAnswer = (request, reply) =>
        {
            if (IsComplete(request))
            {
                reply.StatusCode = System.Net.HttpStatusCode.ServiceUnavailable;
                reply.Headers.Clear();
                reply.Content = new ByteArrayContent([]);
            }

            return Task.CompletedTask;
        };
        UploadManifest manifest = await Upload(inParts: true);
        Assert.True(manifest.IsComplete);
        Assert.Equal(_bytes, await StoredBytes());
    }

    [Fact]
    public async Task A_cancelled_upload_tells_what_is_left()
    {
        using var cancellation = new CancellationTokenSource();
        Spoil("dropped", inParts: true, always: true);
        Server.Faults.Add(new Fault { Operation = S3Operation.HeadObject, Effect = FaultEffect.Status(403, "AccessDenied") });
        Wire.OnAnswer = async (request, _) =>
        {
            if (request.Method == HttpMethod.Head)
            {
                await cancellation.CancelAsync();
            }
        };
        UploadCanceledException canceled =
            await Assert.ThrowsAsync<UploadCanceledException>(() => Upload(inParts: true, cancellationToken: cancellation.Token));
        Assert.Equal(FailedUploadState.Unknown, canceled.State);
        Assert.Equal(_bytes.Length, canceled.Manifest.Size);
        Assert.NotNull(canceled.Manifest.UploadId);
        Assert.Equal(cancellation.Token, canceled.CancellationToken);
    }

    [Theory]
    [InlineData("another checksum", true)]
    [InlineData("none", false)]
    public async Task An_object_whose_checksum_is_not_ours_is_never_a_success(string answer, bool answerTells)
    {
        Wire.OnAnswer = async (request, reply) =>
        {
            if (request.Method == HttpMethod.Head)
            {
                Replace(reply.Headers, "x-amz-checksum-crc32", "AAAAAA==");
            }
            else if (IsComplete(request))
            {
                await (answerTells ? Falsify(reply, answer) : Empty(reply));
            }
        };
        MultipartUploadException failure =
            await Assert.ThrowsAsync<MultipartUploadException>(() => Upload(inParts: true, nameof(ProviderProfile.AmazonS3)));
        Assert.IsType<IntegrityException>(failure.InnerException);
        Assert.Equal(FailedUploadState.Suspect, failure.State);
        Assert.DoesNotContain(Server.Requests, request => request.Operation == S3Operation.AbortMultipartUpload);
    }

    [Fact]
    public async Task A_checksum_that_may_not_be_read_does_not_make_a_stored_object_a_failure()
    {
        // As with an object that KMS encrypted, and whose key the caller may not use to decrypt.
        Spoil("dropped", inParts: true, always: true);
        Wire.Instead = request => request.Method == HttpMethod.Head && request.Headers.Contains("x-amz-checksum-mode")
            ? new HttpResponseMessage(System.Net.HttpStatusCode.Forbidden) { RequestMessage = request, Content = new ByteArrayContent([]) }
            : null;
        UploadManifest manifest = await Upload(inParts: true, nameof(ProviderProfile.AmazonS3));
        Assert.True(manifest.IsComplete);
        Assert.Equal(_bytes, await StoredBytes());
    }

    [Theory]
    [InlineData("another ETag", nameof(ProviderProfile.CephRgw))]
    [InlineData("no ETag", nameof(ProviderProfile.AmazonS3))]
    [InlineData("another checksum", nameof(ProviderProfile.S3Compatible))]
    [InlineData("no checksum", nameof(ProviderProfile.AmazonS3))]
    public async Task A_wrong_answer_to_a_part_is_no_answer(string effect, string profile)
    {
        int spoiled = 0;
        Wire.OnAnswer = async (request, reply) =>
        {
            if (request.RequestUri?.Query.Contains("partNumber", StringComparison.Ordinal) == true
                && Interlocked.Increment(ref spoiled) <= 2)
            {
                await Falsify(reply, effect);
            }
        };
        UploadManifest manifest = await Upload(inParts: true, profile);
        Assert.Equal(2, manifest.Retries);
        Assert.Equal(_bytes, await StoredBytes());
        Assert.DoesNotContain(manifest.Parts, part => part.ETag == "\"0123456789abcdef0123456789abcdef\"");
    }

    private static bool IsComplete(HttpRequestMessage request) =>
        request.Method == HttpMethod.Post && request.RequestUri?.Query.Contains("uploadId", StringComparison.Ordinal) == true;

    private static bool IsPut(HttpRequestMessage request) =>
        request.Method == HttpMethod.Put && string.IsNullOrEmpty(request.RequestUri?.Query);

    private static FaultEffect? Effect(string name) => name switch
    {
        "dropped" => FaultEffect.DropReply,
        "cut" => FaultEffect.TruncateReply(20),
        "error in 200" => FaultEffect.ErrorInOk("InternalError"),
        "empty, done" => FaultEffect.EmptyOk(done: true),
        "empty, not done" => FaultEffect.EmptyOk(done: false),
        "500" => FaultEffect.Status(500, "InternalError"),
        "reset before" => FaultEffect.ConnectionReset,
        "412" => FaultEffect.Status(412, "PreconditionFailed"),
        "NoSuchUpload" => FaultEffect.Status(404, "NoSuchUpload"),
        _ => null,
    };

    private static void Replace(System.Net.Http.Headers.HttpHeaders headers, string name, string value)
    {
        if (headers.Remove(name))
        {
            headers.TryAddWithoutValidation(name, value);
        }
    }

    private static Task Empty(HttpResponseMessage answer)
    {
        answer.Content = new ByteArrayContent([]);
        return Task.CompletedTask;
    }

    /// <summary>Changes the answer's ETag or checksum, in the header and in the document.</summary>
    private static async Task Falsify(HttpResponseMessage answer, string effect)
    {
        string text = await answer.Content.ReadAsStringAsync();
        switch (effect)
        {
            case "another ETag":
                text = ETagElement().Replace(text, "<ETag>\"0123456789abcdef0123456789abcdef-3\"</ETag>");
                Replace(answer.Headers, "ETag", "\"0123456789abcdef0123456789abcdef\"");
                break;
            case "no ETag":
                text = ETagElement().Replace(text, "");
                answer.Headers.Remove("ETag");
                break;
            case "another checksum":
                text = ChecksumElement().Replace(text, "<ChecksumCRC32>AAAAAA==</ChecksumCRC32>");
                Replace(answer.Headers, "x-amz-checksum-crc32", "AAAAAA==");
                break;
            default:
                answer.Headers.Remove("x-amz-checksum-crc32");
                break;
        }

        if (text.Length > 0)
        {
            answer.Content = new StringContent(text, System.Text.Encoding.UTF8, "application/xml");
        }
    }

    [GeneratedRegex("<ETag>[^<]*</ETag>")]
    private static partial Regex ETagElement();

    [GeneratedRegex("<ChecksumCRC32>[^<]*</ChecksumCRC32>")]
    private static partial Regex ChecksumElement();

    private void Spoil(string effect, bool inParts, bool always)
    {
        if (Effect(effect) is { } fault)
        {
            Server.Faults.Add(new Fault
            {
                Operation = inParts ? S3Operation.CompleteMultipartUpload : S3Operation.PutObject,
                Times = always ? null : 1,
                Effect = fault,
            });
            return;
        }

        int spoiled = 0;
        bool IsSpoiled(HttpRequestMessage request) => (inParts ? IsComplete(request) : IsPut(request)) && (spoiled++ == 0 || always);
        if (effect == "made up")
        {
            Wire.Instead = request => IsSpoiled(request) ? MadeUp(request) : null;
        }
        else
        {
            Wire.OnAnswer = (request, answer) => IsSpoiled(request) ? Falsify(answer, effect) : Task.CompletedTask;
        }
    }

    /// <summary>Success of which the store knows nothing.</summary>
    private static HttpResponseMessage MadeUp(HttpRequestMessage request)
    {
        var answer = new HttpResponseMessage(System.Net.HttpStatusCode.OK)
        {
            RequestMessage = request,
            Content = new StringContent(
                "<CompleteMultipartUploadResult><ETag>\"0123456789abcdef0123456789abcdef-3\"</ETag></CompleteMultipartUploadResult>",
                System.Text.Encoding.UTF8, "application/xml"),
        };
        answer.Headers.TryAddWithoutValidation("ETag", "\"0123456789abcdef0123456789abcdef\"");
        return answer;
    }

    private Task<UploadManifest> Upload(
        bool inParts, string profile = nameof(ProviderProfile.S3Compatible), CancellationToken cancellationToken = default) => Uploader(
        ProviderProfile.Find(profile) ?? throw new InvalidOperationException(profile),
        configure: options =>
        {
            options.SinglePutThreshold = inParts ? 0 : 100_000;
            options.MaxRetries = 2;
        }).UploadAsync(Request(PartSource.FromMemory(_bytes)), cancellationToken);
}
