namespace S3MultipartUpload;

/// <summary>A folder, and how its files become objects.</summary>
public sealed record DirectoryUpload
{
    /// <summary>The folder.</summary>
    public required string Path { get; init; }

    /// <summary>The bucket.</summary>
    public required string BucketName { get; init; }

    /// <summary>What all keys begin with, for example <c>photos/2026/</c>; a slash at its end is not added.</summary>
    /// <value>Default: nothing.</value>
    public string KeyPrefix { get; init; } = "";

    /// <summary>
    /// What follows <see cref="KeyPrefix"/> in the key of a file, given its path within the folder, with <c>/</c> between its names on
    /// every platform. It is asked more than once for a file and must always say the same.
    /// </summary>
    /// <value>Default: null, that path.</value>
    public Func<string, string>? KeyOf { get; init; }

    /// <summary>
    /// Patterns of the files to be stored, such as <c>**/*.jpg</c>; of paths within the folder, as
    /// <c>Microsoft.Extensions.FileSystemGlobbing</c> understands them. A pattern that matches nothing is refused.
    /// </summary>
    /// <remarks>Upper and lower case differ on Linux alone.</remarks>
    /// <value>Default: empty, which is every file.</value>
    public IReadOnlyCollection<string> Include { get; init; } = [];

    /// <summary>Patterns of the files that are left out of those.</summary>
    /// <value>Default: empty.</value>
    public IReadOnlyCollection<string> Exclude { get; init; } = [];

    /// <summary>Whether the folders within are stored, too.</summary>
    /// <value>Default: true.</value>
    public bool Recursive { get; init; } = true;

    /// <summary>Whether hidden files, and those in hidden folders, are stored.</summary>
    /// <value>Default: true.</value>
    public bool IncludeHidden { get; init; } = true;

    /// <summary>What is done with symbolic links. That <see cref="Path"/> itself is one does not matter.</summary>
    /// <value>Default: <see cref="SymbolicLinkPolicy.Skip"/>.</value>
    public SymbolicLinkPolicy SymbolicLinks { get; init; }

    /// <summary>
    /// Makes the request that stores a file, with the bucket, the key and the source of the <see cref="DirectoryFile"/> and whatever
    /// settings it is to have; null leaves the file out. Called for several files at one time. What it throws is the file's failure.
    /// </summary>
    /// <value>Default: null, a request without settings.</value>
    public Func<DirectoryFile, UploadRequest?>? RequestFor { get; init; }

    /// <summary>
    /// Told of each file, one after the other, when it is known what has become of it: stored or not. What it throws ends the upload.
    /// </summary>
    public Action<DirectoryFileResult>? OnFile { get; init; }

    /// <summary>
    /// Where the state of incomplete uploads is kept, for requests that name no other; see <see cref="TransferRequest.CheckpointStore"/>.
    /// </summary>
    /// <value>Default: null, <see cref="S3MultipartUploadOptions.CheckpointStore"/>.</value>
    public ICheckpointStore? CheckpointStore { get; init; }

    /// <summary>
    /// Where the journal is kept of what is stored, so that an upload of the folder that was killed, or in which files failed, goes on
    /// where it stopped: a file is neither read nor sent again if its file system says that it is unchanged, and it is to be described as
    /// before. What the journal tells of is believed to be at the store still. When all is stored, the journal is removed.
    /// </summary>
    /// <value>
    /// Default: null, the store of checkpoints, where that is an <see cref="IJournalStore"/>, too, as <see cref="FileCheckpointStore"/> is.
    /// </value>
    public IJournalStore? JournalStore { get; init; }

    /// <summary>Which files are not sent because the store has them.</summary>
    /// <value>Default: <see cref="SkipPolicy.None"/>.</value>
    public SkipPolicy Skip { get; init; }

    /// <summary>
    /// A stream into which the manifest of the folder is written while it is uploaded: JSON, a line for each object. It stays open.
    /// <see cref="DirectoryUploadExtensions.VerifyDirectoryAsync"/> reads it.
    /// </summary>
    /// <value>Default: null, none.</value>
    public Stream? Manifest { get; init; }

    /// <summary>The most files that are uploaded at one time; see <see cref="UploadManyOptions.MaxConcurrency"/>.</summary>
    /// <value>Default: null, as there.</value>
    public int? MaxConcurrency { get; init; }

    /// <summary>What the failure of one file means for the others.</summary>
    /// <value>Default: <see cref="UploadFailurePolicy.Continue"/>.</value>
    public UploadFailurePolicy FailurePolicy { get; init; }

    /// <summary>
    /// Told how far the folder is, as by <see cref="UploadManyOptions.Progress"/>; files that are unchanged do not count.
    /// </summary>
    public IProgress<UploadManyProgress>? Progress { get; init; }

    /// <summary>The least time from one report of <see cref="Progress"/> to the next; the last one does not wait for it.</summary>
    /// <value>Default: 0.1 s. Zero for a report of every change.</value>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(0.1);
}
