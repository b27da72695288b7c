using System.Collections.Concurrent;
using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Manifest;

namespace S3MultipartUpload.Folders;

/// <summary>
/// Which file gets which key: by its path within the folder alone, so that it is the same in every run and on every platform.
/// </summary>
internal sealed class FolderKeys(string prefix, Func<string, string>? keyOf)
{
    private readonly ConcurrentDictionary<UInt128, bool> _taken = [];

    /// <summary>Different paths have different keys, unless the application's own function says otherwise.</summary>
    public bool CanCollide => keyOf is not null;

    public string Of(string relativePath) => prefix + (keyOf is null ? relativePath : keyOf(relativePath));

    /// <returns>The key; nobody else is given it.</returns>
    /// <exception cref="UploadRefusedException">Another file has it: one that came when the folder had been looked through.</exception>
    public string Take(string relativePath)
    {
        string key = Of(relativePath);
        return !CanCollide || _taken.TryAdd(TextHash.Of(key), true)
            ? key
            : throw new UploadRefusedException($"Another file has the key of '{relativePath}', '{Log.OnOneLine(key)}'.");
    }

    /// <returns>Why the file can have no object; null where it can.</returns>
    public string? ProblemOf(string relativePath)
    {
        string key;
        try
        {
            key = Of(relativePath);
        }
#pragma warning disable CA1031 // Whatever the application's function throws: it is told with the file that it was thrown for.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return $"{nameof(DirectoryUpload.KeyOf)} threw: {exception.Message}";
        }

        return NameRules.ProblemOfKey(key);
    }
}
