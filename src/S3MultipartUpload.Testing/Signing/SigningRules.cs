namespace S3MultipartUpload.Testing.Signing;

/// <summary>What is let in.</summary>
/// <param name="Region">The region that requests are signed for.</param>
/// <param name="Time">The clock.</param>
internal sealed record SigningRules(string Region, TimeProvider Time)
{
    /// <summary>Whether requests without a signature are.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>Whether bodies may be left out of the signature where no TLS protects them.</summary>
    public bool AllowUnsignedOverHttp { get; init; }

    /// <summary>Whether requests and presigned URLs of Signature Version 2 are.</summary>
    public bool AllowSignatureV2 { get; init; }
}
