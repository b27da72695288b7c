namespace S3MultipartUpload.Fleet.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void What_is_public_is_approved() => PublicApi.AssertApproved(typeof(IUploadFleet).Assembly);
}
