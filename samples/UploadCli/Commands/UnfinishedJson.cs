using System.Text.Json.Serialization;
using S3MultipartUpload;

namespace UploadCli.Commands;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<IncompleteUpload>))]
[JsonSerializable(typeof(IReadOnlyList<AbortLine>))]
[JsonSerializable(typeof(AbortRule))]
internal sealed partial class UnfinishedJson : JsonSerializerContext;
