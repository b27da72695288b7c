namespace S3MultipartUpload.Testing.Tests;

public sealed class LifecycleRuleTests : RawScenario
{
    private const string Status = "<Status>Enabled</Status>";
    private const string All = "<Filter/>";
    private const string Days = "<Expiration><Days>7</Days></Expiration>";

    private const string Abort =
        "<AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation></AbortIncompleteMultipartUpload>";

    [Theory]
    [InlineData(All + Status + Days)]
    [InlineData("<Prefix>a</Prefix>" + Status + Abort)]
    [InlineData(All + Status + "<Expiration><Date>2030-01-01T00:00:00Z</Date></Expiration>")]
    [InlineData(All + Status + "<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>")]
    [InlineData(All + Status + "<Transition><Days>0</Days><StorageClass>GLACIER</StorageClass></Transition>")]
    [InlineData(All + Status + "<NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration>")]
    public async Task Rule_as_s3_wants_it_is_kept_and_gets_an_id(string rule)
    {
        Assert.Equal(200, (await PutRulesAsync(rule, rule)).Status);

        (int Status, string Body) kept = await SendAsync(Get, $"/{Bucket}?lifecycle");
        Assert.Equal(2, System.Text.RegularExpressions.Regex.Matches(kept.Body, "<ID>([^<]+)</ID>").DistinctBy(id => id.Value).Count());
        Assert.Contains(rule, kept.Body.Replace(" />", "/>", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MalformedXML", Status + Days)]
    [InlineData("MalformedXML", All + Days)]
    [InlineData("MalformedXML", All + "<Status>enabled</Status>" + Days)]
    [InlineData("MalformedXML", All + "<Prefix/>" + Status + Days)]
    [InlineData("MalformedXML", "<Filter><Prefix/><ObjectSizeGreaterThan>1</ObjectSizeGreaterThan></Filter>" + Status + Days)]
    [InlineData("MalformedXML", All + Status + "<Expiration/>")]
    [InlineData("MalformedXML", All + Status + "<Expiration><Days>1</Days><Date>2030-01-01T00:00:00Z</Date></Expiration>")]
    [InlineData("MalformedXML", All + Status + Days + "<NoncurrentVersionExpiration/>")]
    [InlineData("MalformedXML", All + Status + "<Transition><Days>1</Days><StorageClass>STANDARD</StorageClass></Transition>")]
    [InlineData("InvalidRequest", All + Status)]
    [InlineData("InvalidRequest", "<Filter><And><Tag><Key>a</Key></Tag><Tag><Key>a</Key></Tag></And></Filter>" + Status + Days)]
    [InlineData("InvalidArgument", All + Status + "<Expiration><Days>0</Days></Expiration>")]
    [InlineData("InvalidArgument", All + Status + "<Expiration><Date>2030-01-01T02:02:00Z</Date></Expiration>")]
    [InlineData("InvalidArgument", "<ID>a</ID>" + All + Status + Days, "<ID>a</ID>" + All + Status + Days)]
    public async Task Rule_that_s3_refuses_is_refused_and_none_is_kept(string code, params string[] rules)
    {
        AssertRefused(await PutRulesAsync(rules), 400, code);
        AssertRefused(await SendAsync(Get, $"/{Bucket}?lifecycle"), 404, "NoSuchLifecycleConfiguration");
    }

    [Fact]
    public async Task Id_has_255_characters_at_most()
    {
        string rule = All + Status + Days;

        Assert.Equal(200, (await PutRulesAsync($"<ID>{new string('a', 255)}</ID>{rule}")).Status);
        AssertRefused(await PutRulesAsync($"<ID>{new string('a', 256)}</ID>{rule}"), 400, "InvalidArgument");
    }

    private Task<(int Status, string Body)> PutRulesAsync(params string[] rules) => SendAsync(
        Put,
        $"/{Bucket}?lifecycle",
        $"<LifecycleConfiguration>{string.Concat(rules.Select(rule => $"<Rule>{rule}</Rule>"))}</LifecycleConfiguration>");
}
