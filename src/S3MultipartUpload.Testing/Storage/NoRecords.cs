using System.Text.Json.Serialization.Metadata;

namespace S3MultipartUpload.Testing.Storage;

/// <summary>For an endpoint that lives in memory: what it knows dies with it.</summary>
internal sealed class NoRecords : IRecordStore
{
    public void Write<T>(string path, T record, JsonTypeInfo<T> type)
    {
    }

    public void Delete(string path)
    {
    }

    public IEnumerable<string> List(string path) => [];

    public T? Read<T>(string path, JsonTypeInfo<T> type)
        where T : class => null;
}
