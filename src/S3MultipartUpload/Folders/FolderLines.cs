using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using S3MultipartUpload.Manifest;

namespace S3MultipartUpload.Folders;

/// <summary>What is written about a folder, a line of JSON each: its journal and its manifest.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = false,
    UseStringEnumConverter = true,
    AllowDuplicateProperties = false,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    MaxDepth = 9)]
[JsonSerializable(typeof(FolderHeader))]
[JsonSerializable(typeof(FolderEnd))]
[JsonSerializable(typeof(JournalLine))]
[JsonSerializable(typeof(UploadManifest))]
internal sealed partial class FolderLines : JsonSerializerContext
{
    /// <summary>The longest one holds a manifest.</summary>
    public const int MaxBytes = ManifestJson.MaxBytes;

    public static byte[] Write<T>(T line, JsonTypeInfo<T> type) => [.. JsonSerializer.SerializeToUtf8Bytes(line, type), (byte)'\n'];
}
