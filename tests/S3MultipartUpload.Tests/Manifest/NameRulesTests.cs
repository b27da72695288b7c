using S3MultipartUpload.Manifest;

namespace S3MultipartUpload.Tests;

public sealed class NameRulesTests
{
    [Theory]
    [InlineData("photos")]
    [InlineData("Photos-2026.of_all")]
    [InlineData("0")]
    [InlineData("arn:aws:s3:eu-central-1:123456789012:accesspoint/photos")]
    [InlineData("arn:aws:s3:eu-central-1:123456789012:accesspoint:photos")]
    [InlineData("arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap")]
    [InlineData("arn:aws-cn:s3-outposts:cn-north-1:123456789012:outpost/op-1/accesspoint/ap")]
    [InlineData("arn:aws:s3-object-lambda:us-east-1:123456789012:accesspoint/x")]
    public void A_bucket_s_name_or_the_ARN_of_an_access_point_is_taken(string name) => Assert.Null(NameRules.ProblemOfBucket(name));

    [Theory]
    [InlineData(null, "empty")]
    [InlineData("", "empty")]
    [InlineData(" \t", "empty")]
    [InlineData("a/b", "other characters")]
    [InlineData("a?b", "other characters")]
    [InlineData("ARN:aws/b", "other characters")]
    [InlineData("b/arn:", "other characters")]
    [InlineData("Müll", "other characters")]
    [InlineData("arn:x", "not of an access point")]
    [InlineData("arn:aws:s3:::bucket", "give its name alone")]
    [InlineData("arn:aws:s3:us-east-1:123456789012:accesspoint/", "not of an access point")]
    [InlineData("arn:aws:s3:us-east-1:123456789012:accesspoint/..", "not of an access point")]
    [InlineData("arn:aws:s3:us-east-1:123456789012:accesspoint/a?b", "not of an access point")]
    [InlineData("arn:aws:s3:us-west-2::accesspoint/x", "not of an access point")]
    [InlineData("arn:aws:sns:us-east-1:123456789012:topic", "not of an access point")]
    public void A_name_that_would_address_something_else_is_not(string? name, string reason) =>
        Assert.Contains(reason, NameRules.ProblemOfBucket(name), StringComparison.Ordinal);

    [Theory]
    [InlineData("a")]
    [InlineData("a/")]
    [InlineData(" ")]
    [InlineData("日本/\ud83d\ude00")]
    public void A_key_that_arrives_as_it_is_is_taken(string key) => Assert.Null(NameRules.ProblemOfKey(key));

    [Fact]
    public void A_key_has_at_most_1024_bytes_of_UTF_8()
    {
        Assert.Null(NameRules.ProblemOfKey(new string('k', 1_024)));
        Assert.Contains("1,025 bytes", NameRules.ProblemOfKey(new string('k', 1_025)), StringComparison.Ordinal);
        Assert.Contains("1,026 bytes", NameRules.ProblemOfKey(new string('ü', 513)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "empty")]
    [InlineData("", "empty")]
    [InlineData("/", "slash")]
    [InlineData("/a", "slash")]
    public void A_key_that_would_arrive_as_another_is_not(string? key, string reason) =>
        Assert.Contains(reason, NameRules.ProblemOfKey(key), StringComparison.Ordinal);

    [Fact]
    public void A_key_with_half_a_character_is_not() =>
        Assert.Contains("surrogate", NameRules.ProblemOfKey("a\ud83d"), StringComparison.Ordinal);
}
