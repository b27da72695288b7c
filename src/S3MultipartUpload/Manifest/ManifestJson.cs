using System.Text.Json.Serialization;

namespace S3MultipartUpload.Manifest;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    UseStringEnumConverter = true,
    AllowDuplicateProperties = false,
    MaxDepth = 8)]
[JsonSerializable(typeof(UploadManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext
{
    /// <summary>A manifest with 10,000 parts and the longest ETags has about 5 MB.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;
}
