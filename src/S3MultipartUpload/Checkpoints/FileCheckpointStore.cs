using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using S3MultipartUpload.Checkpoints;

namespace S3MultipartUpload;

/// <summary>
/// Keeps each checkpoint in a file of its own, readable by its owner only. The file's name is a hash of bucket and key, so no key can
/// lead out of the folder. A file beside it is locked while an upload runs; the operating system frees it when the process ends.
/// </summary>
public sealed class FileCheckpointStore : ICheckpointStore, IJournalStore
{
    private const string Extension = ".checkpoint";
    private const string JournalExtension = ".journal";

    private readonly string _directory;

    /// <summary>Creates the store; the folder is made when it is needed.</summary>
    /// <param name="directory">The folder. Give it to uploads of one store only: a checkpoint does not name the store.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public FileCheckpointStore(string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        _directory = Path.GetFullPath(directory);
    }

    /// <summary>The full path of the folder.</summary>
    internal string FullPath => _directory;

    /// <inheritdoc/>
    public ValueTask<ICheckpoint> OpenAsync(string bucketName, string key, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(bucketName);
        ArgumentException.ThrowIfNullOrEmpty(key);
        cancellationToken.ThrowIfCancellationRequested();
        string path = Path.Combine(_directory, NameOf(bucketName, key));
        try
        {
            CreateDirectory();
            return new(new FileCheckpoint(path, FileCheckpoint.Lock(path)));
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(
                CheckpointProblem.Unusable, path, $"The checkpoint '{path}' cannot be opened: {unusable.Message}", unusable);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IJournal> OpenJournalAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        string path = Path.Combine(_directory, HashOf(name) + JournalExtension);
        try
        {
            CreateDirectory();
            return await FileJournal.OpenAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(
                CheckpointProblem.Unusable, path, $"The journal '{path}' cannot be opened: {unusable.Message}", unusable);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<CheckpointEntry> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<CheckpointException> unusable = [];
        string[] paths = Directory.Exists(_directory) ? Directory.GetFiles(_directory, "*" + Extension) : [];
        foreach (string path in paths.Order(StringComparer.Ordinal))
        {
            UploadCheckpoint? found = null;
            try
            {
                found = await FileCheckpoint.ReadAsync(path, cancellationToken).ConfigureAwait(false) is { } content
                    ? CheckpointJson.Read(content, path)
                    : null;
            }
            catch (CheckpointException damaged)
            {
                unusable.Add(damaged);
            }

            if (found is not null)
            {
                yield return new CheckpointEntry
                {
                    BucketName = found.Upload.BucketName,
                    Key = found.Upload.Key,
                    Location = path,
                    LastWritten = new DateTimeOffset(File.GetLastWriteTimeUtc(path)),
                };
            }
        }

        if (unusable.Count > 0)
        {
            throw unusable.Count == 1 ? unusable[0] : new CheckpointException(
                CheckpointProblem.Unusable, _directory, string.Join(" ", unusable.Select(damaged => damaged.Message)), unusable[0]);
        }
    }

    private static string NameOf(string bucketName, string key) => HashOf($"{bucketName}/{key}") + Extension;

    private static string HashOf(string name) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..40];

    private void CreateDirectory()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_directory);
        }
        else
        {
            Directory.CreateDirectory(_directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
