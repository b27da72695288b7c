namespace S3MultipartUpload.IntegrationTests.Integrity;

public sealed class WireOverHttps : WireTests
{
    protected override bool Https => true;
}
