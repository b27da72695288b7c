namespace S3MultipartUpload.Tests;

public sealed class FileCheckpointStoreTests : IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName(), "checkpoints");

    private FileCheckpointStore Store => new(_directory);

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_directory) ?? _directory, recursive: true);

    [Fact]
    public async Task What_was_written_last_is_read_by_the_next_one()
    {
        await using (ICheckpoint checkpoint = await Store.OpenAsync("b", "k", CancellationToken.None))
        {
            Assert.Null(await checkpoint.ReadAsync(CancellationToken.None));
            await checkpoint.WriteAsync(Samples.Bytes(5_000), CancellationToken.None);
            await checkpoint.WriteAsync(Samples.Bytes(10), CancellationToken.None);
        }

        await using ICheckpoint again = await Store.OpenAsync("b", "k", CancellationToken.None);
        Assert.Equal(Samples.Bytes(10), await again.ReadAsync(CancellationToken.None));
        await again.DeleteAsync(CancellationToken.None);
        await again.DeleteAsync(CancellationToken.None);
        Assert.Null(await again.ReadAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Only_one_at_a_time_holds_a_checkpoint()
    {
        await using (await Store.OpenAsync("b", "k", CancellationToken.None))
        {
            CheckpointException held =
                await Assert.ThrowsAsync<CheckpointException>(async () => await Store.OpenAsync("b", "k", CancellationToken.None));
            Assert.Equal(CheckpointProblem.InUse, held.Problem);
            await (await Store.OpenAsync("b", "other", CancellationToken.None)).DisposeAsync();
        }

        await (await Store.OpenAsync("b", "k", CancellationToken.None)).DisposeAsync();
        Assert.Empty(Directory.GetFiles(_directory));
    }

    [Fact]
    public async Task Of_many_at_once_one_holds_the_checkpoint_at_any_time()
    {
        int holders = 0;
        int overlaps = 0;
        int refused = 0;
        await Parallel.ForAsync(0, 2_000, async (_, token) =>
        {
            try
            {
                await using ICheckpoint checkpoint = await Store.OpenAsync("b", "k", token);
                if (Interlocked.Increment(ref holders) > 1)
                {
                    Interlocked.Increment(ref overlaps);
                }

                await checkpoint.WriteAsync(new byte[] { 1 }, token);
                Interlocked.Decrement(ref holders);
            }
            catch (CheckpointException held) when (held.Problem == CheckpointProblem.InUse)
            {
                Interlocked.Increment(ref refused);
            }
        });
        Assert.Equal(0, overlaps);
        Assert.InRange(refused, 0, 1_999);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("a/b\\c:d*e?f\"g|h\nü\0")]
    [InlineData(".")]
    public async Task Any_key_stays_within_the_folder(string key)
    {
        await using ICheckpoint checkpoint = await Store.OpenAsync("b", key, CancellationToken.None);
        await checkpoint.WriteAsync(new byte[] { 1 }, CancellationToken.None);
        Assert.Equal(_directory, Path.GetDirectoryName(checkpoint.Location));
        Assert.True(File.Exists(checkpoint.Location));
        Assert.Matches("^[0-9A-F]{40}\\.checkpoint$", Path.GetFileName(checkpoint.Location));
    }

    [Fact]
    public async Task Objects_whose_names_run_together_have_checkpoints_of_their_own()
    {
        string[] locations =
        [
            await LocationOf("b", "c/d"), await LocationOf(
                "b-c", "d"), await LocationOf("b", "c"), await LocationOf("bc", "d"), await LocationOf("b", "C"),
        ];
        Assert.Distinct(locations);
    }

    [Fact]
    public async Task Only_the_owner_may_read_it()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has other permissions.");
            return;
        }

        await using ICheckpoint checkpoint = await Store.OpenAsync("b", "k", CancellationToken.None);
        await checkpoint.WriteAsync(new byte[] { 1 }, CancellationToken.None);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(checkpoint.Location));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_directory));
    }

    [Fact]
    public async Task What_lies_in_the_place_of_the_new_content_is_neither_written_through_nor_kept()
    {
        await using ICheckpoint checkpoint = await Store.OpenAsync("b", "k", CancellationToken.None);
        string foreign = Path.Combine(_directory, "foreign");
        await File.WriteAllBytesAsync(foreign, [1]);
        File.CreateSymbolicLink(checkpoint.Location + ".new", foreign);
        await checkpoint.WriteAsync(new byte[] { 2 }, CancellationToken.None);
        Assert.Equal([1], await File.ReadAllBytesAsync(foreign));
        Assert.Equal([2], await checkpoint.ReadAsync(CancellationToken.None));
        Assert.Null(new FileInfo(checkpoint.Location).LinkTarget);
    }

    [Fact]
    public async Task A_writing_that_fails_or_was_cut_leaves_the_old_content()
    {
        await using ICheckpoint checkpoint = await Store.OpenAsync("b", "k", CancellationToken.None);
        await checkpoint.WriteAsync(new byte[] { 1 }, CancellationToken.None);
        await File.WriteAllBytesAsync(checkpoint.Location + ".new", [2, 2]); // Killed before the rename.
        Assert.Equal([1], await checkpoint.ReadAsync(CancellationToken.None));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await checkpoint.WriteAsync(new byte[] { 3 }, new CancellationToken(canceled: true)));
        Assert.Equal([1], await checkpoint.ReadAsync(CancellationToken.None));
        await checkpoint.WriteAsync(new byte[] { 4 }, CancellationToken.None);
        Assert.Equal([4], await checkpoint.ReadAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_huge_file_is_not_read()
    {
        await using ICheckpoint checkpoint = await Store.OpenAsync("b", "k", CancellationToken.None);
        await using (FileStream file = File.Create(checkpoint.Location))
        {
            file.SetLength(1L << 40);
        }

        CheckpointException unusable =
            await Assert.ThrowsAsync<CheckpointException>(async () => await checkpoint.ReadAsync(CancellationToken.None));
        Assert.Equal((CheckpointProblem.Unusable, checkpoint.Location), (unusable.Problem, unusable.Location));
        Assert.Contains(checkpoint.Location, unusable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_a_file_is_a_typed_error()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_directory) ?? _directory);
        await File.WriteAllBytesAsync(_directory, []);
        CheckpointException unusable = await Assert.ThrowsAsync<CheckpointException>(
            async () => await Store.OpenAsync("b", "k", CancellationToken.None));
        Assert.Equal(CheckpointProblem.Unusable, unusable.Problem);
    }

    public static TheoryData<string, string> Intruders => new()
    {
        { "link", ".lock" }, { "link", "" }, { "dangling link", ".lock" }, { "dangling link", "" }, { "pipe", ".lock" }, { "pipe", "" },
        { "socket", ".lock" }, { "socket", "" }, { "folder", ".lock" }, { "folder", "" }, { "device", ".lock" }, { "device", "" },
    };

    /// <summary>Nothing is written through a link, and no pipe is waited for.</summary>
    [Theory(Timeout = 20_000)]
    [MemberData(nameof(Intruders))]
    public async Task Whatever_is_no_regular_file_is_not_opened(string kind, string extension)
    {
        string location = await LocationOf("b", "k");
        string foreign = Path.Combine(_directory, "foreign");
        if (kind != "dangling link")
        {
            await File.WriteAllBytesAsync(foreign, [1]);
        }

        if (!await Intruder.TryMakeAsync(kind, location + extension, foreign))
        {
            Assert.Skip($"A {kind} cannot be made here.");
        }

        CheckpointException unusable = await Assert.ThrowsAsync<CheckpointException>(() => Task.Run(
            async () =>
            {
                await using ICheckpoint checkpoint = await Store.OpenAsync("b", "k", CancellationToken.None);
                await checkpoint.ReadAsync(CancellationToken.None);
            },
            TestContext.Current.CancellationToken));
        Assert.Equal((CheckpointProblem.Unusable, location), (unusable.Problem, unusable.Location));
        Assert.Contains($"'{location}{extension}' is a link, or no regular file", unusable.Message, StringComparison.Ordinal);
        Assert.Equal(kind != "dangling link", File.Exists(foreign));
    }

    [Fact(Timeout = 20_000)]
    public async Task A_listing_tells_what_is_no_regular_file_and_does_not_wait_for_it()
    {
        string location = await LocationOf("b", "k");
        if (!await Intruder.TryMakeAsync("pipe", location, ""))
        {
            Assert.Skip("A pipe cannot be made here.");
        }

        CheckpointException unusable = await Assert.ThrowsAsync<CheckpointException>(
            () => Task.Run(async () => await Store.ListAsync().ToListAsync(), TestContext.Current.CancellationToken));
        Assert.Contains("no regular file", unusable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_closed_twice_leaves_the_lock_of_the_next_one()
    {
        ICheckpoint first = await Store.OpenAsync("b", "k", CancellationToken.None);
        await first.DisposeAsync();
        await using ICheckpoint second = await Store.OpenAsync("b", "k", CancellationToken.None);
        await first.DisposeAsync();
        Assert.True(File.Exists(second.Location + ".lock"));
    }

    private async Task<string> LocationOf(string bucketName, string key)
    {
        await using ICheckpoint checkpoint = await Store.OpenAsync(bucketName, key, CancellationToken.None);
        return checkpoint.Location;
    }
}
