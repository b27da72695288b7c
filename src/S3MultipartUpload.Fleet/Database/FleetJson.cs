using System.Text.Json;
using System.Text.Json.Serialization;

namespace S3MultipartUpload.Fleet.Database;

/// <summary>What was submitted, as it is kept. A newer version may add what an older one does not read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(FleetUpload))]
[JsonSerializable(typeof(KeptFolder))]
[JsonSerializable(typeof(IReadOnlyList<FleetFailure>), TypeInfoPropertyName = "Failures")]
[JsonSerializable(typeof(IReadOnlyList<StoredPart>), TypeInfoPropertyName = "Parts")]
internal sealed partial class FleetJson : JsonSerializerContext
{
    public static string Write(FleetUpload upload) => JsonSerializer.Serialize(upload, Default.FleetUpload);

    public static string Write(FleetFolder folder) =>
        JsonSerializer.Serialize(new KeptFolder(folder.Folder.Text, folder.KeyPrefix), Default.KeptFolder);

    public static string Write(IReadOnlyList<StoredPart> parts) => JsonSerializer.Serialize(parts, Default.Parts);

    public static FleetUpload ReadUpload(string json) => JsonSerializer.Deserialize(json, Default.FleetUpload)
        ?? throw new FleetException("The description of an upload is missing.");

    public static FleetFolder ReadFolder(string json) => JsonSerializer.Deserialize(json, Default.KeptFolder) is { } kept
        ? new FleetFolder(FleetSource.Parse(kept.Folder), kept.KeyPrefix)
        : throw new FleetException("The description of a folder is missing.");

    public static IReadOnlyList<StoredPart> ReadParts(string json) => JsonSerializer.Deserialize(json, Default.Parts) ?? [];

    public static IReadOnlyList<FleetFailure> ReadFailures(string json) => JsonSerializer.Deserialize(json, Default.Failures) ?? [];
}
