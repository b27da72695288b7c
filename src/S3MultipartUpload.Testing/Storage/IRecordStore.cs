using System.Text.Json.Serialization.Metadata;

namespace S3MultipartUpload.Testing.Storage;

/// <summary>Where the small records about buckets, objects and uploads are kept, each under a path of its own.</summary>
internal interface IRecordStore
{
    void Write<T>(string path, T record, JsonTypeInfo<T> type);

    /// <summary>Deletes one record, or every record below a path.</summary>
    void Delete(string path);

    /// <summary>The names directly below a path.</summary>
    IEnumerable<string> List(string path);

    /// <summary>Reads a record, or null where there is none.</summary>
    T? Read<T>(string path, JsonTypeInfo<T> type)
        where T : class;
}
