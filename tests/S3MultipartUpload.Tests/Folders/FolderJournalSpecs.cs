using System.Collections.Concurrent;
using System.Text;
using Moq;

namespace S3MultipartUpload.Tests;

/// <summary>What is stored is written down, and believed only as far as it can be.</summary>
public sealed class FolderJournalSpecs : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TestFolder _checkpoints = new();
    private readonly Mock<IMultipartUploader> _uploader = new();
    private readonly ConcurrentQueue<string> _sent = [];
    private Func<string, bool> _fails = _ => false;

    public FolderJournalSpecs()
    {
        _uploader
            .Setup(uploader => uploader.UploadAsync(It.IsAny<UploadRequest>(), It.IsAny<CancellationToken>()))
            .Returns<UploadRequest, CancellationToken>((request, _) =>
            {
                _sent.Enqueue(request.Key);
                return _fails(request.Key) ? throw new FormatException() : Task.FromResult(ReceiptOf(request));
            });
        for (int i = 0; i < 10; i++)
        {
            _folder.Add($"{i}", 10);
        }
    }

    private string Journal => Assert.Single(Directory.GetFiles(_checkpoints.Path, "*.journal"));

    public void Dispose()
    {
        _folder.Dispose();
        _checkpoints.Dispose();
    }

    [Fact]
    public async Task What_is_stored_and_has_not_changed_is_not_sent_again()
    {
        await FailAsync("3", "4");
        File.WriteAllBytes(Path.Combine(_folder.Path, "5"), Samples.Bytes(10));
        await SentAgainAsync("3", "4", "5");
        Assert.Empty(Directory.GetFiles(_checkpoints.Path));
        await SentAgainAsync([.. Enumerable.Range(0, 10).Select(number => $"{number}")]);
    }

    [Fact]
    public async Task A_file_in_the_place_of_another_is_sent_though_size_and_time_are_the_same()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsWindows(), "The system tells no identity.");
        await FailAsync("3");
        string path = Path.Combine(_folder.Path, "5");
        DateTime time = File.GetLastWriteTimeUtc(path);
        File.Delete(path);
        File.WriteAllBytes(path, Samples.Bytes(10));
        File.SetLastWriteTimeUtc(path, time);
        await SentAgainAsync("3", "5");
    }

    [Fact]
    public async Task What_is_to_be_described_otherwise_is_sent_again()
    {
        string version = "one";
        DirectoryUpload upload = Upload() with
        {
            RequestFor = file => new UploadRequest
            {
                BucketName = file.BucketName,
                Key = file.Key,
                Source = file.Source,
                Metadata = new Dictionary<string, string> { ["version"] = file.Key == "5" ? version : "" },
            },
        };
        _fails = key => key == "3";
        await _uploader.Object.UploadDirectoryAsync(upload);
        (version, _fails) = ("two", _ => false);
        _sent.Clear();
        DirectoryUploadResult result = await _uploader.Object.UploadDirectoryAsync(upload);
        Assert.Equal(["3", "5"], _sent.Order());
        Assert.Equal(8, result.FilesUnchanged);
    }

    [Fact]
    public async Task A_journal_belongs_to_one_folder_bucket_and_prefix()
    {
        await FailAsync("3");
        _fails = _ => false;
        _sent.Clear();
        await _uploader.Object.UploadDirectoryAsync(Upload() with { KeyPrefix = "other/" });
        Assert.Equal(10, _sent.Count);
    }

    [Fact]
    public async Task Wherever_a_journal_is_torn_what_was_written_whole_counts()
    {
        await FailAsync("3");
        byte[] whole = await File.ReadAllBytesAsync(Journal);
        for (int length = 0; length < whole.Length; length += 97)
        {
            await File.WriteAllBytesAsync(Journal, whole[..length]);
            int known = Math.Max(0, whole[..length].Count(letter => letter == '\n') - 1);
            _fails = key => key == "3";
            _sent.Clear();
            DirectoryUploadResult result = await UploadAsync();
            Assert.Equal((known, 10 - known), (result.FilesUnchanged, _sent.Count));
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("not JSON")]
    [InlineData("{\"folderVersion\":2,\"bucket\":\"photos\",\"keyPrefix\":\"\"}")]
    [InlineData("{\"folderVersion\":1,\"bucket\":\"others\",\"keyPrefix\":\"\"}")]
    public async Task A_journal_that_is_none_is_refused_before_anything_is_sent(string line)
    {
        await FailAsync("3");
        string[] whole = await File.ReadAllLinesAsync(Journal);
        foreach (string[] lines in new string[][] { [line, .. whole[1..]], [.. whole[..2], line, .. whole[2..]] })
        {
            await File.WriteAllLinesAsync(Journal, lines);
            _sent.Clear();
            CheckpointException refused = await Assert.ThrowsAsync<CheckpointException>(UploadAsync);
            Assert.Equal((CheckpointProblem.Unusable, Journal), (refused.Problem, refused.Location));
            Assert.Empty(_sent);
        }
    }

    [Fact]
    public async Task A_journal_in_use_is_refused()
    {
        await FailAsync("3");
        var store = new FileCheckpointStore(_checkpoints.Path);
        await _uploader.Object.UploadDirectoryAsync(Upload() with
        {
            RequestFor = file =>
            {
                CheckpointException refused = Assert.Throws<CheckpointException>(() => UploadAsync().GetAwaiter().GetResult());
                Assert.Equal(CheckpointProblem.InUse, refused.Problem);
                return null;
            },
            JournalStore = store,
            MaxConcurrency = 1,
        });
    }

    [Fact]
    public Task Checkpoints_in_the_folder_itself_are_refused() => Assert.ThrowsAsync<UploadRefusedException>(
        () => _uploader.Object.UploadDirectoryAsync(
            Upload() with { CheckpointStore = new FileCheckpointStore(Path.Combine(_folder.Path, "checkpoints")) }));

    [Fact]
    public async Task The_manifest_has_a_line_for_each_object_and_a_torn_one_is_noticed()
    {
        using var stream = new MemoryStream();
        await FailAsync("3", "4");
        _fails = _ => false;
        await _uploader.Object.UploadDirectoryAsync(Upload() with { Manifest = stream });
        _uploader
            .Setup(uploader => uploader.VerifyAsync(
                It.IsAny<UploadManifest>(), It.IsAny<VerifyOptions?>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new VerificationReport { Findings = [], Outcome = VerificationOutcome.Proven });
        byte[] whole = stream.ToArray();
        Assert.Equal((10, null), await VerifyAsync(whole));
        string[] lines = Encoding.UTF8.GetString(whole).TrimEnd('\n').Split('\n');
        Assert.Equal(12, lines.Length);
        for (int length = 0; length < whole.Length; length += 131)
        {
            (int count, string? problem) = await VerifyAsync(whole[..length]);
            Assert.Equal(Math.Max(0, whole[..length].Count(letter => letter == '\n') - 1), count);
            Assert.Contains("torn", problem, StringComparison.Ordinal);
        }

        Assert.Contains("there are 9", (await VerifyAsync(Join([.. lines[..3], .. lines[4..]]))).Problem, StringComparison.Ordinal);
        Assert.Contains("follows the last", (await VerifyAsync(Join([.. lines, lines[1]]))).Problem, StringComparison.Ordinal);
        Assert.Contains("line 1", (await VerifyAsync(Join(lines[1..]))).Problem, StringComparison.Ordinal);

        static byte[] Join(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + '\n')));
    }

    private static UploadManifest ReceiptOf(UploadRequest request) => new()
    {
        BucketName = request.BucketName,
        Key = request.Key,
        IsComplete = true,
        Size = 10,
        PartSize = 10,
        Parts = [new UploadedPart { PartNumber = 1, Offset = 0, Size = 10, ETag = "\"e\"", Checksum = "AAAAAA==" }],
        ETag = "\"e\"",
    };

    private DirectoryUpload Upload() => new()
    {
        Path = _folder.Path,
        BucketName = "photos",
        CheckpointStore = new FileCheckpointStore(_checkpoints.Path),
    };

    private Task<DirectoryUploadResult> UploadAsync() => _uploader.Object.UploadDirectoryAsync(Upload());

    private async Task FailAsync(params string[] keys)
    {
        _fails = keys.Contains;
        Assert.Equal(keys.Length, (await UploadAsync()).FilesFailed);
    }

    private async Task SentAgainAsync(params string[] keys)
    {
        _fails = _ => false;
        _sent.Clear();
        DirectoryUploadResult result = await UploadAsync();
        Assert.Equal(keys, _sent.Order());
        Assert.Equal((keys.Length, 10 - keys.Length), (result.FilesStored, result.FilesUnchanged));
    }

    private async Task<(int Count, string? Problem)> VerifyAsync(byte[] manifest)
    {
        int count = 0;
        try
        {
            await foreach (ObjectVerification found in _uploader.Object.VerifyDirectoryAsync(new MemoryStream(manifest)))
            {
                Assert.Equal(VerificationOutcome.Proven, found.Report?.Outcome);
                count++;
            }

            return (count, null);
        }
        catch (InvalidUploadJsonException invalid)
        {
            return (count, invalid.Message);
        }
    }
}
