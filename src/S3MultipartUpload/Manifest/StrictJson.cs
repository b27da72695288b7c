using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace S3MultipartUpload.Manifest;

/// <summary>Reads JSON that may come from anywhere.</summary>
internal static class StrictJson
{
    /// <param name="content">The JSON.</param>
    /// <param name="type">What it is to be; its options say how strict the reading is.</param>
    /// <param name="maxBytes">The most that it may have.</param>
    /// <param name="problemOf">Says what is wrong with what was read; null where nothing is.</param>
    /// <exception cref="InvalidUploadJsonException">It is something else; the message says where.</exception>
    public static T Read<T>(ReadOnlySpan<byte> content, JsonTypeInfo<T> type, int maxBytes, Func<T, string?> problemOf)
        where T : class
    {
        if (content.Length > maxBytes)
        {
            throw new InvalidUploadJsonException($"it has {content.Length:N0} bytes, and none has more than {maxBytes:N0}.");
        }

        T? value;
        try
        {
            value = JsonSerializer.Deserialize(content, type);
        }
        catch (Exception malformed) when (malformed is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new InvalidUploadJsonException(malformed.Message, malformed);
        }

        return value is null ? throw new InvalidUploadJsonException("it is null.")
            : problemOf(value) is { } problem ? throw new InvalidUploadJsonException(problem)
            : value;
    }

    /// <inheritdoc cref="Read{T}(ReadOnlySpan{byte}, JsonTypeInfo{T}, int, Func{T, string?})"/>
    public static T Read<T>(string content, JsonTypeInfo<T> type, int maxBytes, Func<T, string?> problemOf)
        where T : class => Read(Encoding.UTF8.GetBytes(content), type, maxBytes, problemOf);
}
