using System.Text.Json.Serialization;

namespace S3MultipartUpload.Cli.Commands;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<IncompleteUpload>))]
[JsonSerializable(typeof(IReadOnlyList<AbortLine>))]
[JsonSerializable(typeof(AbortRule))]
internal sealed partial class IncompleteJson : JsonSerializerContext;
