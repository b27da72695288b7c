namespace S3MultipartUpload.Folders;

/// <summary>The last line of a folder's manifest: without it, the manifest is torn.</summary>
internal sealed record FolderEnd
{
    /// <summary>How many objects the manifest tells of.</summary>
    public required long Objects { get; init; }

    /// <summary>How many files were not sent, and have no receipt, because the store had them.</summary>
    public required long Unchanged { get; init; }

    /// <summary>How many files failed.</summary>
    public required long Failed { get; init; }
}
