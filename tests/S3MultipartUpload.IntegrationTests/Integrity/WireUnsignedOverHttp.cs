namespace S3MultipartUpload.IntegrationTests.Integrity;

public sealed class WireUnsignedOverHttp : WireTests
{
    protected override bool UnsignedOverHttp => true;
}
