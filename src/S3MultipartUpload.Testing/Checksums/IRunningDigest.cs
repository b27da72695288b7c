namespace S3MultipartUpload.Testing.Checksums;

/// <summary>A digest fed piece by piece.</summary>
internal interface IRunningDigest
{
    void Append(ReadOnlySpan<byte> bytes);

    /// <summary>The digest of everything appended; CRCs big-endian, as S3 sends them.</summary>
    byte[] Finish();
}
