using System.Security.Cryptography;
using Amazon.S3.Model;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>What becomes of a folder, whatever the store.</summary>
public abstract class FolderBehaviour : IDisposable
{
    private const int MiB = 1024 * 1024;

    private readonly IStore _store;
    private readonly string _folder = Directory.CreateTempSubdirectory("folder-").FullName;
    private readonly string _checkpoints = Directory.CreateTempSubdirectory("checkpoints-").FullName;

    protected FolderBehaviour(IStore store)
    {
        _store = store;
        Assert.SkipWhen(store.SkipReason is not null, store.SkipReason ?? "");
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        Directory.Delete(_checkpoints, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Every_file_arrives_byte_for_byte_under_its_path()
    {
        string prefix = Prefix();
        for (int i = 0; i < 30; i++)
        {
            Add($"small/{i / 10}/{i}.txt", i);
        }

        Add("große Bilder/ä +%&=?#.bin", (11 * MiB) + 3);
        DirectoryUploadResult result = (await Uploader().UploadDirectoryAsync(Upload(prefix))).ThrowIfAnyFailed();
        Assert.Equal((31, 0), (result.FilesStored, result.FilesUnchanged));
        await AssertStoredAsync(prefix);
        GetObjectMetadataResponse text = await _store.Client.GetObjectMetadataAsync(_store.Bucket, prefix + "small/0/1.txt");
        Assert.Equal("text/plain", text.Headers.ContentType);
    }

    [Fact]
    public async Task Who_failed_goes_on_where_it_stopped_and_the_manifest_tells_of_all()
    {
        string prefix = Prefix();
        for (int i = 0; i < 20; i++)
        {
            Add($"{i}.txt", i);
        }

        string large = Add("large.bin", 12 * MiB);
        DirectoryUploadResult first = await Uploader().UploadDirectoryAsync(Upload(prefix) with
        {
            RequestFor = file => file.RelativePath[0] is '1' ? throw new FormatException() : RequestOf(file),
        });
        Assert.Equal((10, 0, 11), (first.FilesStored, first.FilesUnchanged, first.FilesFailed));
        await File.AppendAllTextAsync(Path.Combine(_folder, "2.txt"), "!");
        using var manifest = new MemoryStream();
        DirectoryUploadResult second = await Uploader().UploadDirectoryAsync(Upload(prefix) with { Manifest = manifest });
        Assert.Equal((12, 9, 0), (second.FilesStored, second.FilesUnchanged, second.FilesFailed));
        await AssertStoredAsync(prefix);
        manifest.Position = 0;
        ObjectVerification[] verified = await Uploader()
            .VerifyDirectoryAsync(manifest, new VerifyOptions { Deep = true }).ToArrayAsync();
        Assert.Equal(21, verified.Select(found => found.Manifest.Key).Distinct().Count());
        Assert.Equal(21, verified.Length);
        Assert.All(verified, found => Assert.Equal(VerificationOutcome.Proven, found.Report?.Outcome));
        Assert.Empty(Directory.GetFiles(_checkpoints));
        Assert.Equal(12 * MiB, new FileInfo(large).Length);
    }

    [Fact]
    public async Task Who_was_cancelled_sends_no_stored_part_again()
    {
        string prefix = Prefix();
        Add("large.bin", (31 * MiB) + 1);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Uploader().UploadDirectoryAsync(
            Upload(prefix) with
            {
                RequestFor = file => new UploadRequest
                {
                    BucketName = file.BucketName,
                    Key = file.Key,
                    Source = file.Source,
                    ProgressInterval = TimeSpan.Zero,
                    Progress = new Target(progress =>
                    {
                        if (progress.PartsStored >= 2)
                        {
                            stop.Cancel();
                        }
                    }),
                },
            },
            stop.Token));
        UploadManifest? manifest = null;
        await Uploader().UploadDirectoryAsync(Upload(prefix) with { OnFile = file => manifest = file.Manifest });
        Assert.InRange(manifest?.PartsResumed ?? 0, 2, 7);
        await AssertStoredAsync(prefix);
    }

    [Fact]
    public async Task What_the_store_has_is_not_sent_where_that_is_asked_for()
    {
        string prefix = Prefix();
        string[] paths = [.. Enumerable.Range(0, 6).Select(number => Add($"{number}.txt", number * 10)), Add("large.bin", 11 * MiB)];
        foreach (string path in paths)
        {
            File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path) - TimeSpan.FromHours(1));
        }

        DirectoryUpload upload = Upload(prefix) with { CheckpointStore = null, Skip = SkipPolicy.Unchanged };
        Assert.Equal(7, (await Uploader().UploadDirectoryAsync(upload)).FilesStored);
        DirectoryUploadResult again = await Uploader().UploadDirectoryAsync(upload);

        // Without checksums only time tells, and these files have come into being just now, whatever they say of it.
        bool tells = _store.Profiles[0].ConfirmsChecksums;
        Assert.Equal((tells ? 0 : 7, tells ? 7 : 0, 0), (again.FilesStored, again.FilesUnchanged, again.FilesFailed));

        File.WriteAllBytes(paths[1], RandomNumberGenerator.GetBytes(10)); // As long, and newer.
        File.WriteAllBytes(paths[2], RandomNumberGenerator.GetBytes(21));
        await _store.Client.DeleteObjectAsync(_store.Bucket, prefix + "3.txt");
        again = await Uploader().UploadDirectoryAsync(upload);
        Assert.Equal((tells ? 3 : 7, tells ? 4 : 0, 0), (again.FilesStored, again.FilesUnchanged, again.FilesFailed));
        await AssertStoredAsync(prefix);
    }

    private static UploadRequest RequestOf(DirectoryFile file) =>
        new() { BucketName = file.BucketName, Key = file.Key, Source = file.Source };

    private static string Prefix() => $"folder-{Guid.NewGuid():N}/";

    private MultipartUploader Uploader() => new(_store.Client, new S3MultipartUploadOptions
    {
        Profile = _store.Profiles[0],
        PartSizer = PartSizer.Fixed(5 * MiB),
    });

    private DirectoryUpload Upload(string prefix) => new()
    {
        Path = _folder,
        BucketName = _store.Bucket,
        KeyPrefix = prefix,
        CheckpointStore = new FileCheckpointStore(_checkpoints),
    };

    private string Add(string relativePath, int length)
    {
        string path = Path.Combine(_folder, relativePath);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? _folder);
        File.WriteAllBytes(path, RandomNumberGenerator.GetBytes(length));
        return path;
    }

    private async Task AssertStoredAsync(string prefix)
    {
        string[] files = Directory.GetFiles(_folder, "*", SearchOption.AllDirectories);
        IEnumerable<string> keys = files.Select(file => prefix + Path.GetRelativePath(_folder, file).Replace('\\', '/'));
        ListObjectsV2Response stored = await _store.Client.ListObjectsV2Async(
            new ListObjectsV2Request { BucketName = _store.Bucket, Prefix = prefix });
        Assert.Equal(keys.Order(StringComparer.Ordinal), stored.S3Objects.Select(found => found.Key).Order(StringComparer.Ordinal));
        foreach ((string file, string key) in files.Zip(keys))
        {
            using GetObjectResponse found = await _store.Client.GetObjectAsync(_store.Bucket, key);
            Assert.Equal(
                SHA256.HashData(await File.ReadAllBytesAsync(file)), await SHA256.HashDataAsync(found.ResponseStream));
        }
    }

    private sealed class Target(Action<UploadProgress> report) : IProgress<UploadProgress>
    {
        public void Report(UploadProgress value) => report(value);
    }
}
