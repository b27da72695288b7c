namespace S3MultipartUpload.AspNetCore.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void What_is_public_is_approved() => PublicApi.AssertApproved(typeof(BrowserUploadOptions).Assembly);
}
