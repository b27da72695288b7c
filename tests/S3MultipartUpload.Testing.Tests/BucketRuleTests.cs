using Amazon.S3.Model;
using CsCheck;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Tests;

public sealed class BucketRuleTests : RawScenario
{
    [Theory]
    [InlineData("abc", true)]
    [InlineData("1.a-b.2", true)]
    [InlineData("192.168.5", true)]
    [InlineData("192.168.5.4", false)]
    [InlineData("a.-b", false)]
    [InlineData("a-.b", false)]
    [InlineData("a..b", false)]
    [InlineData("-ab", false)]
    [InlineData("ab-", false)]
    [InlineData("a_b", false)]
    [InlineData("aBc", false)]
    [InlineData("xn--abc", false)]
    [InlineData("sthree-abc", false)]
    [InlineData("amzn-s3-demo-abc", false)]
    [InlineData("abc-s3alias", false)]
    [InlineData("abc--ol-s3", false)]
    [InlineData("abc--x-s3", false)]
    [InlineData("abc--table-s3", false)]
    [InlineData("abc.mrap", false)]
    public async Task Name_is_taken_or_refused_as_amazon_does(string name, bool valid)
    {
        (int Status, string Body) answer = await SendAsync(Put, $"/{name}");

        Assert.Equal(valid ? 200 : 400, answer.Status);
        Assert.Equal(valid ? null : "InvalidBucketName", Server.Requests[^1].ErrorCode);
    }

    [Fact]
    public void Name_of_letters_and_digits_is_valid_when_it_has_3_to_63_of_them() =>
        Gen.Char["abcxyz0123456789"].Array[0, 70].Sample(characters =>
            BucketName.IsValid(new string(characters)) == characters.Length is >= 3 and <= 63);

    [Theory]
    [InlineData("eu-west-1", "IllegalLocationConstraintException")]
    [InlineData("EU", "IllegalLocationConstraintException")]
    [InlineData("us-east-1", "InvalidLocationConstraint")]
    [InlineData("nowhere", "InvalidLocationConstraint")]
    public async Task Bucket_is_not_created_anywhere_else(string constraint, string code)
    {
        AssertRefused(await CreateAsync($"<LocationConstraint>{constraint}</LocationConstraint>"), 400, code);
        Assert.DoesNotContain((await Client.ListBucketsAsync()).Buckets, bucket => bucket.BucketName == "abc");
    }

    [Fact]
    public async Task Configuration_that_names_no_other_place_is_taken()
    {
        Assert.Equal(200, (await CreateAsync("")).Status);
        AssertRefused(await SendAsync(Put, "/abd", "<Other/>"), 400, "MalformedXML");
        AssertRefused(await CreateAsync("<Bucket><Type>Directory</Type></Bucket>"), 501, "NotImplemented");
    }

    [Fact]
    public async Task Buckets_are_listed_in_pages_by_prefix_and_region()
    {
        foreach (string name in (string[])["log-1", "log-2", "log-3"])
        {
            await Client.PutBucketAsync(name);
        }

        var request = new ListBucketsRequest { Prefix = "log-", MaxBuckets = 2 };
        ListBucketsResponse first = await Client.ListBucketsAsync(request);
        request.ContinuationToken = first.ContinuationToken;
        ListBucketsResponse second = await Client.ListBucketsAsync(request);

        Assert.Equal(["log-1", "log-2"], first.Buckets.Select(bucket => bucket.BucketName));
        Assert.Equal(["log-3"], second.Buckets.Select(bucket => bucket.BucketName));
        Assert.Null(second.ContinuationToken);
        Assert.All(first.Buckets, bucket => Assert.Equal("us-east-1", bucket.BucketRegion));
        Assert.Empty((await Client.ListBucketsAsync(new ListBucketsRequest { BucketRegion = "eu-west-1" })).Buckets ?? []);
        AssertRefused(await SendAsync(Get, "/?max-buckets=0"), 400, "InvalidArgument");
    }

    [Theory]
    [InlineData("?list-type=2", false)]
    [InlineData("?list-type=2&fetch-owner=true", true)]
    [InlineData("", true)]
    public async Task Owner_is_listed_where_asked_and_by_the_first_version_of_the_listing(string query, bool listed)
    {
        await PutAsync("a", "text");

        Assert.Equal(listed, (await SendAsync(Get, $"/{Bucket}{query}")).Body.Contains("<Owner>", StringComparison.Ordinal));
    }

    private Task<(int Status, string Body)> CreateAsync(string settings) =>
        SendAsync(Put, "/abc", $"<CreateBucketConfiguration>{settings}</CreateBucketConfiguration>");
}
