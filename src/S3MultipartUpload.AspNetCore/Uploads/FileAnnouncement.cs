namespace S3MultipartUpload.AspNetCore.Uploads;

/// <summary>A file, as a browser announces it.</summary>
/// <param name="FileName">Its name.</param>
/// <param name="Type">Its media type.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Metadata">What is to be kept with it.</param>
internal sealed record FileAnnouncement(
    string? FileName, string? Type, long? Size, IReadOnlyDictionary<string, string> Metadata);
