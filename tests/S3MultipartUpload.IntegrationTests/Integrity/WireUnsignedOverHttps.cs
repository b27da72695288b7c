namespace S3MultipartUpload.IntegrationTests.Integrity;

/// <summary>Where TLS protects the bytes, the option changes nothing.</summary>
public sealed class WireUnsignedOverHttps : WireTests
{
    protected override bool Https => true;

    protected override bool UnsignedOverHttp => true;
}
