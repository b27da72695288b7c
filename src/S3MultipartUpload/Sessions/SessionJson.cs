using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace S3MultipartUpload;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = 8)]
[JsonSerializable(typeof(SessionRecord), TypeInfoPropertyName = "Session")]
internal sealed partial class SessionJson : JsonSerializerContext
{
    /// <summary>A session with the longest names that are allowed, all of them escaped, has less.</summary>
    private const int MaxLength = 64 * 1024;

    public static string Write(SessionRecord session) => JsonSerializer.Serialize(session, Default.Session);

    /// <exception cref="InvalidUploadJsonException">It is not a session.</exception>
    public static SessionRecord Read(string json)
    {
        if (json.Length > MaxLength)
        {
            throw new InvalidUploadJsonException($"Not a session: it has {json.Length:N0} characters, and none has more than {MaxLength:N0}.");
        }

        SessionRecord? session;
        try
        {
            JsonRules.RefuseDuplicates(Encoding.UTF8.GetBytes(json));
            session = JsonSerializer.Deserialize(json, Default.Session);
        }
        catch (Exception malformed) when (malformed is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new InvalidUploadJsonException($"Not a session: {malformed.Message}", malformed);
        }

        return ProblemOf(session) is { } problem
            ? throw new InvalidUploadJsonException($"Not a session: {problem}")
            : session ?? throw new InvalidUploadJsonException("The session is null.");
    }

    private static string? ProblemOf(SessionRecord? session) => session switch
    {
        null => "it is null.",
        { SchemaVersion: not SessionRecord.CurrentSchemaVersion } =>
            $"schemaVersion is {session.SchemaVersion}; this library reads {SessionRecord.CurrentSchemaVersion}.",
        _ => CheckpointValidator.ProblemOf(session.Upload),
    };
}
