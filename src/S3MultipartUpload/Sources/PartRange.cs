namespace S3MultipartUpload;

/// <summary>Where a part lies in its source.</summary>
/// <param name="PartNumber">The part number, from 1.</param>
/// <param name="Offset">The first byte of the part, counted from the start of the source.</param>
/// <param name="Length">
/// The size of the part in bytes. While a source of unknown length is read, this is the most the part may hold.
/// </param>
public readonly record struct PartRange(int PartNumber, long Offset, long Length);
