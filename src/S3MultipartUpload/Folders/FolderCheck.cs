using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Manifest;

namespace S3MultipartUpload.Folders;

/// <summary>
/// Looks a folder through before anything is stored: what can be known to fail is refused, and what is to come is counted.
/// </summary>
internal sealed class FolderCheck(DirectoryUpload upload, FolderKeys keys)
{
    private const int Named = 10;

    private readonly List<string> _problems = [];
    private readonly HashSet<UInt128> _keys = [];
    private long _problemCount;

    /// <summary>How many files there are, and links and failures in their place.</summary>
    public long Files { get; private set; }

    /// <summary>How many bytes they have.</summary>
    public long Bytes { get; private set; }

    /// <summary>What contradicts itself, whatever is in the folder.</summary>
    /// <exception cref="UploadRefusedException">All that is wrong, at once.</exception>
    public static void Settings(DirectoryUpload upload)
    {
        List<string?> problems =
        [
            NameRules.ProblemOfBucket(upload.BucketName),
            upload.KeyPrefix is null ? "KeyPrefix is null; use an empty one." : null,
            upload.KeyPrefix?.StartsWith('/') == true
                ? "KeyPrefix starts with a slash, which the AWS SDK drops: the objects would be stored under other keys." : null,
            upload.Include is null || upload.Exclude is null ? "Include or Exclude is null; use an empty list." : null,
            Enum.IsDefined(upload.SymbolicLinks) ? null : $"SymbolicLinks is {upload.SymbolicLinks}, which is none.",
            Enum.IsDefined(upload.Skip) ? null : $"Skip is {upload.Skip}, which is none.",
            ProblemOfFolder(upload.Path),
        ];
        List<string> found = [.. problems.OfType<string>()];
        if (found.Count > 0)
        {
            throw new UploadRefusedException(found);
        }
    }

    /// <exception cref="UploadRefusedException">
    /// There are files that cannot have an object, or two with one key, or a pattern matches none.
    /// </exception>
    public void Execute(FolderWalk walk, FileSelection selection, CancellationToken cancellationToken)
    {
        foreach (FolderEntry entry in walk.Find())
        {
            cancellationToken.ThrowIfCancellationRequested();
            selection.Note(entry.RelativePath);
            Look(entry);
        }

        if (_problemCount > 0)
        {
            string more = _problemCount > Named ? $" And {_problemCount - Named:N0} more." : "";
            throw new UploadRefusedException(
                $"{_problemCount:N0} files of '{upload.Path}' cannot be stored: rename them or leave them out (Exclude). " +
                $"{string.Join(" ", _problems)}{more}");
        }

        if (selection.Unmatched.Count > 0)
        {
            IEnumerable<string> patterns = selection.Unmatched.Select(pattern => $"'{Log.OnOneLine(pattern)}'");
            throw new UploadRefusedException($"No file of '{upload.Path}' matches {string.Join(", ", patterns)}.");
        }
    }

    private static string? ProblemOfFolder(string path) =>
        string.IsNullOrEmpty(path) ? "Path is empty."
        : Directory.Exists(path) ? null
        : File.Exists(path) ? $"'{path}' is a file; UploadAsync stores one."
        : $"There is no folder '{path}', or it may not be looked at.";

    private void Look(FolderEntry entry)
    {
        Files++;
        if (entry.IsSkippedLink || entry.Failure is not null)
        {
            return;
        }

        string? problem = entry.HasInvalidName ? "its name is not valid Unicode." : keys.ProblemOf(entry.RelativePath);
        if (problem is null && keys.CanCollide && !_keys.Add(TextHash.Of(keys.Of(entry.RelativePath))))
        {
            problem = $"another file has its key, '{Log.OnOneLine(keys.Of(entry.RelativePath))}'.";
        }

        if (problem is not null)
        {
            _problemCount++;
            if (_problems.Count < Named)
            {
                _problems.Add($"'{Log.OnOneLine(entry.RelativePath)}': {problem}");
            }
        }

        Bytes += entry.Length;
    }
}
