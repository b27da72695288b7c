using S3MultipartUpload.Cli.Arguments;

namespace S3MultipartUpload.Cli.Tests;

public sealed class ObjectUriTests
{
    [Theory]
    [InlineData("s3://photos/a", "photos", "a", null)]
    [InlineData("S3://photos/a/b?c=d", "photos", "a/b?c=d", null)]
    [InlineData("s3://photos/a b/?versionId=x?y", "photos", "a b/", "x?y")]
    [InlineData("s3://arn:aws:s3:eu-west-1:1:accesspoint:p/k", "arn:aws:s3:eu-west-1:1:accesspoint:p", "k", null)]
    public void Bucket_key_and_version_are_read(string text, string bucket, string key, string? versionId)
    {
        Assert.True(ObjectUri.TryParse(text, out ObjectUri? uri));
        Assert.Equal(new ObjectUri(bucket, key, versionId), uri);
    }

    [Theory]
    [InlineData("s3://photos")]
    [InlineData("s3://photos/")]
    [InlineData("s3:///a")]
    [InlineData("s3://photos/?versionId=1")]
    [InlineData("s3://photos/a?versionId=")]
    [InlineData("photos/a")]
    public void What_names_no_object_is_none(string text) => Assert.False(ObjectUri.TryParse(text, out _));
}
