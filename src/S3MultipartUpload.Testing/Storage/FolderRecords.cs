using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace S3MultipartUpload.Testing.Storage;

/// <summary>Records as small JSON files, replaced by renaming so that a reader never meets half a record.</summary>
internal sealed class FolderRecords : IRecordStore
{
    private const string Unfinished = ".tmp";
    private readonly string _folder;

    /// <summary>Opens a folder; what a former run has not finished writing is deleted.</summary>
    public FolderRecords(string folder)
    {
        _folder = folder;
        foreach (string file in Directory.EnumerateFiles(folder, "*" + Unfinished, SearchOption.AllDirectories).ToList())
        {
            File.Delete(file);
        }
    }

    public void Write<T>(string path, T record, JsonTypeInfo<T> type)
    {
        string file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file) ?? _folder);
        string unfinished = $"{file}.{Guid.NewGuid():N}{Unfinished}";
        try
        {
            File.WriteAllBytes(unfinished, JsonSerializer.SerializeToUtf8Bytes(record, type));
            File.Move(unfinished, file, overwrite: true);
        }
        catch
        {
            // The disk is full: half a record would make it fuller.
            File.Delete(unfinished);
            throw;
        }
    }

    public void Delete(string path)
    {
        string target = Path.Combine(_folder, path);
        if (Directory.Exists(target))
        {
            Directory.Delete(target, recursive: true);
        }
        else
        {
            File.Delete(target);
        }
    }

    public IEnumerable<string> List(string path)
    {
        var directory = new DirectoryInfo(Path.Combine(_folder, path));
        return directory.Exists
            ? directory.EnumerateFileSystemInfos()
                .Select(entry => entry.Name).Where(name => !name.EndsWith(Unfinished, StringComparison.Ordinal))
            : [];
    }

    public T? Read<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        string file = Path.Combine(_folder, path);
        return File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllBytes(file), type) : null;
    }
}
