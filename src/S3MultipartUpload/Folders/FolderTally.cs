namespace S3MultipartUpload.Folders;

/// <summary>Counts what becomes of the files of a folder.</summary>
internal sealed class FolderTally
{
    private readonly List<DirectoryFileResult> _failures = [];
    private readonly long[] _counts = new long[Enum.GetValues<DirectoryFileOutcome>().Length];
    private long _bytes;

    public void Add(DirectoryFileResult file)
    {
        _counts[(int)file.Outcome]++;
        if (file.Outcome == DirectoryFileOutcome.Stored)
        {
            _bytes += file.Manifest?.Size ?? 0;
        }
        else if (file.Outcome == DirectoryFileOutcome.Failed && _failures.Count < DirectoryUploadResult.MaxFailuresListed)
        {
            _failures.Add(file);
        }
    }

    public DirectoryUploadResult ToResult() => new()
    {
        FilesStored = Of(DirectoryFileOutcome.Stored),
        FilesUnchanged = Of(DirectoryFileOutcome.Unchanged),
        FilesLeftOut = Of(DirectoryFileOutcome.LeftOut),
        LinksSkipped = Of(DirectoryFileOutcome.LinkSkipped),
        FilesFailed = Of(DirectoryFileOutcome.Failed),
        BytesStored = _bytes,
        Failures = _failures,
    };

    private long Of(DirectoryFileOutcome outcome) => _counts[(int)outcome];
}
