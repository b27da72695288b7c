using System.Text.Json.Serialization;

namespace S3MultipartUpload;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    UseStringEnumConverter = true,
    MaxDepth = 8)]
[JsonSerializable(typeof(UploadManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
