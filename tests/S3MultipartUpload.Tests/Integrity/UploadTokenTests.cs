using S3MultipartUpload.Integrity;

namespace S3MultipartUpload.Tests;

public sealed class UploadTokenTests
{
    [Fact]
    public void A_token_is_valid_and_no_other_upload_has_it()
    {
        string[] tokens = [.. Enumerable.Range(0, 100).Select(_ => UploadToken.Create())];
        Assert.All(tokens, token => Assert.True(UploadToken.IsValid(token)));
        Assert.Distinct(tokens);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0123456789ABCDEF0123456789ABCDE")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF0")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    [InlineData("0123456789ABCDEF0123456789ABCDE-")]
    public void What_no_upload_has_made_is_no_token(string? token) => Assert.False(UploadToken.IsValid(token));

    [Fact]
    public void The_metadata_counts_the_name_and_the_token() =>
        Assert.Equal("upload-token".Length + UploadToken.Create().Length, UploadToken.MetadataBytes);
}
