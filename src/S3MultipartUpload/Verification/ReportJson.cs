using System.Text.Json.Serialization;

namespace S3MultipartUpload.Verification;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(VerificationReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
