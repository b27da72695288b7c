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

    /// <summary>A source that says it is the same, and is not.</summary>
    [Theory]
    [InlineData(ResumeCheck.Trust, true)]
    [InlineData(ResumeCheck.Reread, false)]
    public async Task Only_who_trusts_a_source_believes_what_it_says(ResumeCheck check, bool isBelieved)
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
    public async Task No_part_is_sent_again_if_the_bytes_are_the_same()
    {
        await InterruptedUpload(new KnownSource(Bytes));
        var source = new KnownSource(Bytes);
        await Uploader().ResumeAsync(Request(source));
        Assert.Contains(1, source.Opened);
        Assert.Equal([1, 2, 3], PartsSent());
    }

    /// <summary>monday.img and tuesday.img: of one length and one time of the last write, as cp -p, tar and rsync make them.</summary>
    [Theory]
    [InlineData(ResumeCheck.Trust, "written over")]
    [InlineData(ResumeCheck.Trust, "put in its place")]
    [InlineData(ResumeCheck.Reread, "written over")]
    [InlineData(ResumeCheck.Reread, "put in its place")]
    public async Task Two_files_of_one_length_and_time_are_never_mixed(ResumeCheck check, string how)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        string path = Path.Combine(folder.FullName, "monday.img");
        await File.WriteAllBytesAsync(path, Bytes);
        DateTime written = File.GetLastWriteTimeUtc(path);
        await InterruptedUpload(PartSource.FromFile(path));

        byte[] tuesday = RandomBytes(Bytes.Length, seed: 2);
        string target = how == "written over" ? path : Path.Combine(folder.FullName, "tuesday.img");
        await File.WriteAllBytesAsync(target, tuesday);
        File.SetLastWriteTimeUtc(target, written);
        File.Move(target, path, overwrite: true);
        Assert.Equal(written, File.GetLastWriteTimeUtc(path));

        await AssertRefused(PartSource.FromFile(path), new ResumeOptions { Check = check });
        await Uploader().UploadAsync(
            Request(PartSource.FromFile(path), new ResumeOptions { Check = check, RestartIfSourceChanged = true }));
        Assert.Equal(tuesday, await StoredBytes());
        folder.Delete(recursive: true);
    }

    /// <summary>Another number of the file system, as after a restart of the machine, is no reason to refuse the same bytes.</summary>
    [Fact]
    public async Task A_copy_of_the_file_with_the_same_bytes_is_resumed()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        string path = Path.Combine(folder.FullName, "file");
        await File.WriteAllBytesAsync(path, Bytes);
        await InterruptedUpload(PartSource.FromFile(path));
        File.Copy(path, path + ".copy"); // With its time, as cp -p.
        File.Move(path + ".copy", path, overwrite: true);

        UploadManifest manifest = await Uploader().ResumeAsync(
            Request(PartSource.FromFile(path), new ResumeOptions { Check = ResumeCheck.Trust }));
        Assert.Equal(2, manifest.PartsResumed);
        Assert.Equal([1, 2, 3], PartsSent());
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task An_unchanged_file_that_is_trusted_is_not_read_again()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        string path = Path.Combine(folder.FullName, "file");
        await File.WriteAllBytesAsync(path, Bytes);
        await InterruptedUpload(PartSource.FromFile(path));
        var counted = new CountedSource(PartSource.FromFile(path));
        await Uploader().ResumeAsync(Request(counted, new ResumeOptions { Check = ResumeCheck.Trust }));
        Assert.DoesNotContain(1, counted.Opened);
        Assert.DoesNotContain(2, counted.Opened);
        Assert.Equal(Bytes, await StoredBytes());
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("file")]
    public async Task A_changed_source_is_stored_from_its_first_byte_where_that_is_allowed(string kind)
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
    public async Task A_changed_stream_that_has_been_read_cannot_start_again()
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

    /// <summary>Tells which parts of another source were opened.</summary>
    private sealed class CountedSource(IPartSource inner) : IPartSource
    {
        public long? Length => inner.Length;

        public bool IsRandomAccess => inner.IsRandomAccess;

        public string? Fingerprint => inner.Fingerprint;

        public string? Identity => inner.Identity;

        public List<int> Opened { get; } = [];

        public ValueTask<Stream> OpenPartAsync(PartRange range, CancellationToken cancellationToken)
        {
            Opened.Add(range.PartNumber);
            return inner.OpenPartAsync(range, cancellationToken);
        }
    }
}
