using System.Text.Json;
using System.Text.Json.Serialization;

namespace S3MultipartUpload;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    MaxDepth = 8)]
[JsonSerializable(typeof(UploadCheckpoint))]
internal sealed partial class CheckpointJson : JsonSerializerContext
{
    /// <summary>A checkpoint with 10,000 parts and the longest ETags has about 3 MB.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    public static byte[] Write(UploadCheckpoint checkpoint) => JsonSerializer.SerializeToUtf8Bytes(checkpoint, Default.UploadCheckpoint);

    /// <summary>What was kept is hostile until it has passed here.</summary>
    /// <exception cref="CheckpointException">It is not a checkpoint of this object.</exception>
    public static UploadCheckpoint Read(ReadOnlySpan<byte> content, string location, ObjectSettings target)
    {
        if (content.Length > MaxBytes)
        {
            throw CheckpointException.Unusable(location, $"it has {content.Length:N0} bytes, and none has more than {MaxBytes:N0}");
        }

        UploadCheckpoint? checkpoint;
        try
        {
            JsonRules.RefuseDuplicates(content);
            checkpoint = JsonSerializer.Deserialize(content, Default.UploadCheckpoint);
        }
        catch (Exception malformed) when (malformed is JsonException or ArgumentException or InvalidOperationException)
        {
            throw CheckpointException.Unusable(location, malformed.Message, malformed);
        }

        return CheckpointValidator.ProblemOf(checkpoint, target) is { } problem
            ? throw CheckpointException.Unusable(location, problem)
            : checkpoint ?? throw CheckpointException.Unusable(location, "it is null");
    }
}
