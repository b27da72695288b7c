namespace S3MultipartUpload;

/// <summary>How far an upload is.</summary>
public readonly record struct UploadProgress
{
    /// <summary>
    /// The bytes that are stored or on their way. It falls back by what was sent of a part when that part has to be sent again.
    /// </summary>
    public required long BytesTransferred { get; init; }

    /// <summary>The bytes of the parts whose storage the store has confirmed; never falls.</summary>
    public required long BytesStored { get; init; }

    /// <summary>The length of the source; null while it is unknown.</summary>
    public long? TotalBytes { get; init; }

    /// <summary>The number of parts whose storage the store has confirmed.</summary>
    public required int PartsStored { get; init; }

    /// <summary>The number of parts; null while it is unknown.</summary>
    public int? TotalParts { get; init; }

    /// <summary>The share of the source that is stored or on its way, from 0 to 1; null while the length is unknown.</summary>
    public double? Fraction => TotalBytes switch
    {
        null => null,
        0 => PartsStored > 0 ? 1 : 0,
        { } total => Math.Min(1, (double)BytesTransferred / total),
    };
}
