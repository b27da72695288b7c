using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace S3MultipartUpload.Testing.Storage;

/// <summary>Records as small JSON files, replaced by renaming so that a reader never meets half a record.</summary>
internal sealed class FolderRecords(string folder) : IRecordStore
{
    public void Write<T>(string path, T record, JsonTypeInfo<T> type)
    {
        string file = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file) ?? folder);
        string unfinished = $"{file}.{Guid.NewGuid():N}.tmp";
        File.WriteAllBytes(unfinished, JsonSerializer.SerializeToUtf8Bytes(record, type));
        File.Move(unfinished, file, overwrite: true);
    }

    public void Delete(string path)
    {
        string target = Path.Combine(folder, path);
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
        var directory = new DirectoryInfo(Path.Combine(folder, path));
        return directory.Exists
            ? directory.EnumerateFileSystemInfos()
                .Select(entry => entry.Name).Where(name => !name.EndsWith(".tmp", StringComparison.Ordinal))
            : [];
    }

    public T? Read<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        string file = Path.Combine(folder, path);
        return File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllBytes(file), type) : null;
    }
}
