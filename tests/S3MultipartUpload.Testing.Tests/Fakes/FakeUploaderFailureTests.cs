namespace S3MultipartUpload.Testing.Tests.Fakes;

/// <summary>The fake fails as it is told to, and only then.</summary>
public sealed class FakeUploaderFailureTests : FakeUploaderScenario
{
    public static TheoryData<FailedUploadState> States => [.. Enum.GetValues<FailedUploadState>()];

    [Fact]
    public async Task Next_call_throws_a_given_exception_and_the_one_after_succeeds()
    {
        var exception = new TimeoutException();
        Fake.FailNext(exception);

        Assert.Same(exception, await Assert.ThrowsAsync<TimeoutException>(() => Fake.UploadAsync(Request("k", [1]))));
        Assert.Empty(Fake.Objects);
        await Fake.UploadAsync(Request("k", [1]));

        Assert.Single(Fake.Objects);
        Assert.Equal(2, Fake.Calls.Count);
    }

    [Theory]
    [MemberData(nameof(States))]
    public async Task Failed_upload_says_its_state_and_what_is_said_to_be_stored_is(FailedUploadState state)
    {
        var cause = new IOException("The cable is cut.");
        Fake.FailNext(UploaderFailure.Failed(state, cause, partNumber: 2));

        MultipartUploadException failure =
            await Assert.ThrowsAsync<MultipartUploadException>(() => Fake.UploadAsync(Request("k", [1])));

        Assert.Equal((state, 2, cause), (failure.State, failure.PartNumber, failure.InnerException));
        Assert.Equal((Bucket, "k"), (failure.Manifest.BucketName, failure.Manifest.Key));
        bool isStored = state is FailedUploadState.Completed or FailedUploadState.Suspect;
        Assert.Equal(isStored, Fake.Find(Bucket, "k") is not null);
        Assert.Equal(isStored, failure.Manifest.IsComplete);
    }

    [Fact]
    public async Task Exceptions_of_the_library_are_easily_made()
    {
        Fake.Fail(UploaderFailure.Refused("No."), call => call.Key == "refused");
        Fake.Fail(UploaderFailure.Canceled(FailedUploadState.Kept), call => call.Key == "cancelled");
        Fake.Fail(UploaderFailure.PreconditionFailed(isConflict: true), call => call.Key == "conflict");
        Fake.Fail(
            UploaderFailure.Of(call => new CheckpointException(CheckpointProblem.InUse, call.Key, "In use.")), call => call.Key == "busy");
        using var source = new CancellationTokenSource();

        Assert.Equal("No.", (await Assert.ThrowsAsync<UploadRefusedException>(() => Fake.UploadAsync(Request("refused", [1])))).Message);
        UploadCanceledException cancelled = await Assert.ThrowsAsync<UploadCanceledException>(
            () => Fake.UploadAsync(Request("cancelled", [1]), source.Token));
        Assert.Equal((FailedUploadState.Kept, source.Token), (cancelled.State, cancelled.CancellationToken));
        MultipartUploadException conflict =
            await Assert.ThrowsAsync<MultipartUploadException>(() => Fake.UploadAsync(Request("conflict", [1])));
        Assert.True(Assert.IsType<PreconditionFailedException>(conflict.InnerException).IsConflict);
        Assert.Equal("busy", (await Assert.ThrowsAsync<CheckpointException>(() => Fake.UploadAsync(Request("busy", [1])))).Location);
        await Fake.UploadAsync(Request("other", [1]));
    }

    [Fact]
    public async Task Every_method_can_fail()
    {
        UploadManifest manifest = await Fake.UploadAsync(Request("k", [1]));
        IMultipartSession session = await Fake.StartAsync(new UploadTarget { BucketName = Bucket, Key = "k" });
        Fake.Fail(UploaderFailure.Of(call => new TimeoutException(call.Method)));
        var target = new UploadTarget { BucketName = Bucket, Key = "k" };

        await FailsAsync("UploadAsync", () => Fake.UploadAsync(Request("k", [1])));
        await FailsAsync("ResumeAsync", () => Fake.ResumeAsync(Request("k", [1])));
        await FailsAsync("CopyAsync", () => Fake.CopyAsync(new CopyRequest { BucketName = Bucket, Key = "k", Sources = [] }));
        await FailsAsync("AbortAsync", () => Fake.AbortAsync(target));
        await FailsAsync("StartAsync", () => Fake.StartAsync(target));
        await FailsAsync("VerifyAsync", () => Fake.VerifyAsync(manifest));
        Assert.Equal("OpenSession", Assert.Throws<TimeoutException>(() => Fake.OpenSession(session.ToJson())).Message);
        Fake.ClearFailures();
        await Fake.UploadAsync(Request("k", [1]));
    }

    [Fact]
    public async Task As_many_calls_fail_as_were_told_to()
    {
        Fake.Fail(UploaderFailure.Of(new TimeoutException()), times: 2);

        await Assert.ThrowsAsync<TimeoutException>(() => Fake.UploadAsync(Request("k", [1])));
        await Assert.ThrowsAsync<TimeoutException>(() => Fake.UploadAsync(Request("k", [1])));
        await Fake.UploadAsync(Request("k", [1]));

        Assert.Throws<ArgumentOutOfRangeException>(() => Fake.Fail(UploaderFailure.Refused(""), times: 0));
    }

    [Fact]
    public async Task Stream_of_an_upload_that_is_told_to_fail_is_closed()
    {
        var stream = new MemoryStream([1]);
        Fake.FailNext(new TimeoutException());

        await Assert.ThrowsAsync<TimeoutException>(
            () => Fake.UploadAsync(new UploadRequest { BucketName = Bucket, Key = "k", Source = PartSource.FromStream(stream) }));

        Assert.False(stream.CanRead);
    }

    [Fact]
    public async Task Store_that_fails_makes_the_uploader_abort()
    {
        Fake.Faults.Add(new Fault
        {
            Operation = S3Operation.UploadPart,
            PartNumber = 2,
            Effect = FaultEffect.Status(403, "AccessDenied"),
        });

        MultipartUploadException failure =
            await Assert.ThrowsAsync<MultipartUploadException>(() => Fake.UploadAsync(Request("k", Bytes((2 * PartSize) + 1))));

        Assert.Equal((FailedUploadState.Aborted, 2), (failure.State, failure.PartNumber));
        Assert.Contains(Fake.Requests, request => request is { Operation: S3Operation.AbortMultipartUpload, Status: 204 });
    }

    [Fact]
    public async Task Connection_that_is_cut_is_tried_again()
    {
        using var fake = new FakeMultipartUploader(new S3MultipartUploadOptions { RetryDelay = TimeSpan.FromMilliseconds(1) });
        fake.Faults.Add(new Fault { Attempt = 1, Effect = FaultEffect.ConnectionReset });
        fake.Faults.Add(new Fault { Attempt = 2, Operation = S3Operation.UploadPart, Effect = FaultEffect.ResetAfter(1000) });
        byte[] bytes = Bytes(PartSize + 1);

        UploadManifest manifest = await fake.UploadAsync(Request("k", bytes));

        Assert.Equal(bytes, fake.Find(Bucket, "k")?.Content.ToArray());
        Assert.Equal(4, manifest.Retries);
    }

    [Fact]
    public async Task Cancellation_ends_an_upload_on_its_way()
    {
        HoldEffect hold = FaultEffect.Hold();
        Fake.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Effect = hold });
        using var stop = new CancellationTokenSource();
        Task<UploadManifest> upload = Fake.UploadAsync(Request("k", Bytes(PartSize + 1)), stop.Token);
        await hold.WaitAsync(1);

        await stop.CancelAsync();

        UploadCanceledException cancelled = await Assert.ThrowsAsync<UploadCanceledException>(() => upload);
        Assert.Equal(FailedUploadState.Aborted, cancelled.State);
        Assert.Empty(Fake.Objects);
        await Assert.ThrowsAsync<OperationCanceledException>(() => Fake.UploadAsync(Request("k", [1]), stop.Token));
        Fake.FailNext(new TimeoutException());
        await Assert.ThrowsAsync<OperationCanceledException>(() => Fake.UploadAsync(Request("k", [1]), stop.Token));
    }

    [Fact]
    public async Task Upload_that_failed_is_resumed()
    {
        using var fake = new FakeMultipartUploader(new S3MultipartUploadOptions { CheckpointStore = new MemoryCheckpointStore() });
        fake.Faults.Add(new Fault
        {
            Operation = S3Operation.UploadPart,
            PartNumber = 2,
            Times = 1,
            Effect = FaultEffect.Status(403, "AccessDenied"),
        });
        byte[] bytes = Bytes(PartSize + 1);
        Assert.Equal(
            FailedUploadState.Kept,
            (await Assert.ThrowsAsync<MultipartUploadException>(() => fake.UploadAsync(Request("k", bytes)))).State);

        UploadManifest manifest = await fake.ResumeAsync(Request("k", bytes));

        Assert.Equal(1, manifest.PartsResumed);
        Assert.Equal(bytes, fake.Find(Bucket, "k")?.Content.ToArray());
    }

    private static async Task FailsAsync(string method, Func<Task> call) =>
        Assert.Equal(method, (await Assert.ThrowsAsync<TimeoutException>(call)).Message);
}
