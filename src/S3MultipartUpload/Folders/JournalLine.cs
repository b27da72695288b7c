using System.Text.Json.Serialization;
using S3MultipartUpload.Manifest;
using S3MultipartUpload.Request;

namespace S3MultipartUpload.Folders;

/// <summary>A file that is stored, and what it was then.</summary>
internal sealed record JournalLine
{
    /// <summary>Its path within the folder.</summary>
    public required string Path { get; init; }

    public required long Size { get; init; }

    /// <summary>The time of its last write, as its source gave it.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Which file it was, as its source gave it; null where nothing tells.</summary>
    public string? Identity { get; init; }

    /// <summary>What the object is described by, as digests.</summary>
    public required string Settings { get; init; }

    public required UploadManifest Manifest { get; init; }

    /// <summary>The path, in short.</summary>
    [JsonIgnore]
    public UInt128 PathHash => TextHash.Of(Path);

    /// <summary>All that has to be the same for the file to be the one that is stored, in short.</summary>
    [JsonIgnore]
    public UInt128 StateHash => TextHash.Of($"{Size}\n{Fingerprint}\n{Identity}\n{Settings}\n{Manifest.Key}");

    public static UInt128 StateOf(UploadRequest request) => TextHash.Of(
        $"{request.Source.Length}\n{request.Source.Fingerprint}\n{request.Source.Identity}\n{SettingsDigest.Of(request)}\n{request.Key}");

    /// <returns>What is wrong; null where nothing is.</returns>
    public static string? ProblemOf(JournalLine line) => line switch
    {
        { Path: null or "" } => "path is empty.",
        { Size: < 0 } => "size is negative.",
        { Fingerprint: null or "" } => "fingerprint is empty.",
        { Settings: null } => "settings is null.",
        { Manifest: null } => "manifest is null.",
        { Manifest.IsComplete: false } => "its manifest is not that of a stored object.",
        _ => ManifestValidator.ProblemOf(line.Manifest),
    };
}
