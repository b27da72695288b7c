namespace S3MultipartUpload;

/// <summary>A request that stores one part, signed for somebody who has no credentials.</summary>
public sealed record PresignedPart
{
    /// <summary>The part.</summary>
    public required int PartNumber { get; init; }

    /// <summary>Where the bytes are sent to, by PUT. Whoever has it can store the part: it belongs into no log.</summary>
    public required Uri Url { get; init; }

    /// <summary>
    /// The headers that the request must have, as they are; none but these, apart from Content-Length and Host, which every HTTP client
    /// sends by itself.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>When the URL expires, or the credentials that signed it, if that is earlier.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The part, without its URL.</summary>
    public override string ToString() => $"part {PartNumber}, signed until {ExpiresAt:O}";
}
