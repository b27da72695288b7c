using System.Text.Json;
using System.Text.Json.Serialization;
using S3MultipartUpload.Checkpoints;
using S3MultipartUpload.Manifest;

namespace S3MultipartUpload.Sessions;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    MaxDepth = 8)]
[JsonSerializable(typeof(SessionRecord), TypeInfoPropertyName = "Session")]
internal sealed partial class SessionJson : JsonSerializerContext
{
    /// <summary>A session with the longest names that are allowed, all of them escaped, has less.</summary>
    private const int MaxBytes = 64 * 1024;

    public static string Write(SessionRecord session) => JsonSerializer.Serialize(session, Default.Session);

    /// <exception cref="InvalidUploadJsonException">It is not a session.</exception>
    public static SessionRecord Read(string json)
    {
        try
        {
            return StrictJson.Read(json, Default.Session, MaxBytes, ProblemOf);
        }
        catch (InvalidUploadJsonException invalid)
        {
            throw new InvalidUploadJsonException($"Not a session: {invalid.Message}", invalid.InnerException);
        }
    }

    private static string? ProblemOf(SessionRecord session) => session.SchemaVersion != SessionRecord.CurrentSchemaVersion
        ? $"schemaVersion is {session.SchemaVersion}; this library reads {SessionRecord.CurrentSchemaVersion}."
        : CheckpointValidator.ProblemOf(session.Upload);
}
