using System.Text.Json;
using System.Text.Json.Serialization;
using S3MultipartUpload.Manifest;

namespace S3MultipartUpload.Checkpoints;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    AllowDuplicateProperties = false,
    MaxDepth = 8)]
[JsonSerializable(typeof(UploadCheckpoint))]
internal sealed partial class CheckpointJson : JsonSerializerContext
{
    /// <summary>A checkpoint with 10,000 parts and the longest ETags has about 3 MB.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    public static byte[] Write(UploadCheckpoint checkpoint) => JsonSerializer.SerializeToUtf8Bytes(checkpoint, Default.UploadCheckpoint);

    /// <summary>What was kept is hostile until it has passed here.</summary>
    /// <exception cref="CheckpointException">It is not a checkpoint, or is that of another object.</exception>
    public static UploadCheckpoint Read(ReadOnlySpan<byte> content, string location, string bucketName, string key)
    {
        UploadCheckpoint checkpoint = Read(content, location);
        return checkpoint.Upload.BucketName == bucketName && checkpoint.Upload.Key == key
            ? checkpoint
            : throw CheckpointException.Unusable(location, "it belongs to another object");
    }

    /// <exception cref="CheckpointException">It is not a checkpoint.</exception>
    public static UploadCheckpoint Read(ReadOnlySpan<byte> content, string location)
    {
        try
        {
            return StrictJson.Read(content, Default.UploadCheckpoint, MaxBytes, CheckpointValidator.ProblemOf);
        }
        catch (InvalidUploadJsonException invalid)
        {
            throw CheckpointException.Unusable(location, invalid.Message, invalid);
        }
    }
}
