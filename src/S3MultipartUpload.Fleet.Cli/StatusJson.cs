using System.Text.Json.Serialization;

namespace S3MultipartUpload.Fleet.Cli;

/// <summary>Writes what is said of an upload.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(FleetStatus))]
internal sealed partial class StatusJson : JsonSerializerContext;
