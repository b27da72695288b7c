using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>An upload that another process has completed, and then died: nobody says that nothing was stored.</summary>
public sealed class CompletedElsewhereTests : ResumeScenario
{
    [Fact]
    public async Task Completing_gives_the_manifest_as_often_as_it_is_called()
    {
        (string json, UploadManifest there) = await CompletedSession();
        for (int call = 0; call < 3; call++)
        {
            IMultipartSession session = Uploader().OpenSession(json);
            UploadManifest here = await session.CompleteAsync();
            Assert.Equal((true, there.ETag, there.Size, there.Checksum), (here.IsComplete, here.ETag, here.Size, here.Checksum));
            Assert.Same(here, await session.CompleteAsync());
            Assert.Empty(here.Parts); // The store does not tell them any more.
            Assert.Equal(here, UploadManifest.FromJson(here.ToJson()));
        }
    }

    /// <summary>All have listed the parts before the first is done: each is told of the one object, and of its parts.</summary>
    /// <param name="isForgotten">Whether the store knows nothing of the upload any more when it hears of the later ones.</param>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Several_that_complete_at_the_same_moment_have_one_object_and_one_manifest(bool isForgotten)
    {
        IMultipartSession session = await Uploader().StartAsync(Target);
        await session.UploadRangeAsync(
            PartSource.FromMemory(Bytes), new PartSpan { FirstPart = 1, LastPart = 3, PartSize = PartSize });
        (HoldEffect together, HoldEffect later) = (FaultEffect.Hold(), FaultEffect.Hold());
        FaultEffect[] others = isForgotten ? [later, FaultEffect.Status(404, "NoSuchUpload")] : [];
        Server.Faults.Add(new Fault { Operation = S3Operation.CompleteMultipartUpload, Effect = together });
        foreach (FaultEffect effect in others)
        {
            Server.Faults.Add(new Fault { Operation = S3Operation.CompleteMultipartUpload, Skip = 1, Effect = effect });
        }

        Task<UploadManifest>[] completing =
            [.. Enumerable.Range(0, 3).Select(_ => Uploader().OpenSession(session.ToJson()).CompleteAsync())];
        await together.WaitAsync(3);
        together.Release();
        UploadManifest first = await await Task.WhenAny(completing);
        later.Release();
        Assert.Equal((true, 3, 25_000L), (first.IsComplete, first.Parts.Count, first.Size));
        Assert.All(
            await Task.WhenAll(completing),
            manifest => Assert.Equal(first, manifest with { Duration = first.Duration, Location = first.Location }));
        Assert.Equal(Bytes, await StoredBytes());
        Assert.Equal(0, await OpenUploads());
    }

    [Theory]
    [InlineData("abort")]
    [InlineData("part")]
    [InlineData("list")]
    public async Task All_else_is_refused_because_it_was_completed(string call)
    {
        (string json, _) = await CompletedSession();
        IMultipartSession session = Uploader().OpenSession(json);
        UploadRefusedException refused = await Assert.ThrowsAsync<UploadRefusedException>(() => call switch
        {
            "abort" => session.AbortAsync(),
            "part" => session.UploadPartAsync(3, PartSource.FromMemory(Bytes)),
            _ => session.ListPartsAsync(),
        });
        Assert.Contains("completed", refused.Message, StringComparison.Ordinal);
        Assert.Equal(Bytes, await StoredBytes());
    }

    [Theory]
    [InlineData("complete")]
    [InlineData("abort")]
    [InlineData("part")]
    public async Task Where_the_object_cannot_be_looked_at_nothing_is_claimed(string call)
    {
        (string json, _) = await CompletedSession();
        Server.Faults.Add(new Fault { Operation = S3Operation.HeadObject, Effect = FaultEffect.Status(403, "AccessDenied") });
        IMultipartSession session = Uploader().OpenSession(json);
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => call switch
        {
            "complete" => session.CompleteAsync(),
            "abort" => session.AbortAsync(),
            _ => session.UploadPartAsync(3, PartSource.FromMemory(Bytes)),
        });
        Assert.Equal(FailedUploadState.Unknown, failure.State);
        Assert.DoesNotContain("Nothing of it is stored", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Another process has sent a part again, with other bytes of the same length, and completed the object.</summary>
    [Theory]
    [InlineData(PartChecksumAlgorithm.Crc32)]
    [InlineData(PartChecksumAlgorithm.Sha256)]
    [InlineData(PartChecksumAlgorithm.MD5)]
    public async Task An_object_of_other_bytes_than_this_session_knows_is_not_called_damaged(PartChecksumAlgorithm algorithm)
    {
        IMultipartSession session = await Uploader(options => options.ChecksumAlgorithm = algorithm).StartAsync(Target);
        await session.UploadPartAsync(1, PartSource.FromMemory(Bytes.AsMemory(0, PartSize)));
        await session.UploadPartAsync(2, PartSource.FromMemory(Bytes.AsMemory(PartSize)));
        IMultipartSession other = Uploader().OpenSession(session.ToJson());
        await other.UploadPartAsync(2, PartSource.FromMemory(RandomBytes(Bytes.Length - PartSize, seed: 2)));
        UploadManifest there = await other.CompleteAsync();
        Server.Faults.Add(
            new Fault { Operation = S3Operation.CompleteMultipartUpload, Effect = FaultEffect.Status(404, "NoSuchUpload") });
        UploadManifest here = await session.CompleteAsync([1, 2]);
        Assert.Equal((there.ETag, there.Size, there.Checksum), (here.ETag, here.Size, here.Checksum));
        VerificationReport report = await Uploader().VerifyAsync(here, new VerifyOptions { Deep = true });
        Assert.NotEqual(VerificationOutcome.Differs, report.Outcome);
    }

    [Fact]
    public async Task An_upload_that_was_aborted_elsewhere_is_gone()
    {
        IMultipartSession session = await Uploader().StartAsync(Target);
        await session.UploadPartAsync(1, PartSource.FromMemory(Bytes));
        string json = session.ToJson();
        await session.AbortAsync();
        IMultipartSession other = Uploader().OpenSession(json);
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => other.CompleteAsync());
        Assert.Equal(FailedUploadState.None, failure.State);
        await other.AbortAsync();
    }

    /// <summary>The earlier run has completed the object and died before it could remove its checkpoint.</summary>
    [Fact]
    public async Task A_run_that_was_completed_cannot_be_aborted_by_its_checkpoint()
    {
        await InterruptedUpload(PartSource.FromMemory(Bytes));
        string? checkpoint = await SavedCheckpoint();
        await Uploader().ResumeAsync(Request(PartSource.FromMemory(Bytes)));
        await using (ICheckpoint forgotten = await Checkpoints.OpenAsync(Bucket, Key, CancellationToken.None))
        {
            await forgotten.WriteAsync(System.Text.Encoding.UTF8.GetBytes(checkpoint ?? ""), CancellationToken.None);
        }

        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => Uploader().AbortAsync(Target));
        Assert.Equal(FailedUploadState.Completed, failure.State);
        Assert.NotNull(await SavedCheckpoint());
        Assert.Equal(Bytes, await StoredBytes());

        failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => Uploader().ResumeAsync(Request(PartSource.FromMemory(RandomBytes(Bytes.Length, seed: 3)))));
        Assert.Equal(FailedUploadState.Completed, failure.State);
        Assert.DoesNotContain("Nothing of it is stored", failure.Message, StringComparison.Ordinal);
    }

    private async Task<(string Json, UploadManifest Manifest)> CompletedSession()
    {
        IMultipartSession session = await Uploader().StartAsync(Target);
        string json = session.ToJson();
        await session.UploadPartAsync(1, PartSource.FromMemory(Bytes.AsMemory(0, PartSize)));
        await session.UploadPartAsync(2, PartSource.FromMemory(Bytes.AsMemory(PartSize)));
        return (json, await session.CompleteAsync());
    }
}
