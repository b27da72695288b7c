using System.Text.Json.Serialization;
using S3MultipartUpload.Manifest;

namespace S3MultipartUpload.Folders;

/// <summary>The first line of a folder's manifest, and of its journal.</summary>
internal sealed record FolderHeader
{
    public const int CurrentFolderVersion = 1;

    /// <summary>The version of the form.</summary>
    public required int FolderVersion { get; init; }

    [JsonPropertyName("bucket")]
    public required string BucketName { get; init; }

    public required string KeyPrefix { get; init; }

    /// <summary>The folder itself, in its journal.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Directory { get; init; }

    /// <returns>What is wrong; null where nothing is.</returns>
    public static string? ProblemOf(FolderHeader header) =>
        header.FolderVersion != CurrentFolderVersion
            ? $"folderVersion is {header.FolderVersion}; this library reads {CurrentFolderVersion}."
            : header.KeyPrefix is null ? "keyPrefix is null." : NameRules.ProblemOfBucket(header.BucketName);
}
