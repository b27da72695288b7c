namespace S3MultipartUpload.Testing.Http;

/// <summary>Verifies a body that is signed chunk by chunk, while it is read.</summary>
internal interface IChunkSignatures
{
    void Append(ReadOnlySpan<byte> bytes);

    void EndChunk(string? signature);

    /// <param name="trailers">The trailing headers as signed: <c>name:value\n</c> each.</param>
    /// <param name="signature">The value of x-amz-trailer-signature.</param>
    void EndTrailers(string trailers, string? signature);
}
