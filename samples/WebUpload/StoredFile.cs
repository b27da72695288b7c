namespace WebUpload;

/// <summary>What a client is told of its file.</summary>
internal sealed record StoredFile(string Key, long Size, string? Checksum);
