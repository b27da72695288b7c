using System.Text.Json;
using System.Text.Json.Serialization;

namespace S3MultipartUpload.AspNetCore.Endpoints;

/// <summary>The body of a request that begins an upload.</summary>
internal sealed record CreateBody
{
    [JsonPropertyName("filename")]
    public string? FileName { get; init; }

    [JsonPropertyName("type")]
    public string? Type { get; init; }

    [JsonPropertyName("size")]
    public JsonElement? Size { get; init; }

    [JsonPropertyName("metadata")]
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    [JsonPropertyName("checksum")]
    public string? Checksum { get; init; }
}

/// <summary>The body of a request that completes one.</summary>
internal sealed record CompleteBody
{
    [JsonPropertyName("parts")]
    public IReadOnlyList<PartAnswer?>? Parts { get; init; }
}

internal sealed record CreateAnswer(
    [property: JsonPropertyName("key")] string Key,
    [property: JsonPropertyName("uploadId")] string UploadId,
    [property: JsonPropertyName("partSize")] long PartSize,
    [property: JsonPropertyName("size")] long Size);

internal sealed record SignAnswer(
    [property: JsonPropertyName("url")] string Url,
    [property: JsonPropertyName("expires")] int Expires,
    [property: JsonPropertyName("headers")] IReadOnlyDictionary<string, string> Headers);

internal sealed record BatchAnswer(
    [property: JsonPropertyName("presignedUrls")] IReadOnlyDictionary<string, string> PresignedUrls);

/// <summary>A part, in the words of S3, which Uppy takes over.</summary>
internal sealed record PartAnswer
{
    public int PartNumber { get; init; }

    public string? ETag { get; init; }

    public long? Size { get; init; }

    public string? ChecksumCRC32 { get; init; }
}

internal sealed record CompleteAnswer(
    [property: JsonPropertyName("location")] string? Location,
    [property: JsonPropertyName("bucket")] string Bucket,
    [property: JsonPropertyName("key")] string Key,
    [property: JsonPropertyName("etag")] string? ETag,
    [property: JsonPropertyName("size")] long Size,
    [property: JsonPropertyName("checksum")] string? Checksum);

internal sealed record FormAnswer(
    [property: JsonPropertyName("method")] string Method,
    [property: JsonPropertyName("url")] string Url,
    [property: JsonPropertyName("fields")] IReadOnlyDictionary<string, string> Fields,
    [property: JsonPropertyName("key")] string Key);

internal sealed record ConfigAnswer(
    [property: JsonPropertyName("partSize")] long PartSize,
    [property: JsonPropertyName("maxParts")] int MaxParts,
    [property: JsonPropertyName("maxSize")] long MaxSize,
    [property: JsonPropertyName("allowedTypes")] IReadOnlyList<string> AllowedTypes,
    [property: JsonPropertyName("allowsSingleRequests")] bool AllowsSingleRequests);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreateBody))]
[JsonSerializable(typeof(CompleteBody))]
[JsonSerializable(typeof(CreateAnswer))]
[JsonSerializable(typeof(SignAnswer))]
[JsonSerializable(typeof(BatchAnswer))]
[JsonSerializable(typeof(IReadOnlyList<PartAnswer>))]
[JsonSerializable(typeof(CompleteAnswer))]
[JsonSerializable(typeof(FormAnswer))]
[JsonSerializable(typeof(ConfigAnswer))]
internal sealed partial class AnswerJson : JsonSerializerContext;
