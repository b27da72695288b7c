namespace S3MultipartUpload;

/// <summary>A request that stores one part, signed for somebody who has no credentials.</summary>
public sealed record PresignedPart
{
    /// <summary>The part.</summary>
    public required int PartNumber { get; init; }

    /// <summary>Where the bytes are sent to, by PUT. Whoever has it can store the part: it belongs into no log.</summary>
    public required Uri Url { get; init; }

    /// <summary>
    /// The headers that the request must have, as they are. Others may come along, but no other <c>x-amz-…</c>. Content-Length is signed,
    /// too: a client sends it by itself where it knows the length of the body.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>
    /// When the lifetime ends that was asked for; of 7 days, a quarter of an hour is left out, for the store's clock. A URL that was signed
    /// with temporary credentials ends with these, if that is earlier; this does not show it.
    /// </summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The part, without its URL.</summary>
    public override string ToString() => $"part {PartNumber}, signed until {ExpiresAt:O}";
}
