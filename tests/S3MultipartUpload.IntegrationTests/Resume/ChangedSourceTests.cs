using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>A resumed upload never mixes the bytes of two sources.</summary>
public sealed class ChangedSourceTests : ResumeScenario
{
    [Theory]
    [InlineData("memory")]
    [InlineData("stream")]
    [InlineData("stream of known length")]
    public async Task Bytes_that_differ_in_a_stored_part_are_refused(string kind)
    {
        using (var source = new SourceOf(kind, Bytes))
        {
            await InterruptedUpload(source.Open());
        }

        Bytes[PartSize + 5] ^= 1;
        using var changed = new SourceOf(kind, Bytes);
        await AssertRefused(changed.Open());
    }

    [Fact]
    public async Task A_file_written_since_is_refused_before_anything_is_sent()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "file");
        await File.WriteAllBytesAsync(path, Bytes);
        await InterruptedUpload(PartSource.FromFile(path));
        File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddTicks(10));
        await AssertRefused(PartSource.FromFile(path));
        Assert.DoesNotContain(Server.Requests, request => request.Operation == S3Operation.ListParts);
        Directory.Delete(Path.GetDirectoryName(path) ?? path, recursive: true);
    }

    [Theory]
    [InlineData(24_999)]
    [InlineData(25_001)]
    [InlineData(20_000)]
    public async Task A_source_of_another_length_is_refused(int length)
    {
        await InterruptedUpload(PartSource.FromMemory(Bytes));
        await AssertRefused(PartSource.FromMemory(RandomBytes(length, seed: 1)));
    }

    [Fact]
    public async Task A_shorter_stream_of_unknown_length_is_refused()
    {
        using (var source = new SourceOf("stream", Bytes))
        {
            await InterruptedUpload(source.Open());
        }

        using var shorter = new SourceOf("stream", Bytes[..(PartSize + 5)]);
        await AssertRefused(shorter.Open());
    }

    [Fact]
    public async Task A_source_that_changed_while_its_first_run_was_reading_it_is_refused()
    {
        var source = new KnownSource(Bytes);
        source.OnOpen = number =>
        {
            if (number == 3 && source.Fingerprint == "1")
            {
                source.Fingerprint = "2";
                Bytes[0] ^= 1;
            }
        };
        await InterruptedUpload(source);
        await AssertRefused(source);
    }

    [Theory]
    [InlineData(ResumeCheck.Trust, true)]
    [InlineData(ResumeCheck.Verify, true)]
    [InlineData(ResumeCheck.Paranoid, false)]
    public async Task A_source_that_says_it_is_the_same_is_read_again_only_by_the_paranoid(ResumeCheck check, bool isBelieved)
    {
        await InterruptedUpload(new KnownSource(Bytes));
        byte[] changed = [.. Bytes];
        changed[0] ^= 1;
        var source = new KnownSource(changed);
        Task<UploadManifest> resume = Uploader().ResumeAsync(Request(source, new ResumeOptions { Check = check }));
        if (isBelieved)
        {
            await resume;
            Assert.DoesNotContain(1, source.Opened);
            Assert.DoesNotContain(2, source.Opened);
            Assert.Equal(Bytes, await StoredBytes()); // The first part is not of this source, which said it had not changed.
        }
        else
        {
            MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => resume);
            Assert.IsType<SourceChangedException>(failure.InnerException);
        }
    }

    [Fact]
    public async Task The_paranoid_send_no_part_again_if_the_bytes_are_the_same()
    {
        await InterruptedUpload(new KnownSource(Bytes));
        var source = new KnownSource(Bytes);
        await Uploader().ResumeAsync(Request(source, new ResumeOptions { Check = ResumeCheck.Paranoid }));
        Assert.Contains(1, source.Opened);
        Assert.Equal([1, 2, 3], PartsSent());
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("file")]
    public async Task A_changed_source_is_stored_afresh_where_that_is_allowed(string kind)
    {
        using (var source = new SourceOf(kind, Bytes))
        {
            await InterruptedUpload(source.Open());
        }

        Bytes[7] ^= 1;
        using var changed = new SourceOf(kind, Bytes);
        UploadManifest manifest =
            await Uploader().UploadAsync(Request(changed.Open(), new ResumeOptions { RestartIfSourceChanged = true }));
        Assert.Equal(0, manifest.PartsResumed);
        Assert.Equal(Bytes, await StoredBytes());
        Assert.Equal(0, await OpenUploads());
        Assert.Null(await SavedCheckpoint());
    }

    [Fact]
    public async Task A_changed_stream_that_has_been_read_cannot_start_afresh()
    {
        using (var source = new SourceOf("stream", Bytes))
        {
            await InterruptedUpload(source.Open());
        }

        Bytes[7] ^= 1;
        using var changed = new SourceOf("stream", Bytes);
        await AssertRefused(changed.Open(), new ResumeOptions { RestartIfSourceChanged = true });
    }

    private async Task AssertRefused(IPartSource source, ResumeOptions? resume = null)
    {
        string? before = await SavedCheckpoint();
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => Uploader().UploadAsync(Request(source, resume)));
        Assert.IsType<SourceChangedException>(failure.InnerException);
        Assert.Equal(FailedUploadState.Kept, failure.State);
        Assert.DoesNotContain(Server.Requests, request => request.Operation == S3Operation.CompleteMultipartUpload);
        Assert.Equal(1, await OpenUploads());
        Assert.Equal(before, await SavedCheckpoint());
    }
}
